//! CSV, for a spreadsheet and for the import of a learning platform.

use crate::{Record, Ruling};

use super::{by_student, labs, one_line, points, sorted};

/// CSV (RFC 4180): a row for each student, with the points earned and possible, the
/// number of grader faults, and for each lab its points and its ruling. A cell is empty
/// for a lab that was not graded, and for the points of a grader
/// fault.
///
/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
pub fn spreadsheet(records: &[Record]) -> String {
    let records = sorted(records);
    let labs = labs(&records);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head = ["student", "points", "of", "grader faults"]
        .map(str::to_owned)
        .to_vec();
    for lab in &labs {
        head.extend([cell(lab), cell(&format!("{lab} ruling"))]);
    }
    // Writing to memory cannot fail, and every row has the same length.
    writer
        .write_record(&head)
        .expect("memory can be written to");
    for of_student in by_student(&records) {
        writer
            .write_record(row(of_student, &labs))
            .expect("memory can be written to");
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    String::from_utf8(bytes).expect("it was made of strings")
}

fn row(records: &[&Record], labs: &[&str]) -> Vec<String> {
    let faults = records.iter().filter(|r| r.ruling == Ruling::GraderFault);
    let mut row = vec![
        cell(records.first().map_or("", |record| &record.student)),
        points(records.iter().map(|record| record.earned()).sum()),
        points(records.iter().map(|record| record.worth()).sum()),
        faults.count().to_string(),
    ];
    for lab in labs {
        let record = records.iter().find(|record| record.lab == *lab);
        row.push(match record {
            Some(record) if record.ruling != Ruling::GraderFault => points(record.earned()),
            _ => String::new(),
        });
        row.push(record.map_or(String::new(), |record| record.ruling.name().to_owned()));
    }
    row
}

/// Text that no spreadsheet interprets as a formula.
pub(crate) fn cell(text: &str) -> String {
    let text = one_line(text);
    // Some spreadsheets read full-width characters as the narrow ones.
    match text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text,
    }
}
