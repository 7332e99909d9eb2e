//! The result of a GitHub Classroom autograder.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::{Record, Ruling};

use super::{number, points, shown, sorted, title};

/// The format that `classroom-resources/autograding-grading-reporter` reads, and that its
/// graders write.
#[derive(Serialize)]
struct Outcome {
    version: u32,
    status: &'static str,
    max_score: f64,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    status: &'static str,
    score: f64,
    message: String,
    test_code: String,
    filename: String,
    line_no: u32,
    /// In milliseconds.
    duration: u64,
}

/// The output `result` of a step of a GitHub Classroom workflow: a test for
/// each lab of one student, in base64. `missing` says what was not graded, and why; it makes the
/// status an error.
///
/// The reporter adds up the scores and shows how many tests passed. A grader fault is
/// neither passed nor failed: its status is `error`, and so is that of the whole.
pub fn classroom(records: &[Record], missing: Option<&str>) -> String {
    let records = sorted(records);
    let mut tests: Vec<_> = records.iter().map(|record| test(record)).collect();
    if let Some(missing) = missing {
        tests.push(Test {
            name: "The grader".to_owned(),
            status: "error",
            score: 0.0,
            message: super::harmless(missing),
            test_code: String::new(),
            filename: String::new(),
            line_no: 0,
            duration: 0,
        });
    }
    let is = |status| tests.iter().any(|test| test.status == status);
    let outcome = Outcome {
        version: 1,
        status: match (is("error"), is("fail")) {
            (true, _) => "error",
            (_, true) => "fail",
            _ => "pass",
        },
        max_score: number(records.iter().map(|record| record.worth()).sum()),
        tests,
    };
    STANDARD.encode(serde_json::to_vec(&outcome).unwrap_or_default())
}

fn test(record: &Record) -> Test {
    let (earned, worth) = (record.earned(), record.worth());
    let of = format!("{} of {} points", points(earned), points(worth));
    Test {
        name: format!("{}: {}, {of}", title(record), record.ruling),
        status: match record.ruling {
            Ruling::GraderFault => "error",
            ruling if ruling.passes() => "pass",
            _ => "fail",
        },
        score: number(earned),
        message: shown(record),
        test_code: String::new(),
        filename: format!("labs/{}/exercise.rs", super::one_line(&record.lab)),
        // There is no line to name.
        line_no: 0,
        duration: record.milliseconds,
    }
}
