//! When a submission was handed in, by what Gradescope says of it.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::FileError;

use super::error::of_file;
use super::{GradebookError, Moment};

/// The part that is read of `submission_metadata.json`:
/// <https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/>.
#[derive(Deserialize)]
struct Metadata {
    created_at: String,
}

/// When the submission was handed in of which this is Gradescope's `submission_metadata.json`.
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
