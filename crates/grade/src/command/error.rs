//! The reasons for which a command for instructors fails, as one type.

use std::path::PathBuf;

use racelab::cli;
use racelab::course::CourseError;
use racelab_grade::class::ClassError;
use racelab_grade::gradebook::GradebookError;
use racelab_grade::release::ReleaseError;
use racelab_grade::report::one_line;
use racelab_grade::verify::VerifyError;
use racelab_grade::{Fault, FileError};

/// The reason for which a command failed. Its `Display` is a sentence without a full stop that says
/// what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Cli(#[from] cli::Error),
    #[error(transparent)]
    Course(#[from] CourseError),
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Class(#[from] ClassError),
    #[error(transparent)]
    Gradebook(#[from] GradebookError),
    #[error(transparent)]
    Release(#[from] ReleaseError),
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error("--late is a penalty for lateness; say when it begins with --deadline")]
    NoDeadline,
    #[error("--deadline alone has no effect; add a penalty, as --late 10%/day")]
    NoRate,
    #[error(
        "when a submission was handed in is not known here: name Gradescope's \
         submission_metadata.json with --metadata, or give --deadline to `lab report`"
    )]
    NoMetadata,
    #[error(
        "--gradescope, --prairielearn and --classroom are about one submission, and here are {0}: \
         grade one, or write --junit or --csv"
    )]
    NotOne(usize),
    #[error(
        "there is no submission of {} among these to grade again; a name is that of the folder",
        one_line(.0)
    )]
    NotThere(String),
    #[error(
        "{folder} has no exercise, but folders in it have, such as {}; give those, as in {}/*/",
        one_line(.first),
        .folder.trim_end_matches('/')
    )]
    ClassInFolder { folder: String, first: String },
    #[error("no student in the roster is in section {0}; the column section has the names")]
    NoSection(String),
    #[error(
        "{} holds grades that are not in these files: merge it as well, move it away, or name \
         another file with --out",
        .0.display()
    )]
    WouldLose(PathBuf),
    #[error("cannot write {}: {why}; name another file", .file.display())]
    Write { file: PathBuf, why: std::io::Error },
    #[error("cannot make the folder {}: {why}", .folder.display())]
    Folder {
        folder: PathBuf,
        why: std::io::Error,
    },
}
