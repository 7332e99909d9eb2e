//! Opens one file of a submission, one part of the path after the other.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix_files::fs::{AtFlags, FileType, Mode, OFlags, fstat, openat, statat};
use rustix_files::io::Errno;

use super::{Exercise, LONGEST, shown};

/// Why there is no text.
enum Closed {
    /// The submitted file is not text; why, in words.
    Sent(String),
    /// The grader may not read it, or the machine fails; why, in words.
    Machine(String),
}

/// Reads the file at this path below the folder; `None` if there is none.
pub(super) fn read(root: &OwnedFd, place: &Path) -> Option<Exercise> {
    let name = shown(place);
    let unread = |why: String| Some(Exercise::Unread(format!("{name} {why}")));
    let opened = match open(root, place) {
        Ok(None) => return None,
        Ok(Some(file)) => file,
        Err(Closed::Sent(why)) => return Some(Exercise::Unreadable(format!("{name} {why}."))),
        Err(Closed::Machine(why)) => return unread(why),
    };
    let mut bytes = Vec::new();
    match opened.take(LONGEST + 1).read_to_end(&mut bytes) {
        Ok(_) => Some(Exercise::text(bytes)),
        Err(error) => unread(format!("cannot be read: {error}")),
    }
}

/// Opens the file, one part of the path after the other, and refuses links in each of them.
fn open(root: &OwnedFd, place: &Path) -> Result<Option<File>, Closed> {
    let machine = |error: io::Error| Closed::Machine(format!("cannot be opened: {error}"));
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut folder = root.try_clone().map_err(machine)?;
    let folders = place.parent().into_iter().flat_map(Path::iter);
    for step in folders {
        folder = match openat(&folder, step, flags | OFlags::DIRECTORY, Mode::empty()) {
            Ok(folder) => folder,
            Err(error) => return not_opened(&folder, step, error),
        };
    }
    let name = place.file_name().unwrap_or_default();
    // Opening a device may have an effect, so its kind is checked first.
    match statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(status) => is_file(status.st_mode)?,
        Err(error) => return not_opened(&folder, name, error),
    }
    let file = match openat(&folder, name, flags, Mode::empty()) {
        Ok(file) => file,
        Err(error) => return not_opened(&folder, name, error),
    };
    let status = fstat(&file).map_err(|error| machine(error.into()))?;
    is_file(status.st_mode)?;
    Ok(Some(file.into()))
}

/// An error unless a mode is that of a regular file.
fn is_file(mode: rustix_files::fs::RawMode) -> Result<(), Closed> {
    let why = match FileType::from_raw_mode(mode) {
        FileType::RegularFile => return Ok(()),
        FileType::Directory => "is a folder, and not a file",
        FileType::Symlink => "is a link; send the file itself",
        _ => "is not a regular file; send the text itself",
    };
    Err(Closed::Sent(why.to_owned()))
}

/// Why a part of the path could not be opened.
fn not_opened(folder: &impl AsFd, step: &OsStr, error: Errno) -> Result<Option<File>, Closed> {
    let kind = statat(folder, step, AtFlags::SYMLINK_NOFOLLOW)
        .map(|status| FileType::from_raw_mode(status.st_mode));
    match kind {
        // The name of a lab is shorter than the limit, so this means that there is no such file.
        _ if matches!(error, Errno::NOENT | Errno::NAMETOOLONG) => Ok(None),
        Ok(FileType::RegularFile) if error == Errno::NOTDIR => Err(Closed::Sent(format!(
            "cannot be there, since {} is a file",
            shown(Path::new(step))
        ))),
        Ok(FileType::RegularFile | FileType::Directory) | Err(_) => {
            Err(Closed::Machine(format!("cannot be opened: {error}")))
        }
        Ok(FileType::Symlink) => Err(Closed::Sent("is a link; send the file itself".to_owned())),
        Ok(_) => Err(Closed::Sent(
            "is not a regular file; send the text itself".to_owned(),
        )),
    }
}
