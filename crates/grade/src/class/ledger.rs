//! A file of grades that is being written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::FileError;

use super::sheet::line;
use super::{ClassError, Entry, Head, Sheet, Wanted};

/// A file of grades, open for more of them. Each is on the disk before the next one
/// comes; what a crash leaves behind is taken up again by [`open`](Self::open).
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: File,
    sheet: Sheet,
}

impl Ledger {
    /// Opens a file of grades, or makes one. A last line that was cut off when a run was
    /// killed goes; every other grade stays.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, is being written by another run, is
    /// of another share of the class, or holds something that is no grade. Then it is as
    /// it was.
    pub fn open(path: &Path, head: Head) -> Result<Self, ClassError> {
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(ClassError::WriteNoFile(path.to_owned()));
        }
        let cannot = |error| ClassError::Open(FileError::write(path)(error));
        let mut file = locked(path).map_err(|error| match error {
            TryLockError::Error(error) => cannot(error),
            TryLockError::WouldBlock => ClassError::Busy(path.to_owned()),
        })?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(cannot)?;
        let (before, whole) = Sheet::parse(&text, path)?;
        let mut sheet = match before {
            Some(before) if before.head.shard() != head.shard() => {
                return Err(ClassError::OtherShare {
                    file: path.to_owned(),
                    there: before.head.shard(),
                    here: head.shard(),
                });
            }
            Some(before) => before,
            None => Sheet::new(head.clone()),
        };
        // Half a line at most.
        file.set_len(whole as u64).map_err(cannot)?;
        file.seek(SeekFrom::End(0)).map_err(cannot)?;
        file.write_all(line(&head).as_bytes()).map_err(cannot)?;
        sheet.widen(head);
        let path = path.to_owned();
        Ok(Self { path, file, sheet })
    }

    /// The grades so far.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// What of this is still to be graded by this course: what has no grade, one of
    /// another exercise, one by another course, or a grader fault.
    pub fn left(&self, mut wanted: Vec<Wanted>, course: &str) -> Vec<Wanted> {
        for Wanted { student, labs } in &mut wanted {
            labs.retain(|(lab, exercise)| {
                let entry = self.sheet.get(student, lab);
                !entry.is_some_and(|entry| entry.holds(course, exercise))
            });
        }
        wanted.retain(|wanted| !wanted.labs.is_empty());
        wanted
    }

    /// Adds a grade: on the disk first.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn add(&mut self, entry: Entry) -> Result<(), ClassError> {
        let text = line(&entry);
        let written = self.file.write_all(text.as_bytes());
        written
            .and_then(|()| self.file.sync_data())
            .map_err(|error| ClassError::Add(FileError::write(&self.path)(error)))?;
        self.sheet.put(entry);
        Ok(())
    }

    /// Puts the file in order, whatever order the grades came in, and gives its sheet.
    ///
    /// # Errors
    ///
    /// If it cannot be written; every grade is in it all the same.
    pub fn close(self) -> Result<Sheet, ClassError> {
        self.sheet.write(&self.path).map_err(ClassError::Order)?;
        Ok(self.sheet)
    }
}

/// Opens a file to read and to write that nobody else holds.
fn locked(path: &Path) -> Result<File, TryLockError> {
    loop {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path).map_err(TryLockError::Error)?;
        file.try_lock()?;
        // Whoever held it may have put another file in its place meanwhile.
        if is_at(&file, path) {
            return Ok(file);
        }
    }
}

/// Whether the path still leads to this file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    let here = file.metadata().map(identity);
    here.is_ok_and(|here| {
        fs::metadata(path)
            .map(identity)
            .is_ok_and(|there| here == there)
    })
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
