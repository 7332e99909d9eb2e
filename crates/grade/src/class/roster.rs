//! The submissions of a class.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use racelab::course::Lab;

use crate::Submission;
use crate::submission::Exercise;

use super::merge::listed;
use super::{ClassError, Shard, Wanted, of_bytes};

/// The submissions of a class, by the names of the students.
#[derive(Clone, Debug)]
pub struct Roster {
    submissions: BTreeMap<String, Submission>,
}

impl Roster {
    /// Reads the submissions in these folders, each named after its student, to be
    /// graded by this course.
    ///
    /// # Errors
    ///
    /// A sentence, if a folder is missing, or two have the same name.
    pub fn of(folders: &[PathBuf], course: &Path) -> Result<Self, ClassError> {
        let mut submissions = BTreeMap::new();
        let mut places: BTreeMap<String, PathBuf> = BTreeMap::new();
        for folder in folders {
            let submission = Submission::of(folder, course)?;
            let student = submission.student().to_owned();
            if let Some(other) = places.insert(student.clone(), folder.clone()) {
                return Err(ClassError::Twice {
                    student,
                    one: other,
                    other: folder.clone(),
                });
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

    /// The labs to grade, of the students in this share.
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

    /// What is unusual in the submissions of this share for these labs, in sentences without
    /// their full stop: a submission without an exercise, an exercise in another place or submitted
    /// twice, and files that are not read.
    pub fn notes(&self, labs: &[&'static Lab], shard: Shard) -> Vec<String> {
        let here = self.submissions.iter();
        let here: Vec<_> = here.filter(|(name, _)| shard.takes(name)).collect();
        let mut notes = Vec::new();
        let is_empty = |submission: &Submission| {
            let has_none = labs.iter().all(|lab| submission.exercise(lab).is_none());
            has_none && submission.fault().is_none()
        };
        let empty = here.iter().filter(|(_, submission)| is_empty(submission));
        let empty: Vec<&String> = empty.map(|(name, _)| *name).collect();
        if let (false, Some(lab)) = (empty.is_empty(), labs.first()) {
            let have = if empty.len() == 1 { "has" } else { "have" };
            notes.push(format!(
                "{} {have} no exercise: one is looked for as {} or {}.rs",
                listed(&empty),
                lab.exercise(),
                lab.name
            ));
        }
        for (student, submission) in &here {
            notes.extend(remarks(student, submission, labs));
        }
        notes
    }

    /// The subfolders of a student's folder that contain exercises, sorted, if there is more than
    /// one: the folder may be that of a whole class.
    pub fn below(&self, student: &str) -> &[String] {
        self.submission(student).map_or(&[], Submission::rivals)
    }
}

/// What is unusual in one submission, in sentences without their full stop.
fn remarks(student: &str, submission: &Submission, labs: &[&'static Lab]) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(folder) = submission.within() {
        remarks.push(format!("{student} is read in the folder {folder}"));
    }
    if let [first, second, ..] = submission.rivals() {
        remarks.push(format!(
            "{student} has exercises in more than one folder, in {first} and in {second}, so \
             none is read: leave one of them, and grade again"
        ));
    }
    for lab in labs {
        if let Some(remark) = submission.remark(lab) {
            let remark = remark.trim_end_matches('.');
            remarks.push(format!("{student}, lab {:02}: {remark}", lab.number));
        }
    }
    let (ignored, is_cut) = submission.ignored();
    if !ignored.is_empty() {
        let names: Vec<_> = ignored.iter().collect();
        let more = if is_cut { ", and more" } else { "" };
        let advice = match submission.has_some() {
            true => "",
            false => ": a file has to be called after its lab",
        };
        remarks.push(format!(
            "of {student} this is not read{advice}: {}{more}",
            listed(&names)
        ));
    }
    remarks
}

/// The print of a student's exercise in a lab, and of the remark about its place.
fn print(submission: &Submission, lab: &Lab) -> String {
    let remark = submission.remark(lab).unwrap_or_default();
    let with_remark = |bytes: &[u8]| of_bytes(Some(&[bytes, remark.as_bytes()].concat()));
    match submission.exercise(lab) {
        Some(Exercise::Text(bytes)) => with_remark(bytes),
        Some(Exercise::Unreadable(why) | Exercise::Unread(why)) => with_remark(why.as_bytes()),
        None => match submission.missing(lab) {
            (said, _) if said == Submission::new("").missing(lab).0 => of_bytes(None),
            (said, _) => of_bytes(Some(said.as_bytes())),
        },
    }
}
