//! A fixed class of two, and the samples of its reports in the docs.

use std::fs;
use std::path::Path;

use racelab::proof::Verdict;
use racelab_grade::gradebook::{Late, blackboard, canvas, full, moodle, text, verdicts};
use racelab_grade::report::{classroom, gradescope, junit, prairielearn, spreadsheet, table};
use racelab_grade::{Check, Record, Ruling};

/// A grade; its checks are worth 5 points each, and `holding` of them hold.
pub(crate) fn record(student: &str, lab: &str, ruling: Ruling, holding: usize) -> Record {
    let checks = [
        "2 threads, 2 increments each",
        "3 threads, 1 increment each",
    ];
    let checks = checks.into_iter().enumerate().map(|(at, name)| Check {
        name: name.to_owned(),
        holds: at < holding,
        worth: 500,
    });
    let sentence = match ruling {
        Ruling::Judged(Verdict::Proved) => "Every execution is right.",
        Ruling::Judged(_) => "The counter is 2 after 3 increments.",
        Ruling::GraderFault => "The disk is full.",
        _ => "It is still the stub that was shipped.",
    };
    Record {
        student: student.to_owned(),
        lab: lab.to_owned(),
        ruling,
        checks: checks.collect(),
        sentence: sentence.to_owned(),
        message: format!("{sentence}\n"),
        printed: String::new(),
        milliseconds: 1_250,
    }
}

/// A fixed class, with several rulings, in no order.
pub(crate) fn class() -> Vec<Record> {
    let lost = Ruling::Judged(Verdict::LostUpdate);
    let proved = Ruling::Judged(Verdict::Proved);
    vec![
        record("grace", "06_mutex_counter", Ruling::GraderFault, 0),
        record("grace", "05_racy_counter", Ruling::NotStarted, 0),
        record("ada", "06_mutex_counter", lost, 1),
        record("ada", "05_racy_counter", proved, 2),
        record("ada", "07_atomic_counter", Ruling::NotStarted, 0),
        record("grace", "07_atomic_counter", proved, 2),
    ]
}

/// One student of the class.
pub(crate) fn ada() -> Vec<Record> {
    let mut class = class();
    class.retain(|record| record.student == "ada");
    class
}

#[test]
fn the_samples_in_the_docs_are_what_is_printed() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/instructors.md");
    let page = fs::read_to_string(page).expect("there is a chapter for instructors");
    let plain = |text: String| anstream::adapter::strip_str(&text).to_string();
    for (name, printed) in [
        ("table", plain(table(&class(), 80))),
        ("gradescope", gradescope(&ada(), None, Late::InTime)),
        ("classroom", crate::json::decoded(&classroom(&ada(), None))),
        ("junit", junit(&class())),
        ("csv", spreadsheet(&class())),
        ("prairielearn", prairielearn(&ada(), None, Late::InTime)),
        ("roster", crate::gradebook::ROSTER.to_owned()),
        ("full", full(&crate::gradebook::book())),
        ("canvas", canvas(&crate::gradebook::book())),
        ("moodle", moodle(&crate::gradebook::book())),
        ("blackboard", blackboard(&crate::gradebook::book())),
        ("feedback", text(&crate::gradebook::book().pages()[0])),
        ("verdicts", plain(verdicts(&crate::gradebook::book(), 80))),
    ] {
        let (_, rest) = page
            .split_once(&format!("<!-- sample: {name} -->\n```"))
            .unwrap_or_else(|| panic!("the chapter has no sample of {name}; put there\n{printed}"));
        let (_, rest) = rest.split_once('\n').expect("a block has lines");
        let (sample, _) = rest.split_once("\n```").expect("a block ends");
        assert_eq!(
            sample.trim_end(),
            printed.trim_end(),
            "the sample of {name} is another"
        );
    }
}

#[test]
fn every_ruling_is_explained() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let rulings = fs::read_to_string(pages.join("instructors.md")).unwrap();
    for ruling in Ruling::OTHERS {
        let name = format!("`{}`", ruling.name());
        assert!(rulings.contains(&name), "instructors.md lacks {name}");
    }
    let verdicts = fs::read_to_string(pages.join("proved.md")).unwrap();
    for verdict in Verdict::ALL {
        let row = format!("\n| {} | ", verdict.name());
        assert!(verdicts.contains(&row), "proved.md lacks {verdict}");
    }
}
