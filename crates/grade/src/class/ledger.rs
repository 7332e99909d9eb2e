//! The file of grades during a run.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::FileError;

use super::sheet::line;
use super::{ClassError, Entry, Head, Sheet};

/// What is to be graded: the labs of a student that have no grade yet.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The student.
    pub student: String,
    /// The labs, each with the [print](super::of_bytes) of its exercise.
    pub labs: Vec<(String, String)>,
}

/// A file of grades to which a run adds grades. Each grade is on the disk before the next one
/// is added; after a crash, [`open`](Self::open) reads what is there.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: File,
    sheet: Sheet,
}

impl Ledger {
    /// Opens a file of grades, or makes one. If the last line is incomplete because a run was
    /// killed, it is removed; every other grade stays.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, another run is writing it, it is
    /// of another share of the class, or it contains a line that is not a grade. The file is
    /// unchanged then.
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
        // Removes an incomplete last line.
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

    /// The wanted labs that this course still has to grade: those without a grade, with a grade of
    /// another exercise or by another course, or with a grader fault.
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

    /// Adds a grade, on the disk first.
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

    /// Sorts the grades in the file, and returns the sheet.
    ///
    /// # Errors
    ///
    /// A sentence, if it cannot be written; the file still contains every grade.
    pub fn close(self) -> Result<Sheet, ClassError> {
        self.sheet.write(&self.path).map_err(ClassError::Order)?;
        Ok(self.sheet)
    }
}

/// Opens a file for reading and writing, and locks it against other runs.
fn locked(path: &Path) -> Result<File, TryLockError> {
    loop {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path).map_err(TryLockError::Error)?;
        file.try_lock()?;
        // The run that held the lock may have put another file in its place meanwhile.
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
