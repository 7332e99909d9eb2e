//! `cargo lab grade` and `cargo lab merge`, as an instructor calls them. The submissions
//! need no compiler: they are not started, missing or unreadable.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Once;
use std::sync::{Mutex, MutexGuard, PoisonError};

use racelab::course::LABS;
use racelab_grade::class::Sheet;
use serde_json::Value;

use crate::json::{broken, decoded};
use crate::school::Folder;

/// Lets one test run at a time: a course has one workshop, and a run that has to wait for
/// it prints a note.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `cargo lab`, in the course, on no terminal.
pub(crate) fn lab(arguments: &[&str]) -> Command {
    // If the grader is not built yet, the first call announces that it will build it.
    static BUILT: Once = Once::new();
    BUILT.call_once(|| {
        let help = Command::new(env!("CARGO_BIN_EXE_lab"))
            .args(["grade", "--help"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .output();
        assert!(help.is_ok_and(|help| help.status.success()));
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    for variable in [
        "COLUMNS",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "RUST_BACKTRACE",
    ] {
        command.env_remove(variable);
    }
    command
}

/// Its output, with this status.
#[track_caller]
pub(crate) fn says(arguments: &[&str], status: i32) -> String {
    let output = lab(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(status), "{}", all(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The only sentence of wrong use.
#[track_caller]
pub(crate) fn complains(arguments: &[&str]) -> String {
    let output = lab(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", all(&output));
    let text = String::from_utf8(output.stderr).unwrap();
    let errors: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with("note: "))
        .collect();
    let [error] = errors[..] else {
        panic!("{text}")
    };
    error.strip_prefix("error: ").unwrap().to_owned()
}

pub(crate) fn all(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(text).unwrap()
}

/// A class of two: one student has begun nothing, the other has submitted a folder in place of a
/// file.
fn class(folder: &Folder) -> [String; 2] {
    let stub = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(LABS[0].stub())).unwrap();
    let (ada, bob) = (folder.file("ada"), folder.file("bob"));
    fs::create_dir_all(ada.join("labs").join(LABS[0].name)).unwrap();
    fs::write(ada.join(LABS[0].exercise()), stub).unwrap();
    fs::create_dir_all(bob.join(format!("{}.rs", LABS[0].name))).unwrap();
    [ada, bob].map(|path| path.to_str().unwrap().to_owned())
}

pub(crate) fn path(folder: &Folder, name: &str) -> String {
    folder.file(name).to_str().unwrap().to_owned()
}

#[test]
fn a_class_is_graded_into_a_table_and_every_file_that_was_asked_for() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, bob] = class(&folder);
    let [out, csv, junit] = ["grades.jsonl", "c.csv", "j.xml"].map(|name| path(&folder, name));
    let text = says(
        &[
            "grade", &bob, &ada, "--out", &out, "--csv", &csv, "--junit", &junit, "--labs", "5,1",
        ],
        0,
    );
    assert!(
        text.lines()
            .all(|line| line.chars().count() <= 80 + folder.file("").as_os_str().len())
    );
    assert!(
        text.starts_with("  student  01  05   points\n  ada"),
        "{text}"
    );
    let sheet = Sheet::read(Path::new(&out)).unwrap();
    let rulings: Vec<_> = sheet.records().iter().map(|r| r.ruling.name()).collect();
    assert_eq!(rulings, ["not started", "missing", "unreadable", "missing"]);
    assert!(
        fs::read_to_string(csv)
            .unwrap()
            .contains("\nbob,0,20,0,0,unreadable,0,missing\n")
    );
    assert!(
        fs::read_to_string(junit)
            .unwrap()
            .contains("type=\"unreadable\"")
    );

    let before = fs::read(&out).unwrap();
    let again = lab(&["grade", &ada, &bob, "--out", &out, "--labs", "1,5"])
        .output()
        .unwrap();
    assert!(
        all(&again).contains("note: graded before, and kept in ")
            && all(&again).contains("grades.jsonl: 4 of 4 labs."),
        "{}",
        all(&again)
    );
    assert_eq!(fs::read(&out).unwrap(), before);
}

#[test]
fn shares_are_graded_apart_and_merged() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, bob] = class(&folder);
    let whole = path(&folder, "whole.jsonl");
    says(&["grade", &ada, &bob, "--out", &whole], 0);
    let shares = ["1/2", "2/2"].map(|share| {
        let file = path(&folder, &share.replace('/', "-"));
        says(&["grade", &ada, &bob, "--shard", share, "--out", &file], 0);
        file
    });
    let merged = path(&folder, "merged.jsonl");
    says(&["merge", &shares[1], &shares[0], "--out", &merged], 0);
    // Nothing was compiled or run, so even the times are equal.
    assert_eq!(fs::read(&merged).unwrap(), fs::read(&whole).unwrap());

    let output = lab(&["merge", &shares[0], "--out", &path(&folder, "half")])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        all(&output).contains("problem: share 2/2 is missing, with "),
        "{}",
        all(&output)
    );

    let lost = complains(&["merge", &shares[0], "--out", &merged]);
    assert!(
        lost.contains("holds grades that are not in these files"),
        "{lost}"
    );
    assert_eq!(fs::read(&merged).unwrap(), fs::read(&whole).unwrap());
}

#[test]
fn a_platform_gets_its_file_whatever_happens() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, _] = class(&folder);
    let [out, results, step] = ["g.jsonl", "results.json", "output"].map(|n| path(&folder, n));
    let schema = include_str!("../../crates/grade/schemas/gradescope.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let read = || -> Value { serde_json::from_slice(&fs::read(&results).unwrap()).unwrap() };
    let asked = [
        "--out",
        &out,
        "--gradescope",
        &results,
        "--classroom",
        &step,
    ];

    fs::write(&step, "before=1\n").unwrap();
    says(&[&["grade", &ada][..], &asked].concat(), 0);
    assert_eq!(broken(&schema, &read()), [""; 0]);
    assert_eq!(read()["tests"].as_array().unwrap().len(), LABS.len());
    let lines = fs::read_to_string(&step).unwrap();
    let result = lines.strip_prefix("before=1\nresult=").unwrap().trim_end();
    assert!(decoded(result).contains("\"status\": \"fail\""));

    let nobody = path(&folder, "nobody");
    let why = complains(&[&["grade", &nobody][..], &asked].concat());
    assert_eq!(broken(&schema, &read()), [""; 0]);
    let said = read()["output"].as_str().unwrap().to_owned();
    assert!(said.contains(&why), "{said} does not say {why}");
    let lines = fs::read_to_string(&step).unwrap();
    let last = lines
        .lines()
        .last()
        .unwrap()
        .strip_prefix("result=")
        .unwrap();
    assert!(decoded(last).contains("\"status\": \"error\""));
}

