//! JUnit XML, which every server for continuous integration shows.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::{Record, Ruling};

use super::{by_student, one_line, shown, sorted};

/// JUnit XML: a suite for each student, a case for each lab. A lab that is not started is
/// skipped, a failed one has its ruling as the type of its failure, and a grader fault is
/// an error and not a failure.
pub fn junit(records: &[Record]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail.
    write(&mut writer, records).expect("memory can be written to");
    let mut text = String::from_utf8(writer.into_inner()).expect("it was made of strings");
    text.push('\n');
    text
}

fn write(writer: &mut Writer<Vec<u8>>, records: &[Record]) -> io::Result<()> {
    let records = sorted(records);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let whole = writer
        .create_element("testsuites")
        .with_attribute(("name", "racelab"));
    let whole = whole.with_attributes(sums(&records).iter().map(|(k, v)| (*k, v.as_str())));
    whole.write_inner_content(|writer| {
        by_student(&records).try_for_each(|of_student| suite(writer, of_student))
    })?;
    Ok(())
}

fn suite(writer: &mut Writer<Vec<u8>>, records: &[&Record]) -> io::Result<()> {
    let student = records.first().map(|record| one_line(&record.student));
    let student = student.unwrap_or_default();
    writer
        .create_element("testsuite")
        .with_attribute(("name", student.as_str()))
        .with_attributes(sums(records).iter().map(|(k, v)| (*k, v.as_str())))
        .write_inner_content(|writer| {
            records
                .iter()
                .try_for_each(|record| case(writer, &student, record))
        })?;
    Ok(())
}

/// The number of cases, and of each result.
fn sums(records: &[&Record]) -> [(&'static str, String); 5] {
    let count = |is: fn(Ruling) -> bool| {
        let counted = records.iter().filter(|record| is(record.ruling));
        counted.count().to_string()
    };
    [
        ("tests", count(|_| true)),
        ("failures", count(has_failed)),
        ("errors", count(|ruling| ruling == Ruling::GraderFault)),
        ("skipped", count(Ruling::is_unstarted)),
        (
            "time",
            seconds(records.iter().map(|record| record.milliseconds).sum()),
        ),
    ]
}

fn has_failed(ruling: Ruling) -> bool {
    !ruling.passes() && !ruling.is_unstarted() && ruling != Ruling::GraderFault
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}

fn case(writer: &mut Writer<Vec<u8>>, student: &str, record: &Record) -> io::Result<()> {
    let time = seconds(record.milliseconds);
    let lab = one_line(&record.lab);
    let case = writer
        .create_element("testcase")
        .with_attribute(("name", lab.as_str()))
        .with_attribute(("classname", student))
        .with_attribute(("time", time.as_str()));
    let said = one_line(&record.sentence);
    let ruling = record.ruling.name();
    if record.ruling.passes() {
        case.write_inner_content(|writer| output(writer, "system-out", &shown(record)))?;
    } else if record.ruling.is_unstarted() {
        case.write_inner_content(|writer| {
            let skipped = writer.create_element("skipped");
            skipped.with_attribute(("message", ruling)).write_empty()?;
            Ok(())
        })?;
    } else {
        let element = match record.ruling {
            Ruling::GraderFault => "error",
            _ => "failure",
        };
        case.write_inner_content(|writer| {
            writer
                .create_element(element)
                .with_attribute(("type", ruling))
                .with_attribute(("message", said.as_str()))
                .write_text_content(BytesText::new(&shown(record)))?;
            Ok(())
        })?;
    }
    Ok(())
}

fn output(writer: &mut Writer<Vec<u8>>, element: &str, text: &str) -> io::Result<()> {
    writer
        .create_element(element)
        .write_text_content(BytesText::new(text))?;
    Ok(())
}
