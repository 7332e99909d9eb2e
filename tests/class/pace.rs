//! One submission is built while the one before is judged; and faults while this goes on.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use racelab_grade::class::{Judge, Pace, Shard, Sheet, Wanted, run};
use racelab_grade::{Fault, Record, Ruling};

use crate::school::{Folder, LABS, School, Silent, opened};

/// Grades the made-up class with this builder.
fn graded(
    school: &School,
    build: impl FnMut(&Wanted) -> Result<Vec<Judge>, Fault>,
    stop: &AtomicBool,
    pace: &mut dyn Pace,
) -> Sheet {
    let folder = Folder::new();
    let file = folder.file("grades.jsonl");
    let mut ledger = opened(&file, school.head(Shard::WHOLE));
    let wanted = school.wanted(Shard::WHOLE);
    run(
        &wanted,
        build,
        school.jobs,
        stop,
        "course",
        &mut ledger,
        pace,
    )
    .unwrap();
    let kept = ledger.close().unwrap();
    assert_eq!(Sheet::read(&file).unwrap(), kept);
    kept
}

/// Building the second submission and judging the first wait for each other.
#[test]
fn one_is_built_while_the_one_before_is_judged() {
    let school = School {
        jobs: 1,
        ..School::of(2)
    };
    let both = Arc::new(Barrier::new(2));
    let mut built = 0;
    let build = |wanted: &Wanted| {
        built += 1;
        if built == 2 {
            both.wait();
        }
        let mut judges = school.build(wanted);
        if built == 1 {
            let (both, judge) = (Arc::clone(&both), judges.pop().unwrap());
            let waits = Box::new(move || {
                both.wait();
                (judge.judge)()
            });
            judges.push(Judge {
                lab: judge.lab,
                judge: waits,
            });
        }
        Ok(judges)
    };
    let sheet = graded(&school, build, &AtomicBool::new(false), &mut Silent);
    assert_eq!(sheet.records().len(), 6);
}

#[test]
fn as_many_are_judged_at_once_as_there_are_jobs() {
    let school = School {
        jobs: 3,
        ..School::of(1)
    };
    let all = Arc::new(Barrier::new(3));
    let build = |wanted: &Wanted| {
        let meeting = school.build(wanted).into_iter().map(|judge| {
            let all = Arc::clone(&all);
            let meets = Box::new(move || {
                all.wait();
                (judge.judge)()
            });
            Judge {
                lab: judge.lab,
                judge: meets,
            }
        });
        Ok(meeting.collect())
    };
    assert_eq!(
        graded(&school, build, &AtomicBool::new(false), &mut Silent)
            .records()
            .len(),
        3
    );
}

#[test]
fn a_build_that_fails_is_a_grader_fault_and_the_others_are_graded() {
    let school = School::of(3);
    let build = |wanted: &Wanted| match &*wanted.student {
        "student_01" => Err(Fault::new("cargo cannot be started")),
        "student_02" => Ok(school.build(wanted).split_off(1)),
        _ => Ok(school.build(wanted)),
    };
    let sheet = graded(&school, build, &AtomicBool::new(false), &mut Silent);
    let records = sheet.records();
    let faults = records
        .iter()
        .filter(|record| record.ruling == Ruling::GraderFault);
    let faults: Vec<_> = faults
        .map(|r| (&*r.student, &*r.lab, &*r.sentence))
        .collect();
    let why = "The grader failed: cargo cannot be started.";
    assert_eq!(
        faults,
        [
            ("student_01", LABS[0], why),
            ("student_01", LABS[1], why),
            ("student_01", LABS[2], why),
            (
                "student_02",
                LABS[0],
                "The grader failed: it was not built."
            ),
        ]
    );
    assert_eq!(records.len(), 9);
}

#[test]
fn a_judge_that_panics_is_a_fault_of_the_grader() {
    let school = School::of(1);
    let build = |wanted: &Wanted| {
        let mut judges = school.build(wanted);
        judges[1].judge = Box::new(|| panic!("as it was told to"));
        Ok(judges)
    };
    let records = graded(&school, build, &AtomicBool::new(false), &mut Silent).records();
    let rulings: Vec<_> = records
        .iter()
        .map(|r| r.ruling == Ruling::GraderFault)
        .collect();
    assert_eq!(rulings, [false, true, false]);
}

#[test]
fn a_stop_keeps_what_is_graded_and_begins_nothing_more() {
    let school = School {
        jobs: 1,
        ..School::of(50)
    };
    let stop = Arc::new(AtomicBool::new(false));
    let build = |wanted: &Wanted| {
        let mut judges = school.build(wanted);
        if wanted.student == "student_03" {
            let (stop, judge) = (Arc::clone(&stop), judges.remove(1));
            let stops = Box::new(move || {
                stop.store(true, Ordering::SeqCst);
                (judge.judge)()
            });
            let lab = judge.lab;
            judges.insert(1, Judge { lab, judge: stops });
        }
        Ok(judges)
    };
    // Three students with three labs each, and two labs of the next student.
    assert_eq!(
        graded(&school, build, &stop, &mut Silent).records().len(),
        11
    );
}

#[test]
fn a_fault_that_a_stop_may_have_caused_is_not_kept() {
    let school = School::of(2);
    let stop = AtomicBool::new(false);
    let build = |_: &Wanted| {
        stop.store(true, Ordering::SeqCst);
        Err(Fault::new("cargo was killed"))
    };
    assert_eq!(graded(&school, build, &stop, &mut Silent).records(), []);
}

/// Counts the reports.
#[derive(Default)]
struct Count {
    building: Vec<String>,
    graded: AtomicUsize,
}

impl Pace for Count {
    fn building(&mut self, student: &str) {
        self.building.push(student.to_owned());
    }
    fn graded(&mut self, _: &Record) {
        self.graded.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn every_submission_and_grade_is_reported() {
    let school = School::of(3);
    let mut count = Count::default();
    graded(
        &school,
        |wanted| Ok(school.build(wanted)),
        &AtomicBool::new(false),
        &mut count,
    );
    assert_eq!(count.building, school.students);
    assert_eq!(count.graded.into_inner(), 9);
}

/// The same bytes, for any number of judges and any order in which they finish.
#[test]
fn the_file_is_the_same_for_any_number_of_jobs() {
    let folder = Folder::new();
    let mut texts = Mutex::new(Vec::new());
    for jobs in [1, 2, 5] {
        let school = School {
            jobs,
            ..School::of(9)
        };
        let file = folder.file(&format!("{jobs}.jsonl"));
        school.grade(&file, Shard::WHOLE);
        texts.get_mut().unwrap().push(fs::read(&file).unwrap());
    }
    let texts = texts.into_inner().unwrap();
    assert!(texts.iter().all(|text| *text == texts[0]));
}
