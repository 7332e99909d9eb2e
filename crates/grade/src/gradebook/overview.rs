//! A class as a whole: the verdicts by lab, and identical submissions.

use std::collections::BTreeMap;

use racelab::view::screen::{STRONG, paragraph, styled};

use crate::Ruling;
use crate::class::Entry;
use crate::report::{one_line, place_of};

use super::Book;

/// A line for each lab: how many students pass, and the number of each other ruling, the most
/// frequent first.
pub fn verdicts(book: &Book, width: usize) -> String {
    let mut text = String::new();
    let names = book.labs().iter().map(|lab| one_line(lab).chars().count());
    let column = names.max().unwrap_or(0);
    for lab in book.labs() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut passed, mut all) = (0, 0);
        for record in book.pages().iter().filter_map(|page| page.record(lab)) {
            all += 1;
            match record.ruling.passes() {
                true => passed += 1,
                false => *counts.entry(record.ruling.name()).or_default() += 1,
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        let others = counts.iter().map(|(name, count)| format!("{name} {count}"));
        let mut words = vec![styled(STRONG, format!("passed {passed} of {all}"))];
        words.extend(others);
        let words = paragraph(&words.join(", "), 2 + column + 2, width);
        text += &format!("  {:column$}  {}", one_line(lab), words.trim_start());
    }
    text
}

/// The groups of students whose exercises in a lab are identical byte for byte: the lab and the
/// names, sorted. Exercises that are not started do not count.
pub fn identical<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut groups: BTreeMap<(usize, &str, &str), Vec<&str>> = BTreeMap::new();
    for entry in entries {
        let record = &entry.record;
        if !record.ruling.is_unstarted() && record.ruling != Ruling::Unreadable {
            let lab = record.lab.as_str();
            let key = (place_of(lab), lab, entry.exercise.as_str());
            groups.entry(key).or_default().push(&record.student);
        }
    }
    let groups = groups
        .into_iter()
        .filter(|(_, students)| students.len() > 1);
    let mut groups: Vec<_> = groups
        .map(|((place, lab, _), mut students)| {
            students.sort_unstable();
            (place, lab, students)
        })
        .collect();
    groups.sort();
    groups
        .into_iter()
        .map(|(_, lab, students)| (lab, students))
        .collect()
}
