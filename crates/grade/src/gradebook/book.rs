//! The students of a class with their records and points.

use crate::report::place_of;
use crate::{Record, Ruling};

use super::{Late, Person, Policy, Register};

/// The grades of a class.
#[derive(Clone, Debug)]
pub struct Book {
    pages: Vec<Page>,
    labs: Vec<String>,
}

/// One student's grades.
#[derive(Clone, Debug)]
pub struct Page {
    /// The student.
    pub person: Person,
    /// Their records, in the order of the course.
    pub records: Vec<Record>,
    /// The lateness of their submission.
    pub late: Late,
}

impl Book {
    /// A page for each student of the register and for each student with a record, sorted by
    /// folder. The policy determines the lateness.
    pub fn new(register: &Register, records: &[Record], policy: Option<&Policy>) -> Self {
        let graded = records.iter().map(|record| record.student.as_str());
        let mut folders: Vec<&str> = register.folders().chain(graded).collect();
        folders.sort_unstable();
        folders.dedup();
        let page = |folder: &str| {
            let own = records.iter().filter(|record| record.student == folder);
            let mut own: Vec<Record> = own.cloned().collect();
            own.sort_by_key(|record| place_of(&record.lab));
            let person = register.person(folder);
            // A student without a submission is not late.
            let has_sent = own.iter().any(|record| !record.ruling.is_unstarted());
            let late = match policy {
                Some(policy) if has_sent => policy.late(person.submitted, person.extension),
                _ => Late::InTime,
            };
            Page {
                person,
                records: own,
                late,
            }
        };
        let mut labs: Vec<String> = records.iter().map(|record| record.lab.clone()).collect();
        labs.sort_by(|a, b| (place_of(a), a).cmp(&(place_of(b), b)));
        labs.dedup();
        Self {
            pages: folders.into_iter().map(page).collect(),
            labs,
        }
    }

    /// Only the students in this section.
    #[must_use]
    pub fn in_section(mut self, section: &str) -> Self {
        self.pages.retain(|page| page.person.section == section);
        self
    }

    /// A page for each student.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The labs that are graded, in the order of the course.
    pub fn labs(&self) -> &[String] {
        &self.labs
    }

    /// The points of a lab, in hundredths.
    pub fn worth(&self, lab: &str) -> u32 {
        let of_lab = self.pages.iter().filter_map(|page| page.record(lab));
        of_lab.map(Record::worth).max().unwrap_or(0)
    }
}

impl Page {
    /// The record of a lab.
    pub fn record(&self, lab: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.lab == lab)
    }

    /// The points in a lab, in hundredths, after the penalty for lateness; `None` if there is no
    /// grade, or the grader has failed.
    pub fn points(&self, lab: &str) -> Option<u32> {
        let record = self.record(lab)?;
        (record.ruling != Ruling::GraderFault).then(|| self.late.left(record.earned()))
    }

    /// All points, in hundredths, after the penalty for lateness.
    pub fn total(&self) -> u32 {
        let labs = self.records.iter().map(|record| record.lab.as_str());
        labs.filter_map(|lab| self.points(lab)).sum()
    }

    /// All points that could be earned.
    pub fn worth(&self) -> u32 {
        self.records.iter().map(Record::worth).sum()
    }

    /// The name of the student, or the folder if the name is unknown.
    pub fn called(&self) -> &str {
        match self.person.name.as_str() {
            "" => &self.person.folder,
            name => name,
        }
    }

    /// The number of labs in which the grader has failed.
    pub fn faults(&self) -> usize {
        let faults = self
            .records
            .iter()
            .filter(|r| r.ruling == Ruling::GraderFault);
        faults.count()
    }
}
