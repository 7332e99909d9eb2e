//! A student's submission: exercise files; other files in it do not count.
//!
//! | file         | what it holds                                                     |
//! |--------------|-------------------------------------------------------------------|
//! | `survey.rs`  | the places of the exercises in the folder, and the other files    |
//! | `opening.rs` | one file, opened step by step                                     |
//! | `names.rs`   | names that resemble those of a lab                                |

mod names;
mod opening;
mod survey;

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use racelab::course::{LABS, Lab};
use racelab_scan::is_same;
use rustix_files::fs::{CWD, Mode, OFlags, openat};
use rustix_files::io::Errno;

use crate::Fault;
use crate::report::one_line;

use survey::Survey;

/// The longest exercise that is read: about a hundred times as long as a solution.
const LONGEST: u64 = 256 << 10;

/// One student's exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    student: String,
    exercises: BTreeMap<&'static str, Exercise>,
    /// Labs with more than one file.
    twice: BTreeMap<&'static str, Twice>,
    /// The subfolder with the exercises, if they are in one.
    within: Option<String>,
    /// Subfolders with exercises, if none of them was chosen.
    rivals: Vec<String>,
    /// Files that are not read, and do not belong to the course.
    ignored: Vec<PathBuf>,
    /// Whether the folder has more files than were listed.
    is_cut: bool,
    /// Why nothing of it can be read, if that is not the student's fault.
    fault: Option<Fault>,
}

/// The contents of one exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Exercise {
    Text(Vec<u8>),
    /// Why there is no text, in a sentence.
    Unreadable(String),
    /// Why the grader cannot read the file, in a sentence without its full stop.
    Unread(String),
}

/// The files of a lab that was submitted more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Twice {
    counts: String,
    others: Vec<String>,
}

impl Submission {
    /// Reads the exercises of every lab in this folder, which has the student's name:
    /// a checkout with `labs/05_racy_counter/exercise.rs`, or just files such as
    /// `05_racy_counter.rs` or `05_racy_counter/exercise.rs`. If they are all in one
    /// subfolder, as after unpacking an archive, it reads them there.
    ///
    /// It opens only regular files, follows no link in any part of the path, and reads no
    /// more than the largest length of an exercise. Other files do not count.
    /// If a lab is there twice, the file that differs from the stub in `course` counts.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn of(folder: &Path, course: &Path) -> Result<Self, Fault> {
        let name = shown(folder);
        let named = folder
            .canonicalize()
            .map_err(|error| Fault::new(format!("cannot read the submission {name}: {error}")))?;
        let student = named.file_name().unwrap_or(named.as_os_str());
        let mut submission = Self::new(&student.to_string_lossy());
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match openat(CWD, &named, flags, Mode::empty()) {
            Ok(root) => submission.read(&root, &named, course)?,
            Err(Errno::NOTDIR) if names::is_archive(&named) => {
                return Err(Fault::new(format!(
                    "{name} is an archive, which is not opened: unpack it, and give the folder"
                )));
            }
            Err(Errno::NOTDIR) => {
                return Err(Fault::new(format!(
                    "{name} is no folder, as a submission is: leave it out (a pattern that ends \
                     in /, such as submissions/*/, takes folders only)"
                )));
            }
            Err(error) => {
                let fault = format!("the submission {name} cannot be opened: {error}");
                submission.fault = Some(Fault::new(fault));
            }
        }
        Ok(submission)
    }

    /// A student without any files.
    pub fn new(student: &str) -> Self {
        Self {
            student: student.to_owned(),
            exercises: BTreeMap::new(),
            twice: BTreeMap::new(),
            within: None,
            rivals: Vec::new(),
            ignored: Vec::new(),
            is_cut: false,
            fault: None,
        }
    }

    /// Adds the text of an exercise, and replaces an earlier one.
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

    /// The exercise of a lab; `None` if there is none.
    pub(crate) fn exercise(&self, lab: &Lab) -> Option<&Exercise> {
        self.exercises.get(lab.name)
    }

    /// Whether there is an exercise of any lab.
    pub(crate) fn has_some(&self) -> bool {
        !self.exercises.is_empty()
    }

    /// Why nothing of it can be read.
    pub(crate) fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// The subfolder in which the exercises were read, if they were in one.
    pub(crate) fn within(&self) -> Option<&str> {
        self.within.as_deref()
    }

    /// The subfolders with exercises, if none of them was chosen, sorted.
    pub(crate) fn rivals(&self) -> &[String] {
        &self.rivals
    }

    /// The files that are not read, and whether there are more.
    pub(crate) fn ignored(&self) -> (Vec<String>, bool) {
        let names = self.ignored.iter().map(|file| shown(file));
        (names.collect(), self.is_cut)
    }

    /// A remark about a lab's files, independent of their contents: which of two counts.
    /// A sentence with its full stop.
    pub(crate) fn remark(&self, lab: &Lab) -> Option<String> {
        let Twice { counts, others } = self.twice.get(lab.name)?;
        let others = others.join(" and ");
        Some(format!(
            "This lab was sent more than once: {counts} counts, and not {others}."
        ))
    }

    /// Why a lab has no exercise, and what to do about it, a sentence or more each.
    pub(crate) fn missing(&self, lab: &Lab) -> (String, String) {
        let advice = format!("Send it as {} or {}.rs.", lab.exercise(), lab.name);
        if let [first, second, ..] = &self.rivals[..] {
            return (
                format!("Exercises lie in more than one folder, in {first} and in {second}."),
                format!("Leave one of them. {advice}"),
            );
        }
        let mut sentence = format!("There is no {}.", lab.exercise());
        let near = self.ignored.iter().find(|file| names::is_near(file, lab));
        let archive = || self.ignored.iter().find(|file| names::is_archive(file));
        if let Some(file) = near.or_else(archive) {
            let why = names::what_is_wrong(file, lab);
            sentence += &format!(" The file {} is not read: {why}.", shown(file));
        }
        (sentence, advice)
    }

    /// Reads the exercises in this folder.
    fn read(&mut self, root: &OwnedFd, folder: &Path, course: &Path) -> Result<(), Fault> {
        let survey = Survey::of(folder);
        for lab in LABS {
            self.read_lab(root, Path::new(""), lab, course)?;
        }
        // Subfolders matter only if the folder itself has no exercise.
        let places = match self.has_some() {
            true => Vec::new(),
            false => survey.places(),
        };
        let within = match &places[..] {
            [] => Path::new(""),
            [within] => within,
            rivals => {
                self.rivals = rivals.iter().map(|rival| shown(rival)).collect();
                return Ok(());
            }
        };
        if within != Path::new("") {
            self.within = Some(shown(within));
            for lab in LABS {
                self.read_lab(root, within, lab, course)?;
            }
        }
        if let (false, Some((closed, why))) = (self.has_some(), survey.closed.first()) {
            let (name, closed) = (one_line(&self.student), shown(closed));
            let fault = format!("the folder {closed} of the submission {name}: {why}");
            self.fault = Some(Fault::new(format!("cannot open {fault}")));
        }
        let is_ignored = |file: &PathBuf| {
            let part = file.strip_prefix(within).unwrap_or(file);
            let name = part.file_name().unwrap_or_default().to_string_lossy();
            let is_place = LABS
                .iter()
                .any(|lab| places_of(lab).iter().any(|place| Path::new(place) == part));
            let is_courses = fs::symlink_metadata(course.join(part)).is_ok();
            !is_place && !is_courses && !name.starts_with("exercise.backup.")
        };
        self.ignored = survey.files.into_iter().filter(is_ignored).collect();
        self.is_cut = survey.is_cut;
        Ok(())
    }

    /// Reads the exercise of a lab, from any of its places in this folder.
    fn read_lab(
        &mut self,
        root: &OwnedFd,
        within: &Path,
        lab: &'static Lab,
        course: &Path,
    ) -> Result<(), Fault> {
        let mut found: Vec<(PathBuf, Exercise)> = Vec::new();
        for place in places_of(lab) {
            let place = within.join(place);
            if let Some(exercise) = opening::read(root, &place) {
                // Two files with the same contents count as one.
                if found.iter().all(|(_, other)| *other != exercise) {
                    found.push((place, exercise));
                }
            }
        }
        let at = match found.len() {
            0 => return Ok(()),
            1 => 0,
            _ => {
                let stub = fs::read(course.join(lab.stub())).map_err(|error| {
                    Fault::new(format!("cannot read {} of the course: {error}", lab.stub()))
                })?;
                let counts = |(_, exercise): &(PathBuf, Exercise)| match exercise {
                    Exercise::Text(text) if is_same(text, &stub) => 2,
                    Exercise::Text(_) => 0,
                    // It might have counted.
                    Exercise::Unread(_) => 1,
                    Exercise::Unreadable(_) => 3,
                };
                let ranks = found.iter().map(counts).enumerate();
                ranks.min_by_key(|&(_, rank)| rank).map_or(0, |(at, _)| at)
            }
        };
        let (place, exercise) = found.remove(at);
        self.exercises.insert(lab.name, exercise);
        if !found.is_empty() {
            let counts = shown(&place);
            let others = found.iter().map(|(place, _)| shown(place)).collect();
            self.twice.insert(lab.name, Twice { counts, others });
        }
        Ok(())
    }
}

