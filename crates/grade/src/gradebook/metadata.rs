//! The time of a submission, from Gradescope's metadata.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Moment;

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
/// A sentence without its full stop, if the file cannot be read or does not say so.
pub fn handed_in(file: &Path) -> Result<Moment, String> {
    let name = file.display();
    let text = fs::read(file).map_err(|error| format!("cannot read {name}: {error}"))?;
    let metadata: Metadata = serde_json::from_slice(&text).map_err(|error| {
        format!("{name} does not say when the submission was handed in (created_at): {error}")
    })?;
    metadata
        .created_at
        .parse()
        .map_err(|why| format!("{name}: {why}"))
}
