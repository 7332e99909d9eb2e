//! A full disk: no grade is lost or worse because of it, and a sentence reports it.
//!
//! The disk is a small file system in memory, which a process may mount in a namespace of its
//! own (`unshare`). If the system permits no namespace, the tests are skipped with a message.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use racelab::course::LABS;
use racelab_grade::Ruling;
use racelab_grade::class::Sheet;

use crate::commands::{all, alone, lab, says};
use crate::school::Folder;

/// Runs a shell command after these mounts; `None` (with a message) if the system
/// permits no namespace.
fn behind(mounts: &str, command: &str, folder: &Folder) -> Option<Output> {
    let grader = Path::new(env!("CARGO_BIN_EXE_lab")).with_file_name("racelab-grade");
    let run = |script: &str| {
        let mut unshare = Command::new("unshare");
        unshare
            .args(["--map-root-user", "--mount", "sh", "-c", script])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("GRADER", &grader)
            .env("HERE", folder.file(""))
            .stdin(Stdio::null());
        unshare.output()
    };
    // Builds the grader.
    says(&["grade", "--help"], 0);
    if !run(mounts).is_ok_and(|output| output.status.success()) {
        anstream::eprintln!("skipped: the system lets this test mount nothing");
        return None;
    }
    Some(run(&format!("{mounts} && {command}")).unwrap())
}

/// A class in which each student has submitted the first lab unchanged.
fn class(folder: &Folder, students: usize) -> Vec<String> {
    let student = |number| {
        let place = folder.file(&format!("student_{number:02}"));
        fs::create_dir(&place).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let sent = place.join(format!("{}.rs", LABS[0].name));
        fs::copy(root.join(LABS[0].stub()), sent).unwrap();
        place.to_str().unwrap().to_owned()
    };
    (0..students).map(student).collect()
}

#[test]
fn grades_that_find_no_room_are_made_by_the_next_run_and_no_other_is_lost() {
    let (_alone, folder) = (alone(), Folder::new());
    let class = class(&folder, 8);
    fs::create_dir(folder.file("disk")).unwrap();
    // Copies the contents of the small disk out of it at the end.
    let small = "mount -t tmpfs -o size=12k none \"$HERE/disk\"";
    let grade = "\"$GRADER\" grade \"$HERE\"student_*/ --labs 1,2,3,4,5 --jobs 2 \
                 --out \"$HERE/disk/g.jsonl\"; status=$?; cat \"$HERE/disk/g.jsonl\" \
                 > \"$HERE/g.jsonl\"; exit $status";
    let Some(output) = behind(small, grade, &folder) else {
        return;
    };
    let said = all(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let sentence = "g.jsonl: No space left on device (os error 28); what was graded before is \
                    in it, and the same command goes on from there\n";
    assert!(said.ends_with(sentence), "{said}");

    let out = folder.file("g.jsonl");
    let kept = Sheet::read(&out).unwrap().records();
    assert!((1..40).contains(&kept.len()), "{}", kept.len());
    assert!(
        kept.iter()
            .all(|record| record.ruling != Ruling::GraderFault)
    );
    let mut command = lab(&["grade", "--labs", "1,2,3,4,5", "--out"]);
    let output = command.arg(&out).args(&class).output().unwrap();
    let goes_on = format!("g.jsonl: {} of 40 labs.", kept.len());
    assert!(all(&output).contains(&goes_on), "{}", all(&output));
    assert_eq!(Sheet::read(&out).unwrap().records().len(), 40);
}

#[test]
fn a_report_without_room_costs_no_grade() {
    let (_alone, folder) = (alone(), Folder::new());
    class(&folder, 2);
    fs::create_dir(folder.file("disk")).unwrap();
    let small = "mount -t tmpfs -o size=4k none \"$HERE/disk\" && \
                 head -c 4096 /dev/zero > \"$HERE/disk/full\"";
    let grade = "\"$GRADER\" grade \"$HERE\"student_*/ --labs 1 --out \"$HERE/g.jsonl\" \
                 --csv \"$HERE/disk/c.csv\"";
    let Some(output) = behind(small, grade, &folder) else {
        return;
    };
    let said = all(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let lines: Vec<_> = said
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    let [error] = lines[..] else { panic!("{said}") };
    assert!(
        error.ends_with("No space left on device (os error 28); name another file"),
        "{said}"
    );
    assert_eq!(
        Sheet::read(&folder.file("g.jsonl"))
            .unwrap()
            .records()
            .len(),
        2
    );
}

/// The exercise is written there before it is scanned. Another student, whose exercise is not
/// written, is graded.
#[test]
fn a_workshop_without_room_is_a_fault_of_the_grader() {
    let (_alone, folder) = (alone(), Folder::new());
    class(&folder, 1);
    fs::create_dir(folder.file("zoe")).unwrap();
    let place = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let place: serde_json::Value = serde_json::from_slice(&place.stdout).unwrap();
    let place = place["target_directory"].as_str().unwrap();
    // The workshop exists after something was graded.
    let (warm, zoe) = (folder.file("warm"), folder.file("zoe"));
    let grade = [
        "grade",
        zoe.to_str().unwrap(),
        "--out",
        warm.to_str().unwrap(),
    ];
    says(&grade, 0);
    // The disk has room for the folder itself, and for no file.
    let small = format!(
        "mkdir -p '{place}/workshop/exhibits' && \
         mount -t tmpfs -o nr_inodes=1 none '{place}/workshop/exhibits'"
    );
    let grade = "\"$GRADER\" grade \"$HERE\"student_00/ \"$HERE\"zoe/ --labs 1 \
                 --out \"$HERE/g.jsonl\"";
    let Some(output) = behind(&small, grade, &folder) else {
        return;
    };
    let said = all(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let records = Sheet::read(&folder.file("g.jsonl")).unwrap().records();
    let rulings: Vec<_> = records.iter().map(|record| record.ruling).collect();
    assert_eq!(rulings, [Ruling::GraderFault, Ruling::Missing], "{said}");
    assert!(
        records[0].sentence.contains("No space left on device") && records[0].earned() == 0,
        "{records:#?}"
    );
    assert!(
        said.starts_with("note: ") || said.starts_with("  1 grader fault"),
        "{said}"
    );
}