/// The places of a lab's exercise in a folder, in order of preference.
fn places_of(lab: &Lab) -> [String; 3] {
    [
        lab.exercise(),
        format!("{}/exercise.rs", lab.name),
        format!("{}.rs", lab.name),
    ]
}

impl Exercise {
    fn text(bytes: Vec<u8>) -> Self {
        if bytes.len() as u64 > LONGEST {
            return Self::Unreadable(format!(
                "The file is longer than {} KiB, which no exercise needs to be.",
                LONGEST >> 10
            ));
        }
        // In UTF-16 every second byte of English text is zero.
        let zeros = bytes.iter().filter(|&&byte| byte == 0).count();
        let marks: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
        if marks.iter().any(|mark| bytes.starts_with(mark)) || zeros * 4 > bytes.len() {
            let sentence = "The file is not UTF-8: it looks like UTF-16, or is not text at all.";
            return Self::Unreadable(sentence.to_owned());
        }
        match std::str::from_utf8(&bytes) {
            Ok(_) => Self::Text(bytes),
            Err(error) => Self::Unreadable(format!(
                "Byte {} of the file is not UTF-8, which a Rust file is from its first to its \
                 last byte.",
                error.valid_up_to()
            )),
        }
    }
}

/// A path for a message: on one line, without characters that a terminal would interpret, and
/// if it is long, only its beginning and end.
fn shown(path: &Path) -> String {
    const COLUMNS: usize = 60;
    const END: usize = 20;
    let name = one_line(&path.to_string_lossy());
    let columns = name.chars().count();
    if columns <= COLUMNS {
        return name;
    }
    let beginning: String = name.chars().take(COLUMNS - END - 3).collect();
    let end: String = name.chars().skip(columns - END).collect();
    format!("{beginning}...{end}")
}
