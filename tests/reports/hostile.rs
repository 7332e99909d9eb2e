//! Text from a student is shown, and has no other effect.

use proptest::prelude::*;
use racelab::proof::Verdict;
use racelab_grade::gradebook::Late;
use racelab_grade::report::{classroom, gradescope, harmless, junit, one_line, spreadsheet, table};
use racelab_grade::{Record, Ruling};

use crate::samples::record;
use crate::{json, xml};

/// A grade in which all texts are this one.
fn saying(text: &str) -> Record {
    let mut record = record(text, text, Ruling::Judged(Verdict::LostUpdate), 1);
    record.sentence = text.to_owned();
    record.message = text.to_owned();
    record.printed = text.to_owned();
    record
}

/// Every report of the record, each as the text that a reader gets from it.
fn reports(record: &Record) -> Vec<String> {
    let records = std::slice::from_ref(record);
    let mut gathered = vec![
        gradescope(records, Some(&record.message), Late::InTime),
        json::decoded(&classroom(records, Some(&record.message))),
        junit(records),
        spreadsheet(records),
        anstream::adapter::strip_str(&table(records, 80)).to_string(),
    ];
    let document = xml::Element::read(&gathered[2]);
    texts(&document, &mut gathered);
    let value: serde_json::Value = serde_json::from_str(&gathered[0]).unwrap();
    let output = value["tests"][0]["output"].as_str().unwrap();
    gathered.push(output.to_owned());
    gathered
}

fn texts(element: &xml::Element, gathered: &mut Vec<String>) {
    gathered.push(element.text.clone());
    gathered.extend(element.attributes.values().cloned());
    for child in &element.children {
        texts(child, gathered);
    }
}

#[test]
fn no_workflow_command_reaches_the_log_of_a_runner() {
    for command in [
        "::set-output name=result::forged",
        "fine\n::set-output name=result::forged",
        "fine\r\n   ::error::forged",
        "\u{1b}[0m::add-mask::x",
        "\u{7}:\u{7}:add-path::/tmp",
        "\u{feff}::stop-commands::x",
        "##[set-output name=result]forged",
        "some text ##[error]forged",
        "###[error]forged",
        "#\u{0}#[error]forged",
        "##vso[task.setvariable]forged",
        "##\u{200e}[error]forged",
    ] {
        let texts = reports(&saying(command));
        let end = command.split([':', ']', '=']).next_back().unwrap();
        assert!(texts[0].contains(end), "{command:?} is shown: {}", texts[0]);
        for text in texts {
            for line in text.lines() {
                assert!(!line.trim_start().starts_with("::"), "{command:?}: {line}");
                assert!(
                    !line.contains("##[") && !line.contains("##vso["),
                    "{command:?}: {line}"
                );
            }
        }
    }
}

#[test]
fn no_escape_sequence_and_no_control_character_is_left() {
    let text =
        "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31mred\u{0}\u{8}\u{b}\u{7f}\u{85}\u{202e}\u{fffe}";
    for report in reports(&saying(text)) {
        let odd = report
            .chars()
            .find(|&c| c.is_control() && c != '\n' && c != '\t');
        assert_eq!(odd, None, "{report:?}");
        assert!(!report.contains(['\u{202e}', '\u{fffe}']), "{report:?}");
        assert!(
            !report.contains("[2J") && !report.contains("title"),
            "{report:?}"
        );
    }
}

#[test]
fn no_cell_is_a_formula() {
    for text in [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r\n=1",
        " =1",
        "\u{0}=1",
    ] {
        let text = spreadsheet(&[saying(text)]);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        for row in reader.records() {
            let row = row.unwrap();
            let formula = row
                .iter()
                .find(|cell| cell.starts_with(['=', '+', '-', '@', '\t']));
            assert_eq!(formula, None, "{text}");
        }
    }
}

#[test]
fn markup_is_text() {
    let text = "]]></failure><testcase name=\"forged\"/><!-- & &lt; \"' ";
    let element = xml::Element::read(&junit(&[saying(text)]));
    let case = &element.children[0].children[0];
    assert_eq!((element.children.len(), case.children.len()), (1, 1));
    let failure = &case.children[0];
    assert_eq!(failure.attributes["message"], text.trim());
    assert!(failure.text.contains(text.trim()), "{}", failure.text);
}

#[test]
fn text_without_a_command_is_unchanged() {
    let text = "x::y\n  a: ::b\n\u{e4}\u{20ac}\u{1f600} # [1] #[test]\n";
    assert_eq!(harmless(text), text);
    assert_eq!(one_line("  two\nlines\t"), "two lines");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

/// Making harmless text harmless changes nothing: removing characters creates no new
/// command.
    #[test]
    fn harmless_text_stays_harmless(
        text in "([:#\\[\n\r \u{1b}\u{0}\u{feff}\u{202e}mvso]|::|##|##\\[|##vso\\[){0,12}"
    ) {
        let once = harmless(&text);
        prop_assert_eq!(harmless(&once), once.clone());
        for line in once.lines() {
            prop_assert!(!line.trim_start().starts_with("::"));
        }
        let line = one_line(&text);
        prop_assert!(!line.starts_with("::") && !line.contains('\n'));
        prop_assert_eq!(one_line(&line), line.clone());
    }
}
