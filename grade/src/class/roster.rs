//! Who has sent what.

use std::collections::BTreeMap;
use std::fs;
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
    /// without their full stop: who has sent nothing, or has it in a folder of its own.
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
            }
        }
        notes
    }

    /// The folders with exercises that lie in the folder of a student who has none there,
    /// sorted: a checkout within, or a whole class.
    pub fn below(&self, student: &str) -> Vec<String> {
        let has_some =
            |submission: &Submission| LABS.iter().any(|lab| submission.exercise(lab).is_some());
        let place = match self.submission(student).is_some_and(has_some) {
            true => None,
            false => self.places.get(student),
        };
        let entries = place.and_then(|place| fs::read_dir(place).ok());
        let entries = entries.into_iter().flatten().flatten().take(ENTRIES);
        // Of a link nobody knows where it leads.
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let mut found: Vec<String> = folders
            .filter(|folder| Submission::of(&folder.path()).is_ok_and(|within| has_some(&within)))
            .map(|folder| folder.file_name().to_string_lossy().into_owned())
            .collect();
        found.sort();
        found
    }
}

/// The print of what there is for a lab.
fn print(submission: &Submission, lab: &Lab) -> String {
    of_bytes(match submission.exercise(lab) {
        Some(Exercise::Text(bytes)) => Some(bytes),
        Some(Exercise::Unreadable(why)) => Some(why.as_bytes()),
        None => None,
    })
}
