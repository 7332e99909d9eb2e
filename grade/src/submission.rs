//! What a student has sent: exercise files, and nothing else of what is there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use racelab::course::{LABS, Lab};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, fstat, openat, statat};
use rustix::io::Errno;

use crate::Fault;

/// The longest exercise that is read: some hundred times as long as a solution.
const LONGEST: u64 = 256 << 10;

/// One student's exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    student: String,
    exercises: BTreeMap<&'static str, Exercise>,
}

/// What was found of one exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Exercise {
    Text(Vec<u8>),
    /// Why there is no text, in a sentence.
    Unreadable(String),
}

impl Submission {
    /// Reads the exercises of every lab in this folder, which has the student's name:
    /// a checkout with `labs/05_racy_counter/exercise.rs`, or just files such as
    /// `05_racy_counter.rs` or `05_racy_counter/exercise.rs`.
    ///
    /// Only plain files are opened, no link is followed in any part of the path, and no
    /// more is read than an exercise can be long. Whatever else is there does not count.
    ///
    /// # Errors
    ///
    /// If the folder itself cannot be opened.
    pub fn of(folder: &Path) -> Result<Self, Fault> {
        let named = folder.canonicalize().map_err(|error| {
            Fault::new(format!(
                "cannot read the submission {}: {error}",
                folder.display()
            ))
        })?;
        let student = named.file_name().unwrap_or(named.as_os_str());
        let mut submission = Self::new(&student.to_string_lossy());
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = openat(CWD, &named, flags, Mode::empty()).map_err(|error| {
            let named = named.display();
            Fault::new(match error {
                Errno::NOTDIR => format!(
                    "{named} is no folder, as a submission is: leave it out (a pattern that ends \
                     in /, such as submissions/*/, takes folders only)"
                ),
                _ => format!("the submission {named} is no folder that can be read: {error}"),
            })
        })?;
        for lab in LABS {
            let places = [
                format!("labs/{}/exercise.rs", lab.name),
                format!("{}/exercise.rs", lab.name),
                format!("{}.rs", lab.name),
            ];
            let found = places.iter().find_map(|place| read(&root, place));
            if let Some(exercise) = found {
                submission.exercises.insert(lab.name, exercise);
            }
        }
        Ok(submission)
    }

    /// A student who has sent nothing yet.
    pub fn new(student: &str) -> Self {
        Self {
            student: student.to_owned(),
            exercises: BTreeMap::new(),
        }
    }

    /// Adds the text of an exercise, in place of the one that may be there.
    #[must_use]
    pub fn with(mut self, lab: &'static Lab, text: impl Into<Vec<u8>>) -> Self {
        let exercise = Exercise::text(text.into());
        self.exercises.insert(lab.name, exercise);
        self
    }

    /// The name of the student.
    pub fn student(&self) -> &str {
        &self.student
    }

    /// What there is for a lab; `None` if nothing is.
    pub(crate) fn exercise(&self, lab: &Lab) -> Option<&Exercise> {
        self.exercises.get(lab.name)
    }
}

impl Exercise {
    fn text(bytes: Vec<u8>) -> Self {
        if bytes.len() as u64 > LONGEST {
            return Self::Unreadable(format!(
                "The file is longer than {} KiB, which no exercise needs to be.",
                LONGEST >> 10
            ));
        }
        match std::str::from_utf8(&bytes) {
            Ok(_) => Self::Text(bytes),
            Err(error) => Self::Unreadable(format!(
                "Byte {} of the file is no UTF-8, which a Rust file is from its first to its \
                 last byte.",
                error.valid_up_to()
            )),
        }
    }
}

/// Reads the file at this place below the folder; `None` if nothing is there.
fn read(root: &impl std::os::fd::AsFd, place: &str) -> Option<Exercise> {
    let opened = match open(root, place) {
        Ok(None) => return None,
        Ok(Some(file)) => file,
        Err(why) => return Some(Exercise::Unreadable(format!("{place} {why}."))),
    };
    let mut bytes = Vec::new();
    match opened.take(LONGEST + 1).read_to_end(&mut bytes) {
        Ok(_) => Some(Exercise::text(bytes)),
        Err(error) => Some(Exercise::Unreadable(format!(
            "{place} cannot be read: {error}."
        ))),
    }
}

/// Opens the file step by step, each step one that is no link.
fn open(root: &impl std::os::fd::AsFd, place: &str) -> Result<Option<File>, String> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut folder = root
        .as_fd()
        .try_clone_to_owned()
        .map_err(|error: io::Error| error.to_string())?;
    let (folders, name) = place.rsplit_once('/').unwrap_or(("", place));
    for step in folders.split('/').filter(|step| !step.is_empty()) {
        let directory = flags | OFlags::DIRECTORY;
        folder = match openat(&folder, step, directory, Mode::empty()) {
            Ok(folder) => folder,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(not_opened(&folder, step, error)),
        };
    }
    let file = match openat(&folder, name, flags, Mode::empty()) {
        Ok(file) => file,
        Err(Errno::NOENT) => return Ok(None),
        Err(error) => return Err(not_opened(&folder, name, error)),
    };
    let status = fstat(&file).map_err(|error| format!("cannot be looked at: {error}"))?;
    match FileType::from_raw_mode(status.st_mode) {
        FileType::RegularFile => Ok(Some(file.into())),
        FileType::Directory => Err("is a folder, and not a file".to_owned()),
        _ => Err("is no plain file; send the text itself".to_owned()),
    }
}

/// Why a step could not be taken, in words.
fn not_opened(folder: &impl std::os::fd::AsFd, step: &str, error: Errno) -> String {
    let kind = statat(folder, step, AtFlags::SYMLINK_NOFOLLOW)
        .map(|status| FileType::from_raw_mode(status.st_mode));
    match kind {
        Ok(FileType::Symlink) => "is a link; send the file itself".to_owned(),
        Ok(FileType::RegularFile) if error == Errno::NOTDIR => {
            format!("cannot be there, since {step} is a file")
        }
        Ok(FileType::RegularFile | FileType::Directory) | Err(_) => {
            format!("cannot be opened: {error}")
        }
        Ok(_) => "is no plain file; send the text itself".to_owned(),
    }
}
