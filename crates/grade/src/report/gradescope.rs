//! Gradescope's `results.json`.

use serde::Serialize;

use crate::gradebook::Late;
use crate::{Record, Ruling};

use super::{faults, number, shown, sorted, title};

/// The format: <https://gradescope-autograders.readthedocs.io/en/latest/specs/>.
#[derive(Serialize)]
struct Results {
    /// Overrides the sum of the tests; needed if one of them has no score.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// In seconds.
    execution_time: f64,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    name: String,
    name_format: &'static str,
    output: String,
    output_format: &'static str,
    tags: [&'static str; 1],
    visibility: &'static str,
}

/// Gradescope's `results.json` of one student: a test for each lab, with the points
/// of the checks that hold. It begins with `missing`: what was not graded, and why.
///
/// The penalty for lateness is subtracted from each test, and the output begins with it. A grader
/// fault has no score and no status, since neither would be true.
pub fn gradescope(records: &[Record], missing: Option<&str>, late: Late) -> String {
    let records = sorted(records);
    let scores = records.iter().filter(|r| r.ruling != Ruling::GraderFault);
    let is_whole = missing.is_none() && scores.clone().count() == records.len();
    let earned = scores.map(|record| late.left(record.earned())).sum();
    let milliseconds: u64 = records.iter().map(|record| record.milliseconds).sum();
    let said = [
        missing.map(super::harmless),
        late.sentence(),
        faults(&records),
    ];
    let said: Vec<_> = said.into_iter().flatten().collect();
    let results = Results {
        score: (!is_whole).then(|| number(earned)),
        execution_time: std::time::Duration::from_millis(milliseconds).as_secs_f64(),
        output: said.join("\n"),
        output_format: "text",
        visibility: "visible",
        tests: records.iter().map(|record| test(record, late)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&results).unwrap_or_default();
    text.push('\n');
    text
}

fn test(record: &Record, late: Late) -> Test {
    let is_fault = record.ruling == Ruling::GraderFault;
    Test {
        score: (!is_fault).then(|| number(late.left(record.earned()))),
        max_score: (!is_fault).then(|| number(record.worth())),
        status: (!is_fault).then(|| match record.ruling.passes() {
            true => "passed",
            false => "failed",
        }),
        name: format!("{}: {}", title(record), record.ruling),
        name_format: "text",
        output: shown(record),
        output_format: "text",
        tags: [record.ruling.name()],
        visibility: "visible",
    }
}
