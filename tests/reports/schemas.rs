//! Every report fits its schema, also for odd records.

use racelab::proof::Verdict;
use racelab_grade::gradebook::Late;
use racelab_grade::report::{classroom, gradescope, junit, prairielearn, spreadsheet};
use racelab_grade::{Record, Ruling};
use serde_json::Value;

use crate::samples::{ada, class, record};
use crate::{json, xml};

/// Records of every ruling, and none at all.
fn classes() -> Vec<Vec<Record>> {
    let judged = Verdict::ALL.map(Ruling::Judged).into_iter();
    let every = judged.chain(Ruling::OTHERS).enumerate();
    let every = every.map(|(at, ruling)| record("ada", &format!("{at:02}_lab"), ruling, at % 3));
    let fault = record("ada", "05_racy_counter", Ruling::GraderFault, 0);
    let mut empty = record("", "", Ruling::Missing, 0);
    empty.checks.clear();
    vec![
        Vec::new(),
        ada(),
        class(),
        every.collect(),
        vec![fault],
        vec![empty],
    ]
}

fn fits(schema: &str, text: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(json::broken(&schema, &value), [""; 0], "{text}");
}

#[test]
fn gradescope_reads_the_results() {
    for class in classes() {
        for missing in [None, Some("The grader was stopped.")] {
            let text = gradescope(&class, missing, Late::InTime);
            fits(
                include_str!("../../crates/grade/schemas/gradescope.json"),
                &text,
            );
            // Gradescope requires a score of the whole, or one of each test.
            let value: Value = serde_json::from_str(&text).unwrap();
            let tests = value["tests"].as_array().unwrap();
            let scored = tests.iter().all(|test| test["score"].is_number());
            assert!(value["score"].is_number() || scored, "{text}");
        }
    }
}

#[test]
fn prairielearn_reads_the_results() {
    for class in classes() {
        for missing in [None, Some("The grader was stopped.")] {
            let text = prairielearn(&class, missing, Late::InTime);
            fits(
                include_str!("../../crates/grade/schemas/prairielearn.json"),
                &text,
            );
        }
    }
}

#[test]
fn github_classroom_reads_the_result() {
    for class in classes() {
        for missing in [None, Some("The grader was stopped.")] {
            let text = classroom(&class, missing);
            let schema = include_str!("../../crates/grade/schemas/classroom.json");
            fits(schema, &json::decoded(&text));
            assert!(
                !text.contains(['\n', ' ']),
                "an output of a step is one line"
            );
        }
    }
}

#[test]
fn servers_for_continuous_integration_read_the_junit_xml() {
    let schema = xml::Element::read(include_str!("../../crates/grade/schemas/junit.xsd"));
    for class in classes() {
        let text = junit(&class);
        let broken = xml::broken(&schema, &xml::Element::read(&text));
        assert_eq!(broken, [""; 0], "{text}");
    }
}

#[test]
fn spreadsheets_read_the_csv() {
    for class in classes() {
        let text = spreadsheet(&class);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = reader.headers().unwrap().clone();
        assert_eq!(head.iter().take(4).collect::<Vec<_>>(), FIRST);
        // A row of another length is an error of the reader.
        for row in reader.records() {
            let row = row.unwrap();
            let figures = row.iter().skip(1).take(3);
            assert!(
                figures.into_iter().all(|cell| cell.parse::<f64>().is_ok()),
                "{row:?}"
            );
        }
    }
}

const FIRST: [&str; 4] = ["student", "points", "of", "grader faults"];