#[test]
fn missing_and_misplaced_submissions_are_named() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, _] = class(&folder);
    let [eve, ivan] = ["eve", "ivan"].map(|name| path(&folder, name));
    fs::create_dir(&eve).unwrap();
    let within = folder.file("ivan/racelab-main/labs").join(LABS[0].name);
    fs::create_dir_all(&within).unwrap();
    fs::copy(
        Path::new(&ada).join(LABS[0].exercise()),
        within.join("exercise.rs"),
    )
    .unwrap();
    let notes = |students: &[&str]| {
        let out = path(&folder, "g.jsonl");
        let arguments = [&["grade", "--labs", "1", "--out", &out], students].concat();
        let output = lab(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", all(&output));
        String::from_utf8(output.stderr).unwrap()
    };
    let where_ = format!(
        "one is looked for as {} or {}.rs.\n",
        LABS[0].exercise(),
        LABS[0].name
    );
    let heidi = path(&folder, "heidi");
    fs::create_dir(&heidi).unwrap();
    fs::write(folder.file("heidi/exercise (1).rs"), "").unwrap();
    assert_eq!(notes(&[&ada]), "");
    assert!(
        notes(&[&heidi])
            .contains("this is not read: a file has to be called after its lab: exercise (1).rs.")
    );
    assert!(notes(&[&ada, &eve]).starts_with(&format!("note: eve has no exercise: {where_}")));
    let both = notes(&[&ada, &eve, &ivan]);
    assert!(
        both.starts_with(&format!("note: eve has no exercise: {where_}"))
            && both.contains("\nnote: ivan is read in the folder racelab-main.\n"),
        "{both}"
    );
}

#[test]
fn the_folder_of_a_class_is_not_taken_for_a_student() {
    let (_alone, folder) = (alone(), Folder::new());
    class(&folder);
    let class = path(&folder, "");
    let out = path(&folder, "g.jsonl");
    let found = complains(&["grade", &class, "--out", &out]);
    let advice = format!(
        "such as ada; give those, as in {}/*/",
        class.trim_end_matches('/')
    );
    assert!(found.contains(&advice), "{found}");
    assert!(!Path::new(&out).exists());
}

