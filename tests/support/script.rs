//! Programs that are scripts.

use std::path::Path;
use std::process::Command;

/// Writes a program that is this script.
///
/// Another process writes the file. If this process had it open, then a process that another test
/// starts meanwhile would hold a copy of the open file until it runs its program, and the system
/// runs no file that is open for writing ("text file busy").
pub(crate) fn write(file: &Path, text: &str) {
    let write = "printf '%s' \"$1\" > \"$0\" && chmod 755 \"$0\"";
    let mut shell = Command::new("sh");
    let wrote = shell.args(["-c", write]).arg(file).arg(text).status();
    assert!(wrote.unwrap().success(), "cannot write {}", file.display());
}
