//! Prints: checksums that change when an exercise, the course or the compiler changes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use racelab::course::fnv1a;

use crate::{FileError, parts};

/// Files of the course that do not affect grades.
fn is_aside(name: &str) -> bool {
    matches!(
        name,
        "exercise.rs" | "solution.rs" | "README.md" | "target" | "examples"
    ) || name.starts_with("exercise.backup")
        || name.starts_with('.')
}

/// The print of an exercise: it differs if the bytes differ. `None` stands for a missing exercise.
///
/// ```
/// use racelab_grade::class::of_bytes;
/// assert_ne!(of_bytes(Some(b"a")), of_bytes(Some(b"b")));
/// assert_eq!(of_bytes(None), "none");
/// ```
pub fn of_bytes(exercise: Option<&[u8]>) -> String {
    match exercise {
        Some(bytes) => format!("{:016x}", fnv1a(bytes.iter().copied())),
        None => "none".to_owned(),
    }
}

/// The print of a course: of all source files that affect a grade, and of the
/// compiler. The exercises in the course, its solutions and its texts do not count.
///
/// # Errors
///
/// If a file of the course cannot be read.
pub fn of_course(root: &Path) -> Result<String, FileError> {
    let mut files = Vec::new();
    for name in parts::decisive() {
        gather(&root.join(name), &mut files)
            .map_err(FileError::read(format!("{name} of the course")))?;
    }
    let mut bytes = compiler();
    for file in files {
        let name = file
            .strip_prefix(root)
            .unwrap_or(&file)
            .to_string_lossy()
            .into_owned();
        let text = fs::read(&file).map_err(FileError::read(&name))?;
        bytes.extend(name.bytes());
        // The length, so that text that moves from one file to the next changes the print.
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text);
    }
    Ok(format!("{:016x}", fnv1a(bytes)))
}

/// The files below this path, in the order of their names.
fn gather(place: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !place.is_dir() {
        files.push(place.to_owned());
        return Ok(());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(place)? {
        names.push(entry?.file_name());
    }
    names.sort();
    for name in names {
        if !is_aside(&name.to_string_lossy()) {
            gather(&place.join(name), files)?;
        }
    }
    Ok(())
}

/// The compiler's version; empty if there is no compiler, which the first build
/// will report.
fn compiler() -> Vec<u8> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).arg("-vV").output();
    said.map(|output| output.stdout).unwrap_or_default()
}
