//! Reports: grades for a screen, and for the platforms that courses use.
//!
//! | file            | what it writes                                                     |
//! |-----------------|--------------------------------------------------------------------|
//! | `table.rs`      | the table of points in a terminal                                  |
//! | `gradescope.rs` | Gradescope's `results.json`                                        |
//! | `prairielearn.rs` | PrairieLearn's `results.json`                                    |
//! | `classroom.rs`  | the result of a GitHub Classroom autograder                        |
//! | `junit.rs`      | JUnit XML; labs that are not started are skipped                   |
//! | `spreadsheet.rs`| CSV, a row for each student                                        |
//! | `harmless.rs`   | makes text from submissions safe to show                           |
//!
//! Every report has the same order, independent of the order of the records: by student, and
//! a student's labs in the order of the course. The same records make the same bytes.

mod classroom;
mod gradescope;
mod harmless;
mod junit;
mod prairielearn;
mod spreadsheet;
mod table;

use racelab::course::{LABS, Lab};

use crate::{Record, Ruling};

pub use classroom::classroom;
pub use gradescope::gradescope;
pub use harmless::{harmless, one_line};
pub use junit::junit;
pub use prairielearn::prairielearn;
pub(crate) use spreadsheet::cell;
pub use spreadsheet::spreadsheet;
pub use table::table;

/// Sorts records into the order of every report.
pub fn sort(records: &mut [Record]) {
    records.sort_by(|a, b| place(a).cmp(&place(b)));
}

/// The place of a record in that order.
fn place(record: &Record) -> (&str, usize, &str) {
    (&record.student, place_of(&record.lab), &record.lab)
}

/// The place of a lab in the course; a lab of another course comes last.
pub(crate) fn place_of(lab: &str) -> usize {
    let place = LABS.iter().position(|known| known.name == lab);
    place.unwrap_or(LABS.len())
}

/// The records, sorted.
fn sorted(records: &[Record]) -> Vec<&Record> {
    let mut sorted: Vec<_> = records.iter().collect();
    sorted.sort_by(|a, b| place(a).cmp(&place(b)));
    sorted
}

/// The records of each student, in order.
fn by_student<'a>(sorted: &'a [&'a Record]) -> impl Iterator<Item = &'a [&'a Record]> {
    sorted.chunk_by(|a, b| a.student == b.student)
}

/// The labs of the records, in the order of the course.
fn labs<'a>(records: &[&'a Record]) -> Vec<&'a str> {
    let mut labs: Vec<_> = records.iter().map(|record| record.lab.as_str()).collect();
    labs.sort_by_key(|lab| (place_of(lab), *lab));
    labs.dedup();
    labs
}

/// The title of a lab: `Lab 05 · A counter without a lock`.
pub(crate) fn title(record: &Record) -> String {
    match Lab::named(&record.lab) {
        Some(lab) => format!("Lab {:02} · {}", lab.number, lab.title),
        None => one_line(&record.lab),
    }
}

/// Points in decimal notation, from hundredths: `7.5`.
///
/// ```
/// use racelab_grade::report::points;
/// assert_eq!([1_000, 750, 333, 0].map(points), ["10", "7.5", "3.33", "0"]);
/// ```
pub fn points(hundredths: u32) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    }
}

/// Points as a number.
fn number(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

/// The text for the student: the message, and the output of the code.
pub(crate) fn shown(record: &Record) -> String {
    let mut text = harmless(&record.message).trim_end().to_owned();
    if !record.printed.is_empty() {
        let printed = harmless(&record.printed);
        text = format!("{text}\n\nPrinted on the way:\n{}", printed.trim_end());
    }
    text
}

/// The sentence about grader faults with which a report begins; `None` if there are none.
fn faults(records: &[&Record]) -> Option<String> {
    let faults = records.iter().filter(|r| r.ruling == Ruling::GraderFault);
    let labs: Vec<_> = faults.map(|record| title(record)).collect();
    (!labs.is_empty()).then(|| {
        format!(
            "The grader itself failed in {}. This is not the student's fault and costs \
             nothing: grade again.",
            labs.join(", ")
        )
    })
}
