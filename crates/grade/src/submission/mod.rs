//! What a student has sent: exercise files, and nothing else of what is there.
//!
//! | file         | what it holds                                                     |
//! |--------------|-------------------------------------------------------------------|
//! | `survey.rs`  | where in the folder the exercises are, and what else lies there   |
//! | `opening.rs` | one file, opened step by step                                     |
//! | `names.rs`   | names that are nearly those of a lab                              |

mod names;
mod opening;
mod survey;

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use racelab::course::{LABS, Lab};
use rustix::fs::{CWD, Mode, OFlags, openat};
use rustix::io::Errno;

use crate::Fault;
use crate::report::one_line;
use crate::scan::is_same;

use survey::Survey;

/// The longest exercise that is read: some hundred times as long as a solution.
const LONGEST: u64 = 256 << 10;

/// One student's exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    student: String,
    exercises: BTreeMap<&'static str, Exercise>,
    /// Labs of which there is more than one file.
    twice: BTreeMap<&'static str, Twice>,
    /// The folder that the exercises lie in, if they are not on top.
    within: Option<String>,
    /// Folders with exercises of which none is chosen.
    rivals: Vec<String>,
    /// Files that count for nothing, and are none of the course's.
    ignored: Vec<PathBuf>,
    /// Whether there is more than was looked at.
    is_cut: bool,
    /// Why nothing of it can be read, which is no fault of the student's.
    fault: Option<Fault>,
}

/// What was found of one exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Exercise {
    Text(Vec<u8>),
    /// Why there is no text, in a sentence.
    Unreadable(String),
    /// Why the grader cannot read what there is, in a sentence without its full stop.
    Unread(String),
}

/// The files that there are of one lab.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Twice {
    counts: String,
    others: Vec<String>,
}

impl Submission {
    /// Reads the exercises of every lab in this folder, which has the student's name:
    /// a checkout with `labs/05_racy_counter/exercise.rs`, or just files such as
    /// `05_racy_counter.rs` or `05_racy_counter/exercise.rs`. Where they all lie in a
    /// folder within, as an archive leaves them, they are read there.
    ///
    /// Only plain files are opened, no link is followed in any part of the path, and no
    /// more is read than an exercise can be long. Whatever else is there does not count.
    /// If a lab is there twice, what differs from the stub in `course` counts.
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

    /// A student who has sent nothing yet.
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

    /// Whether there is anything for any lab.
    pub(crate) fn has_some(&self) -> bool {
        !self.exercises.is_empty()
    }

    /// Why nothing of it can be read.
    pub(crate) fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// The folder that its exercises were read in, if they did not lie on top.
    pub(crate) fn within(&self) -> Option<&str> {
        self.within.as_deref()
    }

    /// The folders with exercises of which none was chosen, sorted.
    pub(crate) fn rivals(&self) -> &[String] {
        &self.rivals
    }

    /// The files that count for nothing, and whether there are more.
    pub(crate) fn ignored(&self) -> (Vec<String>, bool) {
        let names = self.ignored.iter().map(|file| shown(file));
        (names.collect(), self.is_cut)
    }

    /// What there is to know of a lab's files, whatever is in them: which of two counts.
    /// A sentence with its full stop.
    pub(crate) fn remark(&self, lab: &Lab) -> Option<String> {
        let Twice { counts, others } = self.twice.get(lab.name)?;
        let others = others.join(" and ");
        Some(format!(
            "This lab was sent more than once: {counts} counts, and not {others}."
        ))
    }

    /// Why there is nothing for a lab, and what to do about it, a sentence or more each.
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

    /// Reads what is in this folder.
    fn read(&mut self, root: &OwnedFd, folder: &Path, course: &Path) -> Result<(), Fault> {
        let survey = Survey::of(folder);
        for lab in LABS {
            self.read_lab(root, Path::new(""), lab, course)?;
        }
        // Only where nothing is on top is anything looked for below.
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

    /// Reads the exercise of a lab, wherever one is in this folder.
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
                // What says the same is no other.
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
                    // Perhaps it would have counted.
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

/// Where the exercise of a lab may be, the first place before the others.
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
        // In UTF-16 every second byte of plain English is zero.
        let zeros = bytes.iter().filter(|&&byte| byte == 0).count();
        let marks: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
        if marks.iter().any(|mark| bytes.starts_with(mark)) || zeros * 4 > bytes.len() {
            let sentence = "The file is no UTF-8: it looks like UTF-16, or is no text at all.";
            return Self::Unreadable(sentence.to_owned());
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

/// A path as it is shown: on one line, without what a terminal would obey, and of a long
/// one the beginning and the end.
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
