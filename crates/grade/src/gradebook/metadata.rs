//! The time of a submission, from Gradescope's metadata.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::FileError;

use super::error::of_file;
use super::{GradebookError, Moment};

/// The part of `submission_metadata.json` that is read:
/// <https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/>.
#[derive(Deserialize)]
struct Metadata {
    created_at: String,
}

/// The time at which a submission was handed in, from its `submission_metadata.json`.
/// The time of the file itself does not count.
///
/// # Errors
///
/// If the file cannot be read or does not say so.
pub fn handed_in(file: &Path) -> Result<Moment, GradebookError> {
    let name = file.display().to_string();
    let text = fs::read(file).map_err(FileError::read(&name))?;
    match serde_json::from_slice::<Metadata>(&text) {
        Ok(metadata) => metadata.created_at.parse().map_err(of_file(name)),
        Err(why) => Err(GradebookError::Metadata { file: name, why }),
    }
}