/// A link such as `/dev/stdout`, which no file may replace.
#[test]
fn a_link_stays_a_link() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, _] = class(&folder);
    let names = ["grades.jsonl", "table.csv", "junit.xml"];
    let links = names.map(|name| {
        let link = path(&folder, name);
        fs::write(folder.file(&format!("real.{name}")), "").unwrap();
        symlink(format!("real.{name}"), &link).unwrap();
        link
    });
    let [out, csv, junit] = &links;
    let arguments = [
        "grade", &ada, "--out", out, "--csv", csv, "--junit", junit, "--labs", "1",
    ];
    says(&arguments, 0);
    for (name, link) in names.iter().zip(&links) {
        assert!(fs::symlink_metadata(link).unwrap().is_symlink(), "{link}");
        let text = fs::read_to_string(folder.file(&format!("real.{name}"))).unwrap();
        assert!(text.contains("ada"), "{link}: {text}");
    }
}

#[test]
fn wrong_use_is_one_sentence_and_nothing_is_written() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, bob] = class(&folder);
    let out = path(&folder, "g.jsonl");
    let twin = folder.file("other/ada");
    fs::create_dir_all(&twin).unwrap();
    let file = path(&folder, "file");
    fs::write(&file, "").unwrap();
    let nowhere = path(&folder, "no/such/file");
    // The target folder may be elsewhere (`CARGO_TARGET_DIR`).
    let inside = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/release_of_the_course");
    for (arguments, sentence) in [
        (
            &["grade"][..],
            "the following required arguments were not provided: <DIR>",
        ),
        (&["grade", &nowhere], "cannot read the submission"),
        (
            &["grade", &file],
            "is no folder, as a submission is: leave it out",
        ),
        (
            &["grade", &ada, twin.to_str().unwrap()],
            "are both submissions of ada: rename one",
        ),
        (
            &["grade", &ada, "--labs", "99"],
            "there is no lab 99; do you mean",
        ),
        (
            &["grade", &ada, "--jobs", "0"],
            "invalid value '0' for '--jobs",
        ),
        (
            &["grade", &ada, "--shard", "17/16"],
            "a share is its number and how many there are",
        ),
        (
            &["grade", &ada, &bob, "--gradescope", &file],
            "are about one submission, and here are 2",
        ),
        (&["grade", &ada, "--gradescope", &nowhere], "cannot write"),
        (
            &["grade", &ada, "--frobnicate"],
            "unexpected argument '--frobnicate' found",
        ),
        (&["merge", &nowhere], "cannot read"),
        (&["merge", &file], "holds no grades"),
        (&["merge"], "required arguments were not provided: <FILE>"),
        (
            &["release", inside.to_str().unwrap()],
            "is in the course itself; name a folder beside it",
        ),
    ] {
        let mut arguments = arguments.to_vec();
        if arguments[0] != "release" {
            arguments.extend(["--out", &out]);
        }
        let found = complains(&arguments);
        assert!(found.contains(sentence), "{arguments:?}: {found}");
        assert!(!Path::new(&out).exists(), "{arguments:?}");
    }
    let found = complains(&["grade", &ada, "--out", &nowhere]);
    assert!(
        found.contains("cannot write") && found.contains("--out"),
        "{found}"
    );
    assert!(!inside.exists());
    assert_eq!(fs::read(&file).unwrap(), b"");
}

#[test]
fn one_student_is_graded_again_though_nothing_has_changed() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, bob] = class(&folder);
    let out = path(&folder, "grades.jsonl");
    let all_labs = ["grade", &ada, &bob, "--labs", "1,5", "--out", &out];
    says(&all_labs, 0);
    let before = fs::read(&out).unwrap();
    let again = |name: &str| {
        let output = lab(&all_labs).args(["--regrade", name]).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), text)
    };
    let (status, text) = again("bob");
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains(": 2 of 4 labs"), "{text}");
    // The grades are the same.
    let now = Sheet::read(Path::new(&out)).unwrap().records();
    assert_eq!(now.len(), 4);
    assert_ne!(before.len(), 0);
    let (status, text) = again("zoe");
    assert_eq!(status, Some(2), "{text}");
    assert!(
        text.contains("there is no submission of zoe among these"),
        "{text}"
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, _] = class(&folder);
    for arguments in [
        &["grade", &ada, "--out", &path(&folder, "g")][..],
        &["grade", "--help"],
    ] {
        let mut child = lab(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", all(&output));
        assert_eq!(all(&output), "", "{arguments:?}");
    }
}

#[test]
fn there_is_no_colour_and_no_bar_in_a_pipe() {
    let (_alone, folder) = (alone(), Folder::new());
    let [ada, _] = class(&folder);
    let output = lab(&["grade", &ada, "--out", &path(&folder, "g")])
        .output()
        .unwrap();
    let text = all(&output);
    assert!(text.contains("ada"), "it shows the grade: {text:?}");
    assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text:?}");
}
