//! Who has sent what.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry};
use std::path::PathBuf;

use racelab::course::{LABS, Lab};

use crate::Submission;
use crate::submission::Exercise;

use super::merge::listed;
use super::{Shard, Wanted, of_bytes};

/// How many entries of a folder without an exercise are looked at, for one with some.
const ENTRIES: usize = 100;

/// The submissions of a class, by the names of the students.
#[derive(Clone, Debug)]
pub struct Roster {
    submissions: BTreeMap<String, Submission>,
    /// Where each lies.
    places: BTreeMap<String, PathBuf>,
}

impl Roster {
    /// Reads the submissions in these folders, each of which has its student's name.
    ///
    /// # Errors
    ///
    /// A sentence, if one cannot be read, or two have the same name.
    pub fn of(folders: &[PathBuf]) -> Result<Self, String> {
        let mut submissions = BTreeMap::new();
        let mut places: BTreeMap<String, PathBuf> = BTreeMap::new();
        for folder in folders {
            let submission = Submission::of(folder).map_err(|fault| fault.to_string())?;
            let student = submission.student().to_owned();
            if let Some(other) = places.insert(student.clone(), folder.clone()) {
                return Err(format!(
                    "{} and {} are both submissions of {student}: rename one, or leave it out",
                    other.display(),
                    folder.display()
                ));
            }
            submissions.insert(student, submission);
        }
        Ok(Self {
            submissions,
            places,
        })
    }

    /// The names of the students, sorted.
    pub fn students(&self) -> impl Iterator<Item = &str> {
        self.submissions.keys().map(String::as_str)
    }

    /// A student's submission.
    pub fn submission(&self, student: &str) -> Option<&Submission> {
        self.submissions.get(student)
    }

    /// What is to be graded of these labs, of the students in this share.
    pub fn wanted(&self, labs: &[&'static Lab], shard: Shard) -> Vec<Wanted> {
        let here = self
            .submissions
            .iter()
            .filter(|(student, _)| shard.takes(student));
        let wanted = here.map(|(student, submission)| Wanted {
            student: student.clone(),
            labs: labs
                .iter()
                .map(|lab| (lab.name.to_owned(), print(submission, lab)))
                .collect(),
        });
        wanted.collect()
    }

    /// What is odd about what those in this share have sent for these labs, in sentences
    /// without their full stop: who has sent nothing, or where it is not looked for.
    pub fn notes(&self, labs: &[&'static Lab], shard: Shard) -> Vec<String> {
        let is_empty =
            |submission: &Submission| labs.iter().all(|lab| submission.exercise(lab).is_none());
        let here = self.submissions.iter();
        let here = here.filter(|(name, submission)| shard.takes(name) && is_empty(submission));
        let empty: Vec<&String> = here.map(|(name, _)| name).collect();
        let mut notes = Vec::new();
        if let (false, Some(lab)) = (empty.is_empty(), labs.first()) {
            let have = if empty.len() == 1 { "has" } else { "have" };
            notes.push(format!(
                "{} {have} no exercise: one is looked for as {} or {}.rs",
                listed(&empty),
                lab.exercise(),
                lab.name
            ));
        }
        for student in empty {
            if let [folder, ..] = &self.below(student)[..] {
                notes.push(format!(
                    "{student} has some in the folder {folder}: move what is in it up, and grade \
                     again"
                ));
            } else if let ([file, ..], Some(lab)) = (&self.strays(student)[..], labs.first()) {
                notes.push(format!(
                    "{student} has the file {file}, which is no lab's name: call it after its lab, \
                     as {}.rs, and grade again",
                    lab.name
                ));
            }
        }
        notes
    }

    /// The folders with exercises that lie in the folder of a student who has none there,
    /// sorted: a checkout within, or a whole class.
    pub fn below(&self, student: &str) -> Vec<String> {
        let has_some =
            |submission: &Submission| LABS.iter().any(|lab| submission.exercise(lab).is_some());
        if self.submission(student).is_some_and(has_some) {
            return Vec::new();
        }
        // Of a link nobody knows where it leads.
        let folders = self.entries(student);
        let folders = folders.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        names(
            folders.filter(|folder| Submission::of(&folder.path()).is_ok_and(|sub| has_some(&sub))),
        )
    }

    /// The Rust files in the folder of a student that have no lab's name, sorted.
    fn strays(&self, student: &str) -> Vec<String> {
        let is_stray = |entry: &DirEntry| {
            let name = PathBuf::from(entry.file_name());
            let is_of_lab = |lab: &Lab| name.file_stem().is_some_and(|stem| stem == lab.name);
            name.extension().is_some_and(|end| end == "rs") && !LABS.iter().any(is_of_lab)
        };
        names(self.entries(student).filter(is_stray))
    }

    /// What lies in the folder of a student, as far as it is looked at.
    fn entries(&self, student: &str) -> impl Iterator<Item = DirEntry> {
        let place = self.places.get(student);
        let entries = place.and_then(|place| fs::read_dir(place).ok());
        entries.into_iter().flatten().flatten().take(ENTRIES)
    }
}

/// The names of entries, sorted.
fn names(entries: impl Iterator<Item = DirEntry>) -> Vec<String> {
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The print of what there is for a lab.
fn print(submission: &Submission, lab: &Lab) -> String {
    of_bytes(match submission.exercise(lab) {
        Some(Exercise::Text(bytes)) => Some(bytes),
        Some(Exercise::Unreadable(why)) => Some(why.as_bytes()),
        None => None,
    })
}
