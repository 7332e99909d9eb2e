//! `cargo lab report`, as an instructor calls it, for a class of sixty.

use std::fs;
use std::path::Path;

use racelab::proof::Verdict;
use racelab_grade::class::{Entry, Head, Shard, Sheet, of_bytes};
use racelab_grade::{Check, Record, Ruling};

use crate::commands::{complains, path, says};
use crate::school::{Folder, LABS};

/// How many students there are.
const STUDENTS: usize = 60;

fn record(student: &str, lab: &str, at: usize) -> Record {
    let rulings = [
        Ruling::Judged(Verdict::Proved),
        Ruling::Judged(Verdict::LostUpdate),
        Ruling::NotStarted,
        Ruling::DoesNotCompile,
        Ruling::Judged(Verdict::Proved),
    ];
    let ruling = rulings[at % rulings.len()];
    Record {
        student: student.to_owned(),
        lab: lab.to_owned(),
        ruling,
        checks: vec![Check {
            name: "all".to_owned(),
            holds: ruling.passes(),
            worth: 1_000,
        }],
        sentence: "It is what it is.".to_owned(),
        message: "It is what it is.\n".to_owned(),
        printed: String::new(),
        milliseconds: 1,
    }
}

/// Writes the grades of the class, and its roster; returns the paths of both files.
fn class(folder: &Folder) -> [String; 2] {
    let names: Vec<String> = (0..STUDENTS).map(|at| format!("student_{at:02}")).collect();
    let mut sheet = Sheet::new(Head::new(LABS, &names, Shard::WHOLE));
    let mut roster = "folder,name,id,section,submitted,extension\n".to_owned();
    for (at, name) in names.iter().enumerate() {
        for (of, lab) in LABS.into_iter().enumerate() {
            sheet.put(Entry {
                course: "course".to_owned(),
                // Two of ten students have submitted the same text.
                exercise: of_bytes(Some(format!("{}", at % 50).as_bytes())),
                record: record(name, lab, at + of),
            });
        }
        let day = 1 + at % 9;
        roster += &format!(
            "{name},Name {at},id{at},{},2026-12-0{day}T12:00Z,{}\n",
            at % 3,
            at % 2
        );
    }
    let [grades, people] = ["grades.jsonl", "class.csv"].map(|name| folder.file(name));
    sheet.write(&grades).unwrap();
    fs::write(&people, roster).unwrap();
    [grades, people].map(|file| file.display().to_string())
}

#[test]
fn a_class_of_sixty_is_exported_in_every_format() {
    let folder = Folder::new();
    let [grades, people] = class(&folder);
    let formats = ["--csv", "--canvas", "--moodle", "--blackboard"];
    let files = formats.map(|format| path(&folder, &format!("{}.csv", &format[2..])));
    let feedback = path(&folder, "feedback");
    let mut arguments = vec!["report", &grades, "--roster", &people, "--identical"];
    arguments.extend([
        "--deadline",
        "2026-12-01T12:00Z",
        "--late",
        "10%/day",
        "--cap",
        "40%",
    ]);
    for (format, file) in formats.iter().zip(&files) {
        arguments.extend([format, file.as_str()]);
    }
    arguments.extend(["--feedback", &feedback]);
    let printed = says(&arguments, 0);
    for words in [
        "05_racy_counter",
        "passed 24 of 60",
        "Identical, byte for byte:",
        "Wrote",
    ] {
        assert!(printed.contains(words), "{words}: {printed}");
    }
    assert!(
        printed.lines().all(|line| line.chars().count() <= 80),
        "{printed}"
    );
    for file in &files {
        let rows = csv::Reader::from_path(file).unwrap().into_records();
        let rows: Vec<csv::StringRecord> = rows.collect::<Result<_, _>>().unwrap();
        let people = rows
            .iter()
            .filter(|row| !row[0].contains("Points Possible"));
        assert_eq!(people.count(), STUDENTS, "{file}");
    }
    let pages = fs::read_dir(&feedback).unwrap().count();
    assert_eq!(pages, 2 * STUDENTS);
    // Submitted on the third, with an extension of one day: a day late, and 10 % less.
    let full = fs::read_to_string(&files[0]).unwrap();
    let row = |name: &str| full.lines().find(|line| line.starts_with(name)).unwrap();
    assert!(
        row("student_11").contains(",1 d 0 h,10,"),
        "{}",
        row("student_11")
    );
    // A second run makes the same bytes.
    let before = files.clone().map(|file| fs::read(file).unwrap());
    says(&arguments, 0);
    assert_eq!(files.map(|file| fs::read(file).unwrap()), before);
}

#[test]
fn one_section_is_reported_alone() {
    let folder = Folder::new();
    let [grades, people] = class(&folder);
    let file = path(&folder, "section.csv");
    let of = [
        "report",
        &grades,
        "--roster",
        &people,
        "--section",
        "2",
        "--csv",
        &file,
    ];
    let printed = says(&of, 0);
    assert!(printed.contains(" of 20"), "{printed}");
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 21);
}

#[test]
fn a_report_that_cannot_be_made_is_one_sentence() {
    let folder = Folder::new();
    let [grades, people] = class(&folder);
    let nowhere = path(&folder, "nowhere/there.csv");
    let broken = path(&folder, "broken.csv");
    fs::write(&broken, "folder,extension\nada,soon\n").unwrap();
    for (arguments, sentence) in [
        (&["report", &nowhere][..], "cannot read"),
        (&["report", &people], "is not a grade"),
        (
            &["report", &grades, "--roster", &broken],
            "row 2: 'soon' is no number of days",
        ),
        (&["report", &grades, "--canvas", &nowhere], "cannot write"),
        (
            &["report", &grades, "--late", "10%/day"],
            "say when it begins with --deadline",
        ),
        (
            &["report", &grades, "--deadline", "2026-12-01"],
            "add a penalty",
        ),
        (
            &["report", &grades, "--deadline", "soon"],
            "'soon' is no point in time",
        ),
        (
            &[
                "report",
                &grades,
                "--deadline",
                "2026-12-01",
                "--late",
                "10",
            ],
            "is no share",
        ),
        (
            &["report", &grades, "--roster", &people, "--section", "9"],
            "no student in the roster is in section 9",
        ),
    ] {
        let found = complains(arguments);
        assert!(found.contains(sentence), "{arguments:?}: {found}");
    }
    assert!(!Path::new(&nowhere).exists());
}
