//! Shards, and merging them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use racelab_grade::Ruling;
use racelab_grade::class::{
    ClassError, Entry, Head, Ledger, NoShard, Shard, Sheet, merge, of_bytes,
};
use racelab_grade::report::{junit, spreadsheet, table};

use crate::school::{Folder, LABS, School, grade};

fn shard(text: &str) -> Shard {
    text.parse().unwrap()
}

/// The files of `of` shares, each graded separately.
fn shares(school: &School, folder: &Folder, of: u32) -> Vec<PathBuf> {
    let shares = (1..=of).map(|number| {
        let file = folder.file(&format!("{number}.jsonl"));
        school.grade(&file, Shard::new(number, of).unwrap());
        file
    });
    shares.collect()
}

#[test]
fn seven_shards_merged_are_one_run_byte_for_byte() {
    let folder = Folder::new();
    for (students, jobs) in [(40, 1), (3, 4), (0, 2)] {
        let school = School {
            jobs,
            ..School::of(students)
        };
        let whole = folder.file("whole.jsonl");
        let _ = fs::remove_file(&whole);
        let one = school.grade(&whole, Shard::WHOLE);
        let mut files = shares(&school, &folder, 7);
        let merged = merge(&files).unwrap();
        assert_eq!(merged.problems, [""; 0]);
        assert_eq!(merged.sheet.text(), fs::read_to_string(&whole).unwrap());
        for report in [junit, spreadsheet, |records: &[_]| table(records, 80)] {
            assert_eq!(report(&merged.sheet.records()), report(&one.records()));
        }
        files.reverse();
        assert_eq!(merge(&files).unwrap().sheet.text(), one.text());
        for file in files {
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn every_student_is_in_one_share_and_the_shares_are_about_even() {
    let school = School::of(1_000);
    for of in [1, 2, 7, 16] {
        let mut sizes = BTreeMap::new();
        for student in &school.students {
            let shares = (1..=of).filter(|n| Shard::new(*n, of).unwrap().takes(student));
            let shares: Vec<_> = shares.collect();
            assert_eq!(shares.len(), 1, "{student}");
            *sizes.entry(shares[0]).or_insert(0_u32) += 1;
        }
        let fair = 1_000 / of;
        let is_fair = |size: &u32| (fair / 2..=fair * 2).contains(size);
        assert!(
            sizes.len() == of as usize && sizes.values().all(is_fair),
            "{of}: {sizes:?}"
        );
    }
}

/// Machines with different versions must agree on it.
#[test]
fn the_share_of_a_student_does_not_change() {
    let of = |name: &str| {
        (1..=16)
            .find(|n| Shard::new(*n, 16).unwrap().takes(name))
            .unwrap()
    };
    assert_eq!(
        ["ada", "grace", "barbara", "\u{e9}mile", ""].map(of),
        [12, 12, 15, 13, 6]
    );
}

#[test]
fn an_impossible_share_is_refused() {
    for text in ["0/3", "4/3", "3", "/", "a/b", "1/0", "-1/2", "", "1/2/3"] {
        assert_eq!(text.parse::<Shard>(), Err(NoShard), "{text}");
    }
}

#[test]
fn a_missing_share_is_named_with_its_students() {
    let (school, folder) = (School::of(20), Folder::new());
    let mut files = shares(&school, &folder, 3);
    files.remove(1);
    let merged = merge(&files).unwrap();
    let of_it = school
        .students
        .iter()
        .filter(|student| shard("2/3").takes(student))
        .count();
    let [problem] = &merged.problems[..] else {
        panic!("{:?}", merged.problems)
    };
    assert!(
        problem.starts_with("share 2/3 is missing, with student_"),
        "{problem}"
    );
    assert!(
        problem.contains(&format!("and {} others: grade it", of_it - 4)),
        "{problem}"
    );
    assert_eq!(merged.sheet.records().len(), (20 - of_it) * LABS.len());
}

#[test]
fn a_missing_grade_is_named() {
    let (school, folder) = (School::of(3), Folder::new());
    let file = folder.file("a.jsonl");
    school.grade(&file, Shard::WHOLE);
    let text = fs::read_to_string(&file).unwrap();
    let fewer = text
        .lines()
        .filter(|line| !(line.contains("\"student\":\"student_01\"") && line.contains("06_mutex")));
    fs::write(
        &file,
        fewer.map(|line| format!("{line}\n")).collect::<String>(),
    )
    .unwrap();
    assert_eq!(
        merge(&[file]).unwrap().problems,
        ["student_01 has no grade in 06_mutex_counter: run the command again that was to grade it"]
    );
}

/// A file with one grade.
fn sheet(student: &str, course: &str, exercise: &str) -> Sheet {
    let mut sheet = Sheet::new(Head::new([LABS[0]], [student], Shard::WHOLE));
    let print = of_bytes(Some(exercise.as_bytes()));
    sheet.put(Entry {
        course: course.to_owned(),
        record: grade(student, LABS[0], &print),
        exercise: print,
    });
    sheet
}

fn merged(sheets: &[Sheet]) -> racelab_grade::class::Merged {
    let folder = Folder::new();
    let files: Vec<_> = (0..sheets.len())
        .map(|at| folder.file(&format!("{at}")))
        .collect();
    for (sheet, file) in sheets.iter().zip(&files) {
        sheet.write(file).unwrap();
    }
    merge(&files).unwrap()
}

#[test]
fn grades_that_contradict_each_other_are_named_and_left_out() {
    for (course, exercise, why) in [
        ("c", "another", "of two different exercises"),
        ("another", "same", "by two versions of the course"),
    ] {
        let found = merged(&[sheet("ada", "c", "same"), sheet("ada", course, exercise)]);
        let [problem] = &found.problems[..] else {
            panic!("{:?}", found.problems)
        };
        assert!(
            problem.starts_with("ada, 05_racy_counter: ") && problem.contains(why),
            "{problem}"
        );
        assert_eq!(found.sheet.records(), []);
    }
    let mut other = sheet("ada", "c", "same");
    let mut entry = other.get("ada", LABS[0]).unwrap().clone();
    entry.record.ruling = Ruling::MemoryLimit;
    other.put(entry);
    let found = merged(&[sheet("ada", "c", "same"), other]);
    assert!(
        found.problems[0].contains("memory limit in"),
        "{:?}",
        found.problems
    );
    assert!(
        found.problems[0].contains("grade it once more"),
        "{:?}",
        found.problems
    );
}

#[test]
fn equal_grades_with_different_times_are_one() {
    let (one, mut other) = (sheet("ada", "c", "e"), sheet("ada", "c", "e"));
    let mut entry = other.get("ada", LABS[0]).unwrap().clone();
    entry.record.milliseconds += 100;
    other.put(entry);
    for sheets in [[one.clone(), other.clone()], [other, one.clone()]] {
        let found = merged(&sheets);
        assert_eq!(found.problems, [""; 0]);
        assert_eq!(found.sheet.text(), one.text());
    }
}

#[test]
fn a_grade_takes_precedence_over_a_grader_fault() {
    let (one, mut fault) = (sheet("ada", "c", "e"), sheet("ada", "c", "e"));
    let mut entry = fault.get("ada", LABS[0]).unwrap().clone();
    entry.record.ruling = Ruling::GraderFault;
    fault.put(entry);
    for sheets in [[one.clone(), fault.clone()], [fault.clone(), one.clone()]] {
        let found = merged(&sheets);
        assert_eq!(found.problems, [""; 0]);
        assert_eq!(found.sheet.text(), one.text());
    }
    assert_eq!(merged(&[fault.clone()]).sheet.text(), fault.text());
}

#[test]
fn grades_by_different_courses_are_reported() {
    let found = merged(&[sheet("ada", "c", "e"), sheet("bob", "other", "e")]);
    assert!(
        found
            .problems
            .iter()
            .any(|p| p.contains("not all were graded by the same course")),
        "{:?}",
        found.problems
    );
}

#[test]
fn shares_of_different_numbers_do_not_belong_together() {
    let (school, folder) = (School::of(4), Folder::new());
    let files = ["1/2", "2/3"].map(|share| {
        let file = folder.file(&share.replace('/', "-"));
        school.grade(&file, shard(share));
        file
    });
    let problems = merge(&files).unwrap().problems;
    assert!(problems[0].contains("in 2 and 3 shares"), "{problems:?}");
}

#[test]
fn a_merge_detects_grades_that_it_would_lose() {
    let (ada, bob) = (sheet("ada", "c", "e"), sheet("bob", "c", "e"));
    let both = merged(&[ada.clone(), bob.clone()]);
    assert!(!both.lacks_some_of(&ada) && !both.lacks_some_of(&bob));
    assert!(merged(&[ada]).lacks_some_of(&bob));
}

#[test]
fn a_file_of_one_share_is_not_taken_for_another() {
    let (school, folder) = (School::of(4), Folder::new());
    let file = folder.file("grades.jsonl");
    school.grade(&file, shard("1/2"));
    let before = fs::read(&file).unwrap();
    let refused = Ledger::open(&file, school.head(shard("2/2"))).unwrap_err();
    let ClassError::OtherShare { there, here, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!((there, here), (shard("1/2"), shard("2/2")));
    assert_eq!(fs::read(&file).unwrap(), before);
}
