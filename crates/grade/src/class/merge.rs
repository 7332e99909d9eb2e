//! Merges several files of grades.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use racelab::view::counted;

use crate::Ruling;

use super::{ClassError, Entry, Head, Shard, Sheet};

/// How many names are listed; the others are only counted.
const NAMES: usize = 5;

/// The result of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The grades, without those that contradict each other.
    pub sheet: Sheet,
    /// What is missing, and what contradicts what: one sentence each.
    pub problems: Vec<String>,
}

/// Joins files of grades. If two files contain the same grade, the result contains it once, and a
/// grade takes precedence over a grader fault.
///
/// # Errors
///
/// If a file cannot be read or holds something else.
pub fn merge(files: &[PathBuf]) -> Result<Merged, ClassError> {
    let mut sheets = Vec::new();
    for file in files {
        sheets.push((file.as_path(), Sheet::read(file)?));
    }
    let heads = || sheets.iter().map(|(_, sheet)| sheet.head());
    let labs = heads().flat_map(|head| head.labs().iter().cloned());
    let students = heads().flat_map(|head| head.students().iter().cloned());
    let sheet = Sheet::new(Head::new(labs, students, Shard::WHOLE));
    let problems = Vec::new();
    let mut merged = Merged { sheet, problems };
    merged.join(&sheets);
    merged.miss(&sheets);
    merged.compare_courses();
    Ok(merged)
}

impl Merged {
    /// Takes the grades of every file, except those that contradict each other.
    fn join(&mut self, sheets: &[(&Path, Sheet)]) {
        let mut all: BTreeMap<(&str, &str), Vec<(&Path, &Entry)>> = BTreeMap::new();
        for (file, sheet) in sheets {
            for entry in sheet.entries() {
                let record = &entry.record;
                let key = (record.student.as_str(), record.lab.as_str());
                all.entry(key).or_default().push((file, entry));
            }
        }
        for ((student, lab), found) in all {
            let is_grade = |(_, entry): &&(_, &Entry)| entry.record.ruling != Ruling::GraderFault;
            let grades: Vec<_> = found.iter().filter(is_grade).collect();
            if let Some((first, others)) = grades.split_first()
                && let Some(other) = others.iter().find(|(_, entry)| !entry.agrees(first.1))
            {
                self.problems.push(conflict(student, lab, first, other));
                continue;
            }
            // Faults count only where there is no grade.
            let equal = match grades.is_empty() {
                true => found.iter().collect(),
                false => grades,
            };
            // The one with the shortest time, so that the order of the files does not matter.
            let entries = equal.into_iter().map(|(_, entry)| *entry);
            let quickest = entries
                .min_by_key(|entry| (entry.record.milliseconds, entry.record.sentence.clone()));
            let quickest = quickest.expect("there is one for each key");
            self.sheet.put(quickest.clone());
        }
    }

    /// Reports the shares and the grades that are missing.
    fn miss(&mut self, sheets: &[(&Path, Sheet)]) {
        let shards: Vec<Shard> = sheets
            .iter()
            .map(|(_, sheet)| sheet.head().shard())
            .collect();
        let counts: BTreeSet<u32> = shards.iter().map(|shard| shard.of()).collect();
        let mut missing = Vec::new();
        match counts.iter().collect::<Vec<_>>()[..] {
            [&of] => {
                let all = (1..=of).filter_map(|number| Shard::new(number, of));
                missing.extend(all.filter(|shard| !shards.contains(shard)));
            }
            _ => {
                let counts: Vec<_> = counts.iter().map(u32::to_string).collect();
                self.problems.push(format!(
                    "the files are of classes in {} shares: merge those that belong together",
                    counts.join(" and ")
                ));
            }
        }
        for shard in &missing {
            let students = self.sheet.head().students().iter();
            let students: Vec<_> = students.filter(|name| shard.takes(name)).collect();
            self.problems.push(format!(
                "share {shard} is missing, with {}: grade it with --shard {shard}, and merge again",
                listed(&students)
            ));
        }
        for student in self.sheet.head().students() {
            if missing.iter().any(|shard| shard.takes(student)) {
                continue;
            }
            let labs = self.sheet.head().labs().iter();
            let has_none = |lab: &&String| {
                let is_there = |sheet: &Sheet| sheet.get(student, lab).is_some();
                // Grades that contradict each other have been reported already.
                !sheets.iter().any(|(_, sheet)| is_there(sheet))
            };
            let labs: Vec<_> = labs.filter(has_none).collect();
            if !labs.is_empty() {
                self.problems.push(format!(
                    "{student} has no grade in {}: run the command again that was to grade it",
                    listed(&labs)
                ));
            }
        }
    }

    /// Reports grades from different courses.
    fn compare_courses(&mut self) {
        let mut courses: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        for entry in self.sheet.entries() {
            let students = courses.entry(&entry.course).or_default();
            students.insert(&entry.record.student);
        }
        if courses.len() > 1 {
            let fewest = courses.values().min_by_key(|students| students.len());
            let students: Vec<_> = fewest.into_iter().flatten().copied().collect();
            let sentence = format!(
                "not all were graded by the same course and the same compiler, {} by one of {}: \
                 grade them again",
                listed(&students),
                courses.len()
            );
            self.problems.push(sentence);
        }
    }

    /// Whether the other sheet contains a grade that this result lacks, and that would be lost if
    /// this result replaced it.
    pub fn lacks_some_of(&self, other: &Sheet) -> bool {
        let is_here = |entry: &Entry| {
            let record = &entry.record;
            let here = self.sheet.get(&record.student, &record.lab);
            here.is_some_and(|here| here.agrees(entry))
        };
        let mut grades = other
            .entries()
            .filter(|e| e.record.ruling != Ruling::GraderFault);
        !grades.all(is_here)
    }
}

/// A sentence about two files that contradict each other, and why they do.
fn conflict(student: &str, lab: &str, one: &(&Path, &Entry), other: &(&Path, &Entry)) -> String {
    let says =
        |(file, entry): &(&Path, &Entry)| format!("{} in {}", entry.record.ruling, file.display());
    let why = match (one.1, other.1) {
        (a, b) if a.exercise != b.exercise => "of two different exercises: merge without the older",
        (a, b) if a.course != b.course => "by two versions of the course: merge without the older",
        _ => "for the same exercise, by the same course: grade it once more",
    };
    format!("{student}, {lab}: {}, {}, {why}", says(one), says(other))
}

/// The names, or the first ones and the number of the others.
pub(super) fn listed(names: &[&String]) -> String {
    let joined = |names: &[&String]| {
        let names: Vec<_> = names.iter().map(|name| name.as_str()).collect();
        names.join(", ")
    };
    match names.len() {
        0 => "no student".to_owned(),
        n if n <= NAMES => joined(names),
        n => {
            let rest = (n + 1 - NAMES) as u64;
            format!(
                "{} and {}",
                joined(&names[..NAMES - 1]),
                counted(rest, "other")
            )
        }
    }
}
