//! The errors in files that people and platforms write about a class.

use crate::FileError;

/// Why a roster, a time or a share cannot be read. Its `Display` is a sentence without a full stop
/// that says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GradebookError {
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something is wrong in this file.
    #[error("{file}: {why}")]
    In {
        /// The file.
        file: String,
        /// The error.
        why: Box<Self>,
    },
    /// Something is wrong in this row.
    #[error("row {row}: {why}")]
    Row {
        /// The number of the row, from 1.
        row: usize,
        /// The error.
        why: Box<Self>,
    },
    /// The roster is no CSV.
    #[error("it is no CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The roster has no column `folder`; the columns that it may have.
    #[error("there is no column folder in the first row; name the columns there: {0}")]
    NoFolders(String),
    /// A row of the roster has no folder.
    #[error("there is no folder")]
    NoFolder,
    /// The roster has this folder twice.
    #[error("the folder {0} is there a second time")]
    FolderTwice(String),
    /// No number of days.
    #[error("'{0}' is no number of days")]
    Days(String),
    /// No point in time.
    #[error("'{0}' is no point in time; write it as 2026-11-30T23:59 or with +01:00")]
    Moment(String),
    /// No span of time.
    #[error("'{0}' is no span of time; write it as 15m, 2h or 3d")]
    Span(String),
    /// No share of the points.
    #[error("'{0}' is no share; write it in percent, as 10%")]
    Share(String),
    /// More than all of the points.
    #[error("'{0}' is more than all; the most is 100%")]
    MoreThanAll(String),
    /// No rate.
    #[error("'{0}' is no rate; write it as 10%/day, 1%/hour or 20%")]
    Rate(String),
    /// Gradescope's file does not say when the submission was handed in.
    #[error("{file} does not say when the submission was handed in (created_at): {why}")]
    Metadata {
        /// The file.
        file: String,
        /// The parser's reason.
        why: serde_json::Error,
    },
}

/// Adds the name of the file to an error.
pub(super) fn of_file(file: String) -> impl FnOnce(GradebookError) -> GradebookError {
    move |why| GradebookError::In {
        file,
        why: Box::new(why),
    }
}
