//! The workshop's copy of the course: the files for a build of the labs, without solutions.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::{Fault, parts};

/// Files of the labs that a build of a submission must not find: the solutions, and the
/// instructor's own work.
fn is_left_out(name: &str) -> bool {
    name == "solution.rs" || name == "exercise.rs" || name.starts_with("exercise.backup.")
}

/// Updates the workshop's copy of the course, and returns its files. A file that is
/// up to date is not touched, so that it is not built again.
///
/// In a new copy, each file keeps its time, by which cargo decides what to build
/// again. Later copies get the time of copying: a restored file may be older than
/// the build of another version of it.
///
/// `placeholders` are files that the manifests name and no lab needs: they are empty.
pub(super) fn copy(
    course: &Path,
    workshop: &Path,
    placeholders: &[PathBuf],
) -> Result<BTreeSet<PathBuf>, Fault> {
    let is_new = !workshop.exists();
    let mut files = BTreeSet::new();
    for part in parts::built() {
        list(course, Path::new(part), &mut files)
            .map_err(|error| Fault::new(format!("cannot read {part} of the course: {error}")))?;
    }
    let failed = |file: &Path, error: io::Error| {
        Fault::new(format!(
            "cannot copy {} into {}: {error}",
            file.display(),
            workshop.display()
        ))
    };
    for file in &files {
        let (from, to) = (course.join(file), workshop.join(file));
        let text = fs::read(&from).map_err(|error| failed(file, error))?;
        write(&to, &text).map_err(|error| failed(file, error))?;
        if is_new {
            keep_time(&from, &to).map_err(|error| failed(file, error))?;
        }
    }
    for file in placeholders {
        write(&workshop.join(file), b"").map_err(|error| failed(file, error))?;
    }
    // Files that the course no longer has: cargo would find a test that a manifest once named.
    let mut there = BTreeSet::new();
    list(workshop, Path::new(""), &mut there).map_err(|error| failed("".as_ref(), error))?;
    for file in &there {
        if !files.contains(file) && !placeholders.contains(file) {
            fs::remove_file(workshop.join(file)).map_err(|error| failed(file, error))?;
        }
    }
    // Cargo takes each folder in `crates` for a package, an empty one too.
    remove_empty(workshop).map_err(|error| failed("".as_ref(), error))?;
    vendored(course, workshop).map_err(|error| failed("vendor".as_ref(), error))?;
    Ok(files)
}

/// Lists a file, or the files in a folder, by their paths from `root`; nothing if the path does
/// not exist.
fn list(root: &Path, part: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    let path = root.join(part);
    let kind = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if kind.is_file() {
        let name = part.file_name().unwrap_or_default();
        if !is_left_out(&name.to_string_lossy()) {
            files.insert(part.to_owned());
        }
    } else if kind.is_dir() && part.file_name() != Some("target".as_ref()) {
        for entry in fs::read_dir(&path)? {
            list(root, &part.join(entry?.file_name()), files)?;
        }
    }
    Ok(())
}

/// Removes the folders below `folder` that hold no file, and says whether `folder` itself
/// holds nothing now.
fn remove_empty(folder: &Path) -> io::Result<bool> {
    let mut is_empty = true;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_left = !entry.file_type()?.is_dir()
            || entry.file_name() == "target"
            || !remove_empty(&entry.path())?;
        if is_left {
            is_empty = false;
        } else {
            fs::remove_dir(entry.path())?;
        }
    }
    Ok(is_empty)
}

/// Writes a file, and its folder if need be, unless the contents are the same.
pub(super) fn write(file: &Path, text: &[u8]) -> io::Result<bool> {
    if fs::read(file).is_ok_and(|there| there == text) {
        return Ok(false);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text)?;
    Ok(true)
}

/// Gives one file the time of the other.
fn keep_time(of: &Path, file: &Path) -> io::Result<()> {
    let time = fs::metadata(of)?.modified()?;
    File::options().append(true).open(file)?.set_modified(time)
}

/// If the course has its dependencies beside it (`cargo vendor`), gives the workshop a link to
/// them at the same place.
fn vendored(course: &Path, workshop: &Path) -> io::Result<()> {
    let (there, here) = (course.join("vendor"), workshop.join("vendor"));
    if !there.is_dir() || here.exists() {
        return Ok(());
    }
    // It may be a link without a target.
    let _ = fs::remove_file(&here);
    std::os::unix::fs::symlink(there, here)
}
