//! A class whose exercises need no compiler: the grade depends only on the print.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use racelab::proof::Verdict;
use racelab_grade::class::{
    ClassError, Head, Judge, Ledger, Pace, Shard, Sheet, Wanted, of_bytes, run,
};
use racelab_grade::{Check, Record, Ruling};

pub(crate) const LABS: [&str; 3] = ["05_racy_counter", "06_mutex_counter", "13_forty_processes"];

/// A temporary folder, removed after the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::SeqCst);
        let tests = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tests.join(format!("class.{}.{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If it is not removed, it stays under target/.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Some students, each with an exercise for each lab.
#[derive(Clone)]
pub(crate) struct School {
    pub(crate) students: Vec<String>,
    pub(crate) course: String,
    /// The labs that were judged, in the order in which judging began.
    pub(crate) judged: Arc<Mutex<Vec<(String, String)>>>,
    /// The text of the exercises, apart from the student's name.
    pub(crate) edition: String,
    pub(crate) jobs: usize,
}

impl School {
    pub(crate) fn of(size: usize) -> Self {
        Self {
            students: (0..size).map(|at| format!("student_{at:02}")).collect(),
            course: "course".to_owned(),
            judged: Arc::default(),
            edition: String::new(),
            jobs: 2,
        }
    }

    pub(crate) fn wanted(&self, shard: Shard) -> Vec<Wanted> {
        let students = self.students.iter().filter(|student| shard.takes(student));
        let wanted = students.map(|student| {
            let print = of_bytes(Some(format!("{student}{}", self.edition).as_bytes()));
            let labs = LABS.map(|lab| (lab.to_owned(), print.clone()));
            Wanted {
                student: student.clone(),
                labs: labs.to_vec(),
            }
        });
        wanted.collect()
    }

    pub(crate) fn head(&self, shard: Shard) -> Head {
        Head::new(LABS, self.students.iter(), shard)
    }

    /// The labs of a student, ready to be judged.
    pub(crate) fn build(&self, wanted: &Wanted) -> Vec<Judge> {
        let labs = wanted.labs.iter().map(|(lab, print)| {
            let (judged, record) = (Arc::clone(&self.judged), grade(&wanted.student, lab, print));
            Judge {
                lab: lab.clone(),
                judge: Box::new(move || {
                    let who = (record.student.clone(), record.lab.clone());
                    judged.lock().unwrap().push(who);
                    record
                }),
            }
        });
        labs.collect()
    }

    /// Grades a share into a file; returns the labs that are left.
    pub(crate) fn grade(&self, file: &Path, shard: Shard) -> Sheet {
        let mut ledger = opened(file, self.head(shard));
        let left = ledger.left(self.wanted(shard), &self.course);
        let build = |wanted: &Wanted| Ok(self.build(wanted));
        let stop = AtomicBool::new(false);
        run(
            &left,
            build,
            self.jobs,
            &stop,
            &self.course,
            &mut ledger,
            &mut Silent,
        )
        .unwrap();
        ledger.close().unwrap()
    }

    /// How many labs were judged since the last call.
    pub(crate) fn count(&self) -> usize {
        std::mem::take(&mut *self.judged.lock().unwrap()).len()
    }
}

/// Opens a file of grades without concurrent writers. A process that another test is just
/// starting briefly inherits the open files of this one, including the lock of a former ledger.
pub(crate) fn opened(file: &Path, head: Head) -> Ledger {
    loop {
        match Ledger::open(file, head.clone()) {
            Ok(ledger) => return ledger,
            Err(ClassError::Busy(_)) => {
                std::thread::yield_now();
            }
            Err(why) => panic!("{why}"),
        }
    }
}

/// Ignores the reports of progress.
pub(crate) struct Silent;

impl Pace for Silent {
    fn building(&mut self, _: &str) {}
    fn graded(&mut self, _: &Record) {}
}

/// A grade that depends only on the student and the exercise.
pub(crate) fn grade(student: &str, lab: &str, print: &str) -> Record {
    let number = u64::from_str_radix(print, 16).unwrap() % 4;
    let (ruling, holding) = match number {
        0 => (Ruling::Judged(Verdict::Proved), 2),
        1 => (Ruling::Judged(Verdict::DataRace), 1),
        2 => (Ruling::TimeLimit, 1),
        _ => (Ruling::NotStarted, 0),
    };
    let check = |at| Check {
        name: format!("check {at}"),
        holds: at < holding,
        worth: 500,
    };
    Record {
        student: student.to_owned(),
        lab: lab.to_owned(),
        ruling,
        checks: (0..2).map(check).collect(),
        sentence: "So it is.".to_owned(),
        message: "So it is.\n".to_owned(),
        printed: String::new(),
        milliseconds: number,
    }
}
