//! The file of grades: no grade is lost, and nothing is graded twice.

use std::fs;
use std::path::Path;

use racelab_grade::class::{ClassError, Entry, Ledger, Shard, Sheet, of_bytes};
use racelab_grade::{Record, Ruling};
use serde_json::Value;

use crate::school::{Folder, LABS, School, grade, opened};

#[test]
fn a_second_run_has_nothing_to_do() {
    let (school, folder) = (School::of(5), Folder::new());
    let file = folder.file("grades.jsonl");
    school.grade(&file, Shard::WHOLE);
    assert_eq!(school.count(), 15);
    let before = fs::read(&file).unwrap();
    school.grade(&file, Shard::WHOLE);
    assert_eq!(school.count(), 0);
    assert_eq!(fs::read(&file).unwrap(), before);
}

/// A run may be killed at any point: the next run continues from there to the same end.
#[test]
fn a_run_that_was_killed_anywhere_is_continued() {
    let (school, folder) = (School::of(2), Folder::new());
    let file = folder.file("grades.jsonl");
    school.grade(&file, Shard::WHOLE);
    school.count();
    let whole = fs::read(&file).unwrap();
    let mut graded = Vec::new();
    // At and around the ends of lines, and at some places inside them.
    let near = |end: usize| whole[end.saturating_sub(1)..whole.len().min(end + 2)].contains(&b'\n');
    for end in (0..=whole.len()).filter(|&end| end.is_multiple_of(97) || near(end)) {
        fs::write(&file, &whole[..end]).unwrap();
        school.grade(&file, Shard::WHOLE);
        assert_eq!(fs::read(&file).unwrap(), whole, "cut off at {end}");
        graded.push(school.count());
    }
    assert!(graded.is_sorted_by(|a, b| a >= b), "{graded:?}");
    assert_eq!((graded.first(), graded.last()), (Some(&6), Some(&0)));
}

#[test]
fn a_changed_exercise_is_graded_again_and_only_that() {
    let (mut school, folder) = (School::of(4), Folder::new());
    let file = folder.file("grades.jsonl");
    school.grade(&file, Shard::WHOLE);
    school.count();
    let mut ledger = opened(&file, school.head(Shard::WHOLE));
    let mut wanted = school.wanted(Shard::WHOLE);
    assert!(ledger.left(wanted.clone(), "course").is_empty());
    wanted[2].labs[1].1 = of_bytes(Some(b"edited"));
    let left = ledger.left(wanted, "course");
    assert_eq!(left.len(), 1);
    assert_eq!((&*left[0].student, left[0].labs.len()), ("student_02", 1));
    let (lab, print) = left[0].labs[0].clone();
    let record = grade("student_02", &lab, &print);
    ledger
        .add(Entry {
            course: "course".to_owned(),
            exercise: print,
            record,
        })
        .unwrap();
    drop(ledger);
    let sheet = Sheet::read(&file).unwrap();
    assert_eq!(sheet.records().len(), 12, "the new grade replaces the old");
    // All exercises have changed.
    school.edition = "second".to_owned();
    school.grade(&file, Shard::WHOLE);
    assert_eq!(school.count(), 12);
}

#[test]
fn a_changed_course_grades_everything_again() {
    let (mut school, folder) = (School::of(3), Folder::new());
    let file = folder.file("grades.jsonl");
    school.grade(&file, Shard::WHOLE);
    school.count();
    school.course = "the next version".to_owned();
    school.grade(&file, Shard::WHOLE);
    assert_eq!(school.count(), 9);
}

#[test]
fn a_grader_fault_is_graded_again() {
    let (school, folder) = (School::of(2), Folder::new());
    let file = folder.file("grades.jsonl");
    let clean = school.grade(&file, Shard::WHOLE).text();
    school.count();
    let mut ledger = opened(&file, school.head(Shard::WHOLE));
    let mut entry = ledger.sheet().get("student_00", LABS[0]).unwrap().clone();
    entry.record.ruling = Ruling::GraderFault;
    ledger.add(entry).unwrap();
    drop(ledger);
    assert_eq!(school.grade(&file, Shard::WHOLE).text(), clean);
    assert_eq!(school.count(), 1);
}

#[test]
fn a_later_student_is_added_and_none_is_lost() {
    let folder = Folder::new();
    let file = folder.file("grades.jsonl");
    let mut late = School::of(0);
    late.students.push("a late one".to_owned());
    School::of(2).grade(&file, Shard::WHOLE);
    let sheet = late.grade(&file, Shard::WHOLE);
    assert_eq!(
        sheet.head().students(),
        ["a late one", "student_00", "student_01"]
    );
    assert_eq!(sheet.records().len(), 9);
    assert_eq!(Sheet::read(&file).unwrap(), sheet);
}

