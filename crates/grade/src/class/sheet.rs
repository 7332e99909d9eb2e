//! The grades of a class, as a file holds them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use racelab::course::write_whole;
use serde::{Deserialize, Serialize};

use crate::report::place_of;
use crate::{FileError, Record, Ruling};

use super::{ClassError, Shard};

/// The number of the form in which grades are written.
const SCHEMA: u32 = 1;

/// Whose grades in what a file is to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    schema: u32,
    /// The labs, in the order of the course.
    labs: Vec<String>,
    /// Everybody in the class, those in other shares too, sorted.
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

    /// Everybody in the class, sorted.
    pub fn students(&self) -> &[String] {
        &self.students
    }

    /// The share of the class.
    pub fn shard(&self) -> Shard {
        self.shard
    }

    /// Adds the labs and the students of another.
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

/// A grade, and what it was given for by whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The [print](super::of_course) of the course that judged.
    pub course: String,
    /// The [print](super::of_bytes) of what was judged.
    pub exercise: String,
    /// The grade.
    pub record: Record,
}

impl Entry {
    /// Whether it says the same, how long it took aside.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let mut other = other.clone();
        other.record.milliseconds = self.record.milliseconds;
        *self == other
    }

    /// Whether it is still the grade of this exercise by this course. A grader fault is
    /// none.
    pub(super) fn holds(&self, course: &str, exercise: &str) -> bool {
        let is_grade = self.record.ruling != Ruling::GraderFault;
        is_grade && self.course == course && self.exercise == exercise
    }
}

/// A student and a lab, ordered by student and then by the place of the lab.
type Key = (String, usize, String);

/// The grades of a class: at most one of each student in each lab.
///
/// In a file, its head is a line of JSON, and so is each grade.
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
    /// Without any grade yet.
    pub fn new(head: Head) -> Self {
        let entries = BTreeMap::new();
        Self { head, entries }
    }

    /// Whose grades in what it is to hold.
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

    /// Puts a grade in; it replaces the one that this student had in this lab.
    pub fn put(&mut self, entry: Entry) {
        let key = key(&entry.record.student, &entry.record.lab);
        self.entries.insert(key, entry);
    }

    /// Reads a file of grades.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or holds something else.
    pub fn read(file: &Path) -> Result<Self, ClassError> {
        let cannot = || FileError::read(file.display().to_string());
        // A device may have no end, and a pipe no beginning.
        if !fs::metadata(file).map_err(cannot())?.is_file() {
            return Err(ClassError::ReadNoFile(file.to_owned()));
        }
        let text = fs::read(file).map_err(cannot())?;
        let (sheet, _) = Self::parse(&text, file)?;
        sheet.ok_or_else(|| ClassError::NoGrades(file.to_owned()))
    }

    /// Reads what is in a file: the sheet, if there is a head, and how many bytes of it
    /// are whole lines. What stands behind them was cut off when a run was killed.
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
                (Err(_), _) => return Err(broken("is no grade")),
            }
        }
        Ok((sheet, whole))
    }

    /// The text of a file of grades. The same grades make the same bytes, in whatever
    /// order they came.
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
    /// If it cannot be written; what was there before still is.
    pub fn write(&self, file: &Path) -> Result<(), FileError> {
        // What is a link stays one.
        let place = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        write_whole(&place, self.text().as_bytes()).map_err(FileError::write(file))
    }

    /// Takes in the head of another sheet.
    pub(super) fn widen(&mut self, head: Head) {
        self.head.join(head);
    }
}

fn key(student: &str, lab: &str) -> Key {
    (student.to_owned(), place_of(lab), lab.to_owned())
}

/// Something as a line of a file.
pub(super) fn line(what: &impl Serialize) -> String {
    // Strings and numbers can always be written.
    let mut line = serde_json::to_string(what).expect("it is plain data");
    line.push('\n');
    line
}
