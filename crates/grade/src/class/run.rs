//! Grades a class: builds one submission while the one before is judged.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use crate::report::one_line;
use crate::{Check, Fault, Record, Ruling, text};

use super::{ClassError, Entry, Ledger, Wanted};

/// A lab that is built, and can be judged on any thread.
pub struct Judge {
    /// The lab.
    pub lab: String,
    /// Judges it.
    pub judge: Box<dyn FnOnce() -> Record + Send>,
}

/// Receives the progress of a run.
pub trait Pace: Send {
    /// A submission is being built.
    fn building(&mut self, student: &str);
    /// A grade is on the disk.
    fn graded(&mut self, record: &Record);
}

/// A built lab in the queue of the judges.
struct Turn {
    exercise: String,
    student: String,
    lab: Judge,
}

/// How many labs are built ahead of the judges. It is large enough that the compiler works on while
/// every judge waits for an answer that hangs, and small enough that the built programs take only a
/// quarter of a gigabyte.
const AHEAD: usize = 25;

/// Grades all wanted labs, and writes each grade into the ledger at once.
///
/// `build` makes a student's labs ready to be judged. It runs on this thread, for one
/// student after the other, while up to `jobs` threads judge the labs that were built
/// before. A lab that it leaves out is a grader fault, and so are all labs of the student if it
/// fails with a sentence; a judge that panics is a grader fault as well. `stop` ends the run:
/// labs that are being judged are finished, no others are begun, and a fault that the stop itself
/// may have caused is not written.
///
/// # Errors
///
/// If the ledger cannot be written.
pub fn run(
    wanted: &[Wanted],
    mut build: impl FnMut(&Wanted) -> Result<Vec<Judge>, Fault>,
    jobs: usize,
    stop: &AtomicBool,
    course: &str,
    ledger: &mut Ledger,
    pace: &mut dyn Pace,
) -> Result<(), ClassError> {
    // SeqCst: the loads are far too rare for a weaker ordering to save time.
    let is_over = || stop.load(Ordering::SeqCst);
    let pace = Mutex::new(pace);
    let (give, take) = sync_channel::<Turn>(AHEAD);
    let take = Mutex::new(take);
    let (say, hear) = channel::<Entry>();
    thread::scope(|scope| {
        let (pace, is_over) = (&pace, &is_over);
        for _ in 0..jobs {
            let (take, say) = (&take, say.clone());
            scope.spawn(move || judge_all(take, &say, course, is_over));
        }
        let writer = scope.spawn(move || {
            let written = write_all(&hear, ledger, pace, is_over);
            if written.is_err() {
                // No further grade can be written.
                stop.store(true, Ordering::SeqCst);
            }
            // Discard the entries that still come.
            for _ in hear.iter() {}
            written
        });
        for wanted in wanted.iter().take_while(|_| !is_over()) {
            if let Ok(mut pace) = pace.lock() {
                pace.building(&wanted.student);
            }
            let built = build(wanted);
            hand_out(wanted, built, &give, &say, course);
        }
        drop((give, say));
        writer.join().expect("the writer does not panic")
    })
}

/// Gives the built labs to the judges, and records a fault for each lab that was not built.
fn hand_out(
    wanted: &Wanted,
    built: Result<Vec<Judge>, Fault>,
    give: &SyncSender<Turn>,
    say: &Sender<Entry>,
    course: &str,
) {
    let (mut built, why) = match built {
        Ok(built) => (built, "it was not built".to_owned()),
        Err(fault) => (Vec::new(), fault.to_string()),
    };
    for (lab, exercise) in &wanted.labs {
        let exercise = exercise.clone();
        match built.iter().position(|judge| judge.lab == *lab) {
            Some(at) => {
                let student = wanted.student.clone();
                let lab = built.swap_remove(at);
                // If this fails, all judges have ended.
                let _ = give.send(Turn {
                    exercise,
                    student,
                    lab,
                });
            }
            None => {
                let record = fault(&wanted.student, lab, &why);
                let course = course.to_owned();
                let _ = say.send(Entry {
                    course,
                    exercise,
                    record,
                });
            }
        }
    }
}

/// Judges the labs in the queue, until it is closed.
fn judge_all(
    take: &Mutex<Receiver<Turn>>,
    say: &Sender<Entry>,
    course: &str,
    is_over: &(dyn Fn() -> bool + Sync),
) {
    loop {
        // One thread waits for the next lab, and the others wait for the lock that it holds.
        let Ok(turn) = take.lock().expect("no thread panics while waiting").recv() else {
            return;
        };
        if is_over() {
            continue;
        }
        let Turn {
            exercise,
            student,
            lab,
        } = turn;
        let name = lab.lab.clone();
        let judged = catch_unwind(AssertUnwindSafe(lab.judge));
        let record = judged.unwrap_or_else(|_| fault(&student, &name, "the grader panicked"));
        let course = course.to_owned();
        let _ = say.send(Entry {
            course,
            exercise,
            record,
        });
    }
}

/// Writes each grade as it comes.
fn write_all(
    hear: &Receiver<Entry>,
    ledger: &mut Ledger,
    pace: &Mutex<&mut dyn Pace>,
    is_over: &(dyn Fn() -> bool + Sync),
) -> Result<(), ClassError> {
    for entry in hear {
        // A lab that the stop has interrupted may look like a fault.
        if is_over() && entry.record.ruling == Ruling::GraderFault {
            continue;
        }
        let record = entry.record.clone();
        ledger.add(entry)?;
        if let Ok(mut pace) = pace.lock() {
            pace.graded(&record);
        }
    }
    Ok(())
}

/// A grader fault in a lab.
fn fault(student: &str, lab: &str, why: &str) -> Record {
    let sentence = format!("The grader failed: {}.", why.trim_end_matches('.'));
    let said = format!("{sentence}\nThis is not your fault, and costs you nothing.\n");
    Record {
        student: student.to_owned(),
        lab: lab.to_owned(),
        ruling: Ruling::GraderFault,
        checks: Vec::<Check>::new(),
        message: text::plain(&said),
        sentence: one_line(&sentence),
        printed: String::new(),
        milliseconds: 0,
    }
}
