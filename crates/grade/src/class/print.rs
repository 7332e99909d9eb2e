//! Numbers that change when what is judged changes, or who judges it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use racelab::course::fnv1a;

use crate::{FileError, parts};

/// What does not, though it lies there.
fn is_aside(name: &str) -> bool {
    matches!(
        name,
        "exercise.rs" | "solution.rs" | "README.md" | "target" | "examples"
    ) || name.starts_with("exercise.backup")
        || name.starts_with('.')
}

/// A number for an exercise: other bytes, another number. `None` is one that is not there.
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

/// A number for a course: of all of its source that decides over a grade, and of the
/// compiler. The exercises that lie in it, its solutions and its texts do not count.
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
        // So that nothing can move from one file to the next unseen.
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text);
    }
    Ok(format!("{:016x}", fnv1a(bytes)))
}

/// The files in this place, in the order of their names.
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

/// What the compiler says of itself; nothing if there is none, which the first build
/// will say better.
fn compiler() -> Vec<u8> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).arg("-vV").output();
    said.map(|output| output.stdout).unwrap_or_default()
}
