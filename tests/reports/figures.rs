//! Points, sums, order; skipped labs, and grader faults.

use anstream::adapter::strip_str;
use racelab::course::LABS;
use racelab::proof::Verdict;
use racelab_grade::gradebook::Late;
use racelab_grade::report::{classroom, gradescope, junit, sort, spreadsheet, table};
use racelab_grade::{Record, Ruling};
use serde_json::Value;

use crate::samples::{ada, class, record};
use crate::{json, xml};

fn plain(text: &str) -> String {
    strip_str(text).to_string()
}

#[test]
fn the_order_of_the_records_does_not_matter() {
    let straight = class();
    let mut turned = class();
    turned.reverse();
    let mut sorted = class();
    sort(&mut sorted);
    for other in [turned, sorted] {
        assert_eq!(
            gradescope(&straight, None, Late::InTime),
            gradescope(&other, None, Late::InTime)
        );
        assert_eq!(classroom(&straight, None), classroom(&other, None));
        assert_eq!(junit(&straight), junit(&other));
        assert_eq!(spreadsheet(&straight), spreadsheet(&other));
        assert_eq!(table(&straight, 80), table(&other, 80));
    }
}

#[test]
fn gradescope_adds_up_partial_credit() {
    let value: Value = serde_json::from_str(&gradescope(&ada(), None, Late::InTime)).unwrap();
    let tests = value["tests"].as_array().unwrap();
    let scores: Vec<_> = tests.iter().map(|test| test["score"].as_f64()).collect();
    assert_eq!(scores, [Some(10.0), Some(5.0), Some(0.0)]);
    let statuses: Vec<_> = tests.iter().map(|test| test["status"].as_str()).collect();
    assert_eq!(statuses, [Some("passed"), Some("failed"), Some("failed")]);
    assert_eq!(value["score"], Value::Null, "Gradescope adds the tests up");
}

#[test]
fn a_grader_fault_is_no_failure_of_a_student_anywhere() {
    let mut records = ada();
    records.push(record("ada", "08_channel_counter", Ruling::GraderFault, 0));
    let value: Value = serde_json::from_str(&gradescope(&records, None, Late::InTime)).unwrap();
    let fault = &value["tests"][3];
    for key in ["score", "max_score", "status"] {
        assert_eq!(fault[key], Value::Null, "{fault}");
    }
    assert_eq!(value["score"], 15.0);
    let said = value["output"].as_str().unwrap();
    assert!(
        said.starts_with("The grader itself failed in Lab 08"),
        "{said}"
    );

    let decoded: Value = serde_json::from_str(&json::decoded(&classroom(&records, None))).unwrap();
    assert_eq!(decoded["tests"][3]["status"], "error");
    assert_eq!(decoded["status"], "error");

    let suite = &xml::Element::read(&junit(&records)).children[0];
    let attributes = ["tests", "failures", "errors", "skipped"].map(|a| &suite.attributes[a]);
    assert_eq!(attributes, ["4", "1", "1", "1"]);
    assert_eq!(suite.children[3].children[0].name, "error");

    assert!(plain(&table(&records, 80)).starts_with("  1 grader fault\n"));
}

#[test]
fn what_is_not_started_is_skipped() {
    for ruling in [Ruling::NotStarted, Ruling::Missing] {
        let records = [record("ada", "05_racy_counter", ruling, 0)];
        let case = &xml::Element::read(&junit(&records)).children[0].children[0];
        assert_eq!(case.children[0].name, "skipped");
        assert_eq!(case.children[0].attributes["message"], ruling.name());
    }
}

#[test]
fn an_ungraded_lab_is_an_error_and_no_pass() {
    let proved = Ruling::Judged(Verdict::Proved);
    let records = [record("ada", "05_racy_counter", proved, 2)];
    let why = "The grader was stopped.";
    let decoded = json::decoded(&classroom(&records, Some(why)));
    let decoded: Value = serde_json::from_str(&decoded).unwrap();
    assert_eq!(decoded["status"], "error");
    assert_eq!(decoded["tests"][1]["message"], why);
    let value: Value =
        serde_json::from_str(&gradescope(&records, Some(why), Late::InTime)).unwrap();
    assert_eq!(
        (&value["output"], &value["score"]),
        (&why.into(), &10.0.into())
    );
}

#[test]
fn csv_has_a_row_for_each_student_and_leaves_unknown_values_empty() {
    let text = spreadsheet(&class());
    let rows: Vec<_> = text.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "ada,15,30,0,10,proved,5,lost update,0,not started",
            "grace,10,30,1,0,not started,,grader fault,10,proved"
        ]
    );
}

#[test]
fn a_table_fits_its_width_and_has_every_student_and_lab() {
    let students = ["ada", "a_student_with_a_name_longer_than_any_column"];
    let ruling = Ruling::Judged(Verdict::DataRace);
    let of = |student| {
        LABS.iter()
            .map(move |lab| record(student, lab.name, ruling, 1))
    };
    let many: Vec<Record> = students.into_iter().flat_map(of).collect();
    let one: Vec<Record> = of("ada").collect();
    for width in [40, 60, 80, 120] {
        for records in [&many, &one, &class()] {
            let text = plain(&table(records, width));
            for line in text.lines() {
                assert!(line.chars().count() <= width, "wider than {width}: {line}");
            }
            for lab in LABS
                .iter()
                .filter(|lab| records.iter().any(|r| r.lab == lab.name))
            {
                let number = format!("{:02}", lab.number);
                assert!(text.contains(&number), "{number} is not in\n{text}");
            }
        }
    }
    assert!(plain(&table(&many, 40)).contains("a_student_with_a_na…"));
}

#[test]
fn a_name_takes_as_many_columns_as_it_has_on_a_screen() {
    // Characters of two columns each; and an e with an accent that is a separate character.
    let students = ["ada", "李小龍", "Zoe\u{308}"];
    let ruling = Ruling::Judged(Verdict::DataRace);
    let records = students.map(|student| record(student, LABS[0].name, ruling, 1));
    let text = plain(&table(&records, 80));
    let behind = |name: &str| {
        let row = text.lines().find_map(|line| line.strip_prefix(name));
        row.unwrap_or_else(|| panic!("no {name:?} in\n{text}"))
    };
    assert_eq!(behind("  李小龍 "), behind("  ada    "), "{text}");
    assert_eq!(behind("  Zoe\u{308}    "), behind("  ada    "), "{text}");
    let long = [record(&"龍".repeat(30), LABS[0].name, ruling, 1)];
    let long = [&records[..], &long].concat();
    let cut = format!("  {}… ", "龍".repeat(9));
    assert!(plain(&table(&long, 80)).contains(&cut));
}
