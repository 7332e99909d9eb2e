//! PrairieLearn's `results.json`.

use serde::Serialize;

use crate::gradebook::Late;
use crate::{Record, Ruling};

use super::{faults, harmless, number, shown, sorted, title};

/// The format: PrairieLearn's documentation, "External grading", on grading results.
#[derive(Serialize)]
struct Results {
    /// Whether there is a grade. A submission that cannot be graded costs no attempt.
    gradable: bool,
    /// The share of all points, from 0 to 1.
    score: f64,
    message: String,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    message: String,
    output: String,
    points: f64,
    max_points: f64,
}

/// PrairieLearn's `results.json` of one student: a test for each lab, with the points of
/// the checks that hold, after the penalty for lateness. It begins with `missing`: what was not
/// graded, and why.
///
/// If something is missing, or the grader has failed, the submission is not gradable: then
/// it costs the student nothing.
pub fn prairielearn(records: &[Record], missing: Option<&str>, late: Late) -> String {
    let records = sorted(records);
    let is_fault = |record: &&&Record| record.ruling == Ruling::GraderFault;
    let earned: u32 = records
        .iter()
        .map(|record| late.left(record.earned()))
        .sum();
    let worth: u32 = records.iter().map(|record| record.worth()).sum();
    let said = [missing.map(harmless), late.sentence(), faults(&records)];
    let said: Vec<_> = said.into_iter().flatten().collect();
    let results = Results {
        gradable: missing.is_none() && !records.iter().any(|record| is_fault(&record)),
        score: match worth {
            0 => 0.0,
            worth => f64::from(earned) / f64::from(worth),
        },
        message: said.join("\n"),
        tests: records.iter().map(|record| test(record, late)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&results).unwrap_or_default();
    text.push('\n');
    text
}

fn test(record: &Record, late: Late) -> Test {
    Test {
        name: title(record),
        message: record.ruling.to_string(),
        output: shown(record),
        points: number(late.left(record.earned())),
        max_points: number(record.worth()),
    }
}
