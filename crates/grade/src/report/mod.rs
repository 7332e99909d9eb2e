//! Grades as others want them: a screen, and the platforms that courses use.
//!
//! | file            | what it writes                                                     |
//! |-----------------|--------------------------------------------------------------------|
//! | `table.rs`      | the table of points in a terminal                                  |
//! | `gradescope.rs` | Gradescope's `results.json`                                        |
//! | `prairielearn.rs` | PrairieLearn's `results.json`                                    |
//! | `classroom.rs`  | the result of a GitHub Classroom autograder                        |
//! | `junit.rs`      | JUnit XML, with what is not started as skipped                     |
//! | `spreadsheet.rs`| CSV, a row for each student                                        |
//! | `harmless.rs`   | what a student wrote, so that no reader of it does anything but show it |
//!
//! Every report has the same order, whatever order the records come in: by student, and
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

/// Puts records into the order that every report has.
pub fn sort(records: &mut [Record]) {
    records.sort_by(|a, b| place(a).cmp(&place(b)));
}

/// Where a record stands among others.
fn place(record: &Record) -> (&str, usize, &str) {
    (&record.student, place_of(&record.lab), &record.lab)
}

/// Where a lab stands in the course; behind all others if it is of another course.
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

/// The labs that the records are of, in the order of the course.
fn labs<'a>(records: &[&'a Record]) -> Vec<&'a str> {
    let mut labs: Vec<_> = records.iter().map(|record| record.lab.as_str()).collect();
    labs.sort_by_key(|lab| (place_of(lab), *lab));
    labs.dedup();
    labs
}

/// What a lab is called: `Lab 05 · A counter without a lock`.
pub(crate) fn title(record: &Record) -> String {
    match Lab::named(&record.lab) {
        Some(lab) => format!("Lab {:02} · {}", lab.number, lab.title),
        None => one_line(&record.lab),
    }
}

/// Points as they are written, from hundredths: `7.5`.
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

/// All that a student is shown of a grade: the message, and what the code printed.
pub(crate) fn shown(record: &Record) -> String {
    let mut text = harmless(&record.message).trim_end().to_owned();
    if !record.printed.is_empty() {
        let printed = harmless(&record.printed);
        text = format!("{text}\n\nPrinted on the way:\n{}", printed.trim_end());
    }
    text
}

/// What is said of grader faults before anything else; `None` where there are none.
fn faults(records: &[&Record]) -> Option<String> {
    let faults = records.iter().filter(|r| r.ruling == Ruling::GraderFault);
    let labs: Vec<_> = faults.map(|record| title(record)).collect();
    (!labs.is_empty()).then(|| {
        format!(
            "The grader itself failed in {}. That is no fault of the student's and costs \
             nothing: it has to be graded again.",
            labs.join(", ")
        )
    })
}