#[test]
fn every_line_fits_the_schema() {
    let (school, folder) = (School::of(3), Folder::new());
    let file = folder.file("grades.jsonl");
    let text = school.grade(&file, Shard::new(1, 1).unwrap()).text();
    let schema = include_str!("../../crates/grade/schemas/grades.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(crate::json::broken(&schema, &line), [""; 0]);
    }
}

#[test]
fn a_damaged_file_is_refused_and_left_as_it_is() {
    let (school, folder) = (School::of(2), Folder::new());
    let file = folder.file("grades.jsonl");
    school.grade(&file, Shard::WHOLE);
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<_> = whole.lines().collect();
    for (text, sentence) in [
        (whole.replacen("{\"course\"", "{\"curse\"", 1), "line 2 of"),
        (
            whole.replace(":1,\"labs\"", ":2,\"labs\""),
            "is of another version of racelab",
        ),
        (lines[1..].join("\n") + "\n", "line 1 of"),
        (
            whole.replace("not started", "bad luck") + "\n",
            "is not a grade",
        ),
        ("name,points\nada,10\n".to_owned(), "line 1 of"),
        ("\u{0}\u{0}\n".to_owned(), "line 1 of"),
    ] {
        fs::write(&file, &text).unwrap();
        let refusals = [
            Ledger::open(&file, school.head(Shard::WHOLE)).err(),
            Sheet::read(&file).err(),
        ];
        for refused in refusals {
            let refused = refused.expect("it is damaged");
            assert!(matches!(refused, ClassError::Line { .. }), "{refused}");
            let refused = refused.to_string();
            assert!(refused.contains(sentence), "{refused}");
            assert!(refused.contains("nothing was changed"), "{refused}");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn two_runs_do_not_write_the_same_file() {
    let (school, folder) = (School::of(1), Folder::new());
    let file = folder.file("grades.jsonl");
    let first = opened(&file, school.head(Shard::WHOLE));
    let refused = Ledger::open(&file, school.head(Shard::WHOLE)).unwrap_err();
    assert!(matches!(&refused, ClassError::Busy(busy) if *busy == file));
    let name = file.display();
    assert_eq!(
        refused.to_string(),
        format!(
            "{name} is being written by another run; wait for it, or name another file with --out"
        )
    );
    first.close().unwrap();
    opened(&file, school.head(Shard::WHOLE));
}

#[test]
fn a_file_that_cannot_be_written_or_read_is_one_sentence() {
    let (school, folder) = (School::of(1), Folder::new());
    let open = |path: &Path| Ledger::open(path, school.head(Shard::WHOLE)).unwrap_err();
    let read = |path: &Path| Sheet::read(path).unwrap_err();
    let nowhere = open(&folder.file("no/such/folder")).to_string();
    assert!(
        nowhere.contains("cannot write") && nowhere.contains("--out"),
        "{nowhere}"
    );
    for path in [folder.file(""), "/dev/null".into()] {
        assert!(matches!(open(&path), ClassError::WriteNoFile(of) if of == path));
        assert!(matches!(read(&path), ClassError::ReadNoFile(of) if of == path));
    }
    let absent = read(&folder.file("absent")).to_string();
    assert!(absent.starts_with("cannot read"), "{absent}");
    let empty = folder.file("empty");
    fs::write(&empty, "").unwrap();
    assert!(matches!(read(&empty), ClassError::NoGrades(of) if of == empty));
}

/// Texts with line breaks, quotes and other characters each stay one line of the file.
#[test]
fn odd_texts_come_back_as_they_were() {
    let (school, folder) = (School::of(1), Folder::new());
    let file = folder.file("grades.jsonl");
    let mut ledger = opened(&file, school.head(Shard::WHOLE));
    let odd = "a\nb\r\n\"{}\u{0}\u{2028}\u{202e}\u{1f600}";
    let record = Record {
        student: odd.to_owned(),
        message: odd.to_owned(),
        ..grade("x", LABS[0], &of_bytes(Some(b"x")))
    };
    let entry = Entry {
        course: String::new(),
        exercise: String::new(),
        record,
    };
    ledger.add(entry.clone()).unwrap();
    ledger.close().unwrap();
    assert_eq!(Sheet::read(&file).unwrap().get(odd, LABS[0]), Some(&entry));
}
