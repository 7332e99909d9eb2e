//! CSV (RFC 4180) for the grade books of learning platforms, and for people.
//!
//! A cell stays empty if the grader has failed: then a platform keeps the value that it has.
//! Text that a spreadsheet would calculate begins with an apostrophe.

use crate::report::{cell, points};

use super::{Book, Page};

/// For people: student, section, lateness, the points after the penalty,
/// and for each lab its points and its ruling.
pub fn full(book: &Book) -> String {
    let mut head = [
        "folder",
        "name",
        "id",
        "section",
        "submitted",
        "late",
        "loses %",
        "points",
        "of",
        "grader faults",
    ]
    .map(str::to_owned)
    .to_vec();
    for lab in book.labs() {
        head.extend([cell(lab), cell(&format!("{lab} ruling"))]);
    }
    let rows = book.pages().iter().map(|page| {
        let person = &page.person;
        let submitted = person.submitted.map(|moment| moment.to_string());
        let mut row = vec![
            cell(&person.folder),
            cell(&person.name),
            cell(&person.id),
            cell(&person.section),
            submitted.unwrap_or_default(),
            page.late.words(),
            page.late.loses().percent().to_string(),
            points(page.total()),
            points(page.worth()),
            page.faults().to_string(),
        ];
        for lab in book.labs() {
            let ruling = page
                .record(lab)
                .map(|record| record.ruling.name().to_owned());
            row.extend([of_lab(page, lab), ruling.unwrap_or_default()]);
        }
        row
    });
    written(head, rows)
}

/// For Canvas' grade book: the columns that an import requires, then a column for each lab.
/// The second row has the points that each lab is worth. Canvas identifies a student by the
/// SIS login id, which is the register's `id`, or the folder if the id is empty.
///
/// Source: Instructure, "How do I import grades in the Gradebook?", Canvas guides.
pub fn canvas(book: &Book) -> String {
    let mut head = ["Student", "ID", "SIS Login ID", "Section"]
        .map(str::to_owned)
        .to_vec();
    head.extend(book.labs().iter().map(|lab| cell(lab)));
    let mut worth = ["    Points Possible", "", "", ""]
        .map(str::to_owned)
        .to_vec();
    worth.extend(book.labs().iter().map(|lab| points(book.worth(lab))));
    let rows = book.pages().iter().map(|page| {
        let mut row = vec![
            cell(page.called()),
            String::new(),
            cell(id(page)),
            cell(&page.person.section),
        ];
        row.extend(book.labs().iter().map(|lab| of_lab(page, lab)));
        row
    });
    written(head, [worth].into_iter().chain(rows))
}

/// For Moodle's grade book: an import asks for the meaning of each column. Map `ID number`
/// to the field of that name.
///
/// Source: MoodleDocs, "Grade import", CSV import.
pub fn moodle(book: &Book) -> String {
    let mut head = ["ID number", "Full name"].map(str::to_owned).to_vec();
    head.extend(book.labs().iter().map(|lab| cell(lab)));
    let rows = book.pages().iter().map(|page| {
        let mut row = vec![cell(id(page)), cell(page.called())];
        row.extend(book.labs().iter().map(|lab| of_lab(page, lab)));
        row
    });
    written(head, rows)
}

/// For Blackboard's grade book: the user name, and a column for each lab that names its
/// points. A column without a number of Blackboard's in its head becomes a new one.
///
/// Source: Blackboard Help, "Work Offline with Grade Data", on external files.
pub fn blackboard(book: &Book) -> String {
    let mut head = vec!["Username".to_owned()];
    head.extend(book.labs().iter().map(|lab| {
        let worth = points(book.worth(lab));
        cell(&format!("{lab} [Total Pts: {worth} Score]"))
    }));
    let rows = book.pages().iter().map(|page| {
        let mut row = vec![cell(id(page))];
        row.extend(book.labs().iter().map(|lab| of_lab(page, lab)));
        row
    });
    written(head, rows)
}

/// The id by which a platform knows the student.
fn id(page: &Page) -> &str {
    match page.person.id.as_str() {
        "" => &page.person.folder,
        id => id,
    }
}

fn of_lab(page: &Page, lab: &str) -> String {
    page.points(lab).map_or(String::new(), points)
}

fn written(head: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in [head].into_iter().chain(rows) {
        // Writing to memory cannot fail, and every row has the same length.
        writer.write_record(&row).expect("memory can be written to");
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    String::from_utf8(bytes).expect("it was made of strings")
}
