//! Who has sent what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use racelab::course::Lab;

use crate::Submission;
use crate::submission::Exercise;

use super::{Shard, Wanted, of_bytes};

/// The submissions of a class, by the names of the students.
#[derive(Clone, Debug)]
pub struct Roster {
    submissions: BTreeMap<String, Submission>,
}

impl Roster {
    /// Reads the submissions in these folders, each of which has its student's name.
    ///
    /// # Errors
    ///
    /// A sentence, if one cannot be read, or two have the same name.
    pub fn of(folders: &[PathBuf]) -> Result<Self, String> {
        let mut submissions = BTreeMap::new();
        let mut places: BTreeMap<String, &Path> = BTreeMap::new();
        for folder in folders {
            let submission = Submission::of(folder).map_err(|fault| fault.to_string())?;
            let student = submission.student().to_owned();
            if let Some(other) = places.insert(student.clone(), folder) {
                return Err(format!(
                    "{} and {} are both submissions of {student}: rename one, or leave it out",
                    other.display(),
                    folder.display()
                ));
            }
            submissions.insert(student, submission);
        }
        Ok(Self { submissions })
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

    /// The students who have sent nothing for any of these labs.
    pub fn empty(&self, labs: &[&'static Lab]) -> impl Iterator<Item = &str> {
        let is_empty =
            |submission: &Submission| labs.iter().all(|lab| submission.exercise(lab).is_none());
        let all = self.submissions.iter();
        all.filter(move |(_, submission)| is_empty(submission))
            .map(|(name, _)| name.as_str())
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
