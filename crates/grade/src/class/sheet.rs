//! The grades of a class, and their file format.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use racelab::course::write_whole;
use serde::{Deserialize, Serialize};

use crate::report::place_of;
use crate::{FileError, Record, Ruling};

use super::{ClassError, Shard};

/// The version of the file format.
const SCHEMA: u32 = 1;

/// The first line of a file: the students and the labs of its grades.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    schema: u32,
    /// The labs, in the order of the course.
    labs: Vec<String>,
    /// All students of the class, including those in other shares, sorted.
    students: Vec<String>,
    /// The share of the class that is graded here.
    shard: Shard,
}

impl Head {
    /// The grades of a share of these students in these labs.
    pub fn new(
        labs: impl IntoIterator<Item = impl Into<String>>,
        students: impl IntoIterator<Item = impl Into<String>>,
        shard: Shard,
    ) -> Self {
        let mut head = Self {
            schema: SCHEMA,
            labs: labs.into_iter().map(Into::into).collect(),
            students: students.into_iter().map(Into::into).collect(),
            shard,
        };
        head.order();
        head
    }

    /// The labs, in the order of the course.
    pub fn labs(&self) -> &[String] {
        &self.labs
    }

    /// All students of the class, sorted.
    pub fn students(&self) -> &[String] {
        &self.students
    }

    /// The share of the class.
    pub fn shard(&self) -> Shard {
        self.shard
    }

    /// Adds the labs and the students of another head.
    fn join(&mut self, other: Self) {
        self.labs.extend(other.labs);
        self.students.extend(other.students);
        self.order();
    }

    fn order(&mut self) {
        self.labs
            .sort_by(|a, b| (place_of(a), a).cmp(&(place_of(b), b)));
        self.labs.dedup();
        self.students.sort();
        self.students.dedup();
    }
}

/// A grade, with the prints of the exercise and of the course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The [print](super::of_course) of the course that judged.
    pub course: String,
    /// The [print](super::of_bytes) of the exercise.
    pub exercise: String,
    /// The grade.
    pub record: Record,
}

impl Entry {
    /// Whether both are equal, apart from the time that judging took.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let mut other = other.clone();
        other.record.milliseconds = self.record.milliseconds;
        *self == other
    }

    /// Whether it is still the grade of this exercise by this course. A grader fault is
    /// not a grade.
    pub(super) fn holds(&self, course: &str, exercise: &str) -> bool {
        let is_grade = self.record.ruling != Ruling::GraderFault;
        is_grade && self.course == course && self.exercise == exercise
    }
}

/// A student and a lab, sorted by student and then by the place of the lab in the course.
type Key = (String, usize, String);

/// The grades of a class: at most one for each student in each lab.
///
/// In a file, the head is a line of JSON, and so is each grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub(super) head: Head,
    entries: BTreeMap<Key, Entry>,
}

/// A line of a file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Head(Head),
    Entry(Box<Entry>),
}

impl Sheet {
    /// A sheet without grades.
    pub fn new(head: Head) -> Self {
        let entries = BTreeMap::new();
        Self { head, entries }
    }

    /// The students and the labs of the sheet.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The grades, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The records of the grades, in order.
    pub fn records(&self) -> Vec<Record> {
        self.entries().map(|entry| entry.record.clone()).collect()
    }

    /// A student's grade in a lab.
    pub fn get(&self, student: &str, lab: &str) -> Option<&Entry> {
        self.entries.get(&key(student, lab))
    }

    /// Adds a grade; it replaces an earlier one of this student in this lab.
    pub fn put(&mut self, entry: Entry) {
        let key = key(&entry.record.student, &entry.record.lab);
        self.entries.insert(key, entry);
    }

    /// Reads a file of grades.
    ///
    /// # Errors
    ///
    /// A sentence, if it cannot be read, or contains something else.
    pub fn read(file: &Path) -> Result<Self, ClassError> {
        let cannot = || FileError::read(file.display().to_string());
        // A device may have no end, and a pipe cannot be read twice.
        if !fs::metadata(file).map_err(cannot())?.is_file() {
            return Err(ClassError::ReadNoFile(file.to_owned()));
        }
        let text = fs::read(file).map_err(cannot())?;
        let (sheet, _) = Self::parse(&text, file)?;
        sheet.ok_or_else(|| ClassError::NoGrades(file.to_owned()))
    }

    /// Parses the contents of a file: the sheet, if there is a head, and the length of its
    /// whole lines in bytes. An incomplete last line is the rest of a run that was killed.
    pub(super) fn parse(text: &[u8], file: &Path) -> Result<(Option<Self>, usize), ClassError> {
        let whole = text
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        let mut sheet: Option<Self> = None;
        for (at, line) in text[..whole]
            .split_inclusive(|&byte| byte == b'\n')
            .enumerate()
        {
            let broken = |what| ClassError::Line {
                file: file.to_owned(),
                line: at + 1,
                what,
            };
            match (serde_json::from_slice(line), &mut sheet) {
                (Ok(Line::Head(head)), _) if head.schema != SCHEMA => {
                    return Err(broken("is of another version of racelab"));
                }
                (Ok(Line::Head(head)), None) => sheet = Some(Self::new(head)),
                (Ok(Line::Head(head)), Some(sheet)) if head.shard == sheet.head.shard => {
                    sheet.head.join(head);
                }
                (Ok(Line::Head(_)), Some(_)) => return Err(broken("is of another share")),
                (Ok(Line::Entry(entry)), Some(sheet)) => sheet.put(*entry),
                (Ok(Line::Entry(_)), None) => return Err(broken("comes before any head")),
                (Err(_), _) => return Err(broken("is not a grade")),
            }
        }
        Ok((sheet, whole))
    }

    /// The text of a file of grades. The same grades make the same bytes, in any
    /// order.
    pub fn text(&self) -> String {
        let mut text = line(&self.head);
        for entry in self.entries() {
            text += &line(entry);
        }
        text
    }

    /// Writes a file of grades, whole.
    ///
    /// # Errors
    ///
    /// A sentence, if it cannot be written; then the old contents are still there.
    pub fn write(&self, file: &Path) -> Result<(), FileError> {
        // If the file is a link, this replaces its target and not the link.
        let place = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        write_whole(&place, self.text().as_bytes()).map_err(FileError::write(file))
    }

    /// Adds the students and labs of another head.
    pub(super) fn widen(&mut self, head: Head) {
        self.head.join(head);
    }
}

fn key(student: &str, lab: &str) -> Key {
    (student.to_owned(), place_of(lab), lab.to_owned())
}

/// A value as a line of a file.
pub(super) fn line(what: &impl Serialize) -> String {
    // Strings and numbers can always be written.
    let mut line = serde_json::to_string(what).expect("it is plain data");
    line.push('\n');
    line
}
