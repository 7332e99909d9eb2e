//! A file that the system refuses.

use std::io;
use std::path::Path;

/// The system refuses to read or to write a file.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {file}: {why}")]
pub struct FileError {
    /// The operation, as the words that follow "cannot".
    doing: &'static str,
    file: String,
    why: io::Error,
}

impl FileError {
    /// The file cannot be read; `file` is its name for the user.
    pub(crate) fn read(file: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        Self::when("read", file.into())
    }

    /// It cannot be written.
    pub(crate) fn write(file: &Path) -> impl FnOnce(io::Error) -> Self {
        Self::when("write", file.display().to_string())
    }

    fn when(doing: &'static str, file: String) -> impl FnOnce(io::Error) -> Self {
        move |why| Self { doing, file, why }
    }
}
