//! The files that options ask for, besides the file of grades.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use racelab::course::write_whole;
use racelab_grade::Record;
use racelab_grade::gradebook::{Late, handed_in};
use racelab_grade::report::{classroom, gradescope, junit, prairielearn, spreadsheet};

use super::Error;
use super::arguments::{Grade, Merge};

/// The paths of the reports.
#[derive(Clone, Default)]
pub(crate) struct Outputs {
    gradescope: Option<PathBuf>,
    prairielearn: Option<PathBuf>,
    classroom: Option<PathBuf>,
    junit: Option<PathBuf>,
    csv: Option<PathBuf>,
    /// The lateness of the submission, for a report about one submission.
    late: Late,
}

impl Outputs {
    /// The paths in the options of `grade`.
    ///
    /// # Errors
    ///
    /// A sentence, if a report about one submission is requested for several.
    pub(crate) fn of_grade(options: &Grade) -> Result<Self, Error> {
        let outputs = Self {
            gradescope: options.gradescope.clone(),
            prairielearn: options.prairielearn.clone(),
            late: late(options)?,
            classroom: options.classroom.clone(),
            junit: options.reports.junit.clone(),
            csv: options.reports.csv.clone(),
        };
        if outputs.are_of_one() && options.folders.len() != 1 {
            return Err(Error::NotOne(options.folders.len()));
        }
        Ok(outputs)
    }

    /// Whether one of the reports is about one submission only.
    pub(crate) fn are_of_one(&self) -> bool {
        self.gradescope.is_some() || self.prairielearn.is_some() || self.classroom.is_some()
    }

    /// The paths in the options of `merge`.
    pub(crate) fn of_merge(options: &Merge) -> Self {
        Self {
            junit: options.reports.junit.clone(),
            csv: options.reports.csv.clone(),
            ..Self::default()
        }
    }

    /// Writes the results so far for platforms that may end this process early, so that there
    /// is a file in any case.
    pub(crate) fn sketch(&self, records: &[Record]) -> Result<(), Error> {
        let missing = "The grader did not finish. This is not your fault: ask your \
                       instructor to have it run again.";
        if let Some(file) = &self.gradescope {
            put(file, &gradescope(records, Some(missing), self.late))?;
        }
        if let Some(file) = &self.prairielearn {
            put(file, &prairielearn(records, Some(missing), self.late))?;
        }
        Ok(())
    }

    /// Writes every report, and returns the names of the files. `missing` says what was not
    /// graded, and why.
    pub(crate) fn write(
        &self,
        records: &[Record],
        missing: Option<&str>,
    ) -> Result<Vec<String>, Error> {
        let mut written = Vec::new();
        let mut note = |file: &Path| written.push(file.display().to_string());
        if let Some(file) = &self.gradescope {
            put(file, &gradescope(records, missing, self.late))?;
            note(file);
        }
        if let Some(file) = &self.prairielearn {
            put(file, &prairielearn(records, missing, self.late))?;
            note(file);
        }
        if let Some(file) = &self.classroom {
            let line = format!("result={}\n", classroom(records, missing));
            let mut options = OpenOptions::new();
            let opened = options.create(true).append(true).open(file);
            opened
                .and_then(|mut file| file.write_all(line.as_bytes()))
                .map_err(cannot(file))?;
            note(file);
        }
        if let Some(file) = &self.junit {
            put(file, &junit(records))?;
            note(file);
        }
        if let Some(file) = &self.csv {
            put(file, &spreadsheet(records))?;
            note(file);
        }
        Ok(written)
    }
}

/// How late the submission is, by the time in its platform's metadata.
fn late(options: &Grade) -> Result<Late, Error> {
    let Some(policy) = options.lateness.policy()? else {
        return Ok(Late::InTime);
    };
    let Some(file) = &options.metadata else {
        return Err(Error::NoMetadata);
    };
    Ok(policy.late(Some(handed_in(file)?), 0))
}

/// Writes a file: a regular file as a whole, and a terminal, a pipe or a link (such as
/// `/dev/stdout`) in place.
pub(super) fn put(file: &Path, text: &str) -> Result<(), Error> {
    let is_plain = fs::symlink_metadata(file).map_or(true, |found| found.is_file());
    let written = match is_plain {
        true => write_whole(file, text.as_bytes()),
        false => fs::write(file, text),
    };
    written.map_err(cannot(file))
}

/// Makes a folder, unless it is there.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|why| Error::Folder {
        folder: folder.to_owned(),
        why,
    })
}

fn cannot(file: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let file = file.to_owned();
    move |why| Error::Write { file, why }
}
