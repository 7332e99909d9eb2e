//! `merge`: joins the grades of several machines.

use std::process::ExitCode;

use racelab::view::screen::{paragraph, width};
use racelab_grade::Ruling;
use racelab_grade::class::{Sheet, merge as join};
use racelab_grade::report::{one_line, table};

use super::Error;
use super::arguments::Merge;
use super::outputs::Outputs;
use super::voice::say;

/// Joins files of grades. The status is 1 if a grade is missing or is a grader fault, or
/// two contradict each other.
///
/// # Errors
///
/// A sentence, if a file does not contain grades, or a grade would be lost.
pub(crate) fn merge(options: &Merge) -> Result<ExitCode, Error> {
    let merged = join(&options.files)?;
    let out = &options.out;
    if out.exists() && merged.lacks_some_of(&Sheet::read(out)?) {
        return Err(Error::WouldLose(out.clone()));
    }
    merged.sheet.write(out)?;
    let records = merged.sheet.records();
    let mut written = vec![out.display().to_string()];
    written.extend(Outputs::of_merge(options).write(&records, None)?);
    anstream::print!("{}", table(&records, width()));
    anstream::print!(
        "\n{}",
        paragraph(&format!("Wrote {}.", written.join(", ")), 2, width())
    );
    for problem in &merged.problems {
        say(&format!("problem: {}.", one_line(problem)));
    }
    let has_faults = records.iter().any(|r| r.ruling == Ruling::GraderFault);
    Ok(ExitCode::from(u8::from(
        has_faults || !merged.problems.is_empty(),
    )))
}
