//! Odd files in a submission, besides or instead of a good exercise. Each has its ruling
//! and a sentence that says why, and affects no other student.
//!
//! | file        | what it holds                              |
//! |-------------|--------------------------------------------|
//! | `cases.rs`  | odd submissions, each with its ruling      |
//! | `makers.rs` | makes these submissions                    |

mod cases;
mod makers;

use std::ffi::{OsStr, OsString};
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use racelab_grade::class::{ClassError, Roster, Sheet};

use crate::commands::{all, alone, lab};
use crate::school::Folder;

use cases::{CASES, Case};
use makers::{closed, closed_folder, device, lab_05, node, stub, write};

#[test]
fn two_submissions_of_one_student_are_reported_on_one_line() {
    let folder = Folder::new();
    let folders = ["one", "two"].map(|term| folder.file(term).join("a\nb\u{1b}[31m"));
    for submission in &folders {
        fs::create_dir_all(submission).unwrap();
    }
    let course = Path::new(env!("CARGO_MANIFEST_DIR"));
    let why = Roster::of(&folders, course).unwrap_err();
    assert!(matches!(why, ClassError::Twice { .. }), "{why}");
    let sentence = why.to_string();
    assert!(!sentence.contains(char::is_control), "{sentence:?}");
    assert!(sentence.contains("are both submissions of a b: rename one"));
}

#[test]
fn every_odd_submission_has_a_ruling_and_a_sentence() {
    let (_alone, folder) = (alone(), Folder::new());
    let out = folder.file("grades.jsonl");
    let mut cases: Vec<_> = CASES.to_vec();
    let device: Case = ("device", device, "unreadable", "is not a regular file");
    let closed: [Case; 2] = [
        (
            "closed",
            closed,
            "grader fault",
            "cannot be opened: Permission denied",
        ),
        (
            "closed folder",
            closed_folder,
            "grader fault",
            "cannot open the folder sent of",
        ),
    ];
    fs::create_dir(folder.file("closed")).unwrap();
    // The permissions depend on the system, not only on the user.
    match node(&folder.file(""), libc::S_IFCHR) {
        true => cases.push(device),
        false => anstream::eprintln!("skipped: the system lets this test make no device"),
    }
    fs::set_permissions(folder.file("closed"), Permissions::from_mode(0o000)).unwrap();
    match fs::read_dir(folder.file("closed")) {
        Err(_) => cases.extend(closed),
        Ok(_) => anstream::eprintln!("skipped: no folder is closed to this test"),
    }
    fs::remove_dir(folder.file("closed")).unwrap();
    let folders = cases.iter().map(|(student, make, ..)| {
        let place = folder.file(student);
        fs::create_dir(&place).unwrap();
        make(&place);
        place
    });
    let folders: Vec<PathBuf> = folders.collect();
    let arguments = ["grade", "--labs", "5", "--jobs", "2", "--out"].map(OsStr::new);
    let mut command = lab(&[]);
    let output = command.args(arguments).arg(&out).args(&folders).output();
    let output = output.unwrap();
    let said = all(&output);
    for folder in &folders {
        let _ = fs::set_permissions(folder, Permissions::from_mode(0o755));
        let _ = fs::set_permissions(folder.join("sent"), Permissions::from_mode(0o755));
    }
    let has_faults = cases.iter().any(|case| case.2 == "grader fault");
    assert_eq!(output.status.code(), Some(i32::from(has_faults)), "{said}");
    assert!(
        !said.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'),
        "{said:?}"
    );
    let sheet = Sheet::read(&out).unwrap();
    for (student, _, ruling, words) in cases {
        let entry = sheet.get(student, lab_05().name);
        let record = &entry.unwrap_or_else(|| panic!("{student}: {said}")).record;
        assert!(
            record.ruling.name() == ruling && record.sentence.contains(words),
            "{student}: {record:#?}"
        );
        assert!(record.sentence.ends_with('.'), "{record:#?}");
        let mut lines = record.message.lines();
        assert!(lines.all(|line| line.chars().count() <= 80), "{record:#?}");
    }
    // The notes to the instructor.
    for note in [
        "note: on top is read in the folder racelab-main.",
        "note: far below is read in the folder sent/my work.",
        "note: twice, lab 05: This lab was sent more than once: 05_racy_counter.rs counts, and \
         not labs/05_racy_counter/exercise.rs.",
        "note: of manifests this is not read: build.rs.",
        "note: of nameless this is not read: a file has to be called after its lab: exercise.rs.",
        "note_0001.txt",
        "note: rivals has exercises in more than one folder, in new and in old, so none is read: \
         leave one of them, and grade again.",
    ] {
        assert!(said.contains(note), "{note}\n{said}");
    }
    assert!(!said.contains("twice the same, lab 05"), "{said}");
    let twice = sheet.get("twice", lab_05().name).unwrap();
    let message = twice.record.message.replace("\n             ", " ");
    assert!(
        message.contains("Note       This lab was sent more than once: 05_racy_counter.rs counts"),
        "{message}"
    );
}

/// The name of a student, which is that of a folder, appears in many messages.
#[test]
fn a_name_is_shown_without_escape_sequences() {
    let (_alone, folder) = (alone(), Folder::new());
    let names = [
        OsString::from("\u{1b}]0;eve\u{7}\u{1b}[31mred"),
        OsString::from("two\n::error::lines"),
        OsString::from("right\u{202e}to left"),
        OsString::from_vec(b"\xff\x9b31mraw".to_vec()),
        OsString::from("e".repeat(255)),
        OsString::from("-"),
    ];
    let folders = names.map(|name| folder.file("").join(name));
    for place in &folders {
        fs::create_dir(place).unwrap();
        stub(place, "5.rs");
    }
    let absent = folder.file("not\u{1b}[2J\nthere");
    let (out, csv, junit) = (folder.file("g"), folder.file("c.csv"), folder.file("j.xml"));
    for (folders, status) in [(&folders[..], 0), (&[absent][..], 2)] {
        let mut command = lab(&["grade", "--labs", "5", "--out"]);
        command
            .arg(&out)
            .arg("--csv")
            .arg(&csv)
            .arg("--junit")
            .arg(&junit);
        let output = command.args(folders).output().unwrap();
        let said = all(&output);
        assert_eq!(output.status.code(), Some(status), "{said}");
        let is_odd = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!said.contains(is_odd), "{said:?}");
        assert!(!said.lines().any(|line| line.starts_with("::")), "{said}");
    }
    for file in [csv, junit] {
        let text = fs::read_to_string(file).unwrap();
        assert!(
            !text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']),
            "{text:?}"
        );
    }
}

/// A file, where a submission is a folder.
#[test]
fn an_archive_is_refused_with_advice_to_unpack_it() {
    let (_alone, folder) = (alone(), Folder::new());
    write(&folder.file(""), "ada.zip", b"PK\x03\x04");
    let mut command = lab(&["grade", "--labs", "5", "--out"]);
    let output = command
        .arg(folder.file("g"))
        .arg(folder.file("ada.zip"))
        .output();
    let said = all(&output.unwrap());
    let sentence = "ada.zip is an archive, which is not opened: unpack it, and give the folder\n";
    assert!(said.ends_with(sentence), "{said}");
}
