//! The students' copy of the course.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use racelab::course::LABS;
use racelab_grade::release::{ReleaseError, release};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(place) = open.pop() {
        for entry in fs::read_dir(place).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    found.insert(path.strip_prefix(folder).unwrap().to_owned());
                }
            }
        }
    }
    found
}

/// A release, in a folder beside the course.
fn released() -> (Beside, PathBuf) {
    let beside = Beside::new();
    let to = beside.0.join("course");
    release(root(), &to).unwrap();
    (beside, to)
}

/// A folder outside the course, such as target/.
struct Beside(PathBuf);

impl Beside {
    fn new() -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::SeqCst);
        let name = format!("racelab.release.{}.{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // If it is not removed, it is temporary anyway.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_release_contains_no_answer() {
    let (_beside, to) = released();
    let solutions = LABS
        .iter()
        .map(|lab| fs::read(root().join(lab.solution())).unwrap());
    let sent = ["tests/submissions", "tests/styles"].map(|folder| root().join(folder));
    let sent = sent.iter().flat_map(|folder| {
        let read = |file| fs::read(folder.join(file)).unwrap();
        files(folder).into_iter().map(read)
    });
    let answers: BTreeSet<Vec<u8>> = solutions.chain(sent).collect();
    assert!(answers.len() > LABS.len());
    for file in files(&to) {
        let text = fs::read(to.join(&file)).unwrap();
        assert!(!answers.contains(&text), "{} is an answer", file.display());
        let name = file.file_name().unwrap().to_string_lossy();
        assert!(
            !name.contains("solution") && !name.contains("backup"),
            "{}",
            file.display()
        );
    }
}

#[test]
fn a_release_has_stubs_and_every_other_file() {
    let (_beside, to) = released();
    for lab in LABS {
        let exercise = fs::read(to.join(lab.exercise())).unwrap();
        let stub = fs::read(root().join(lab.stub())).unwrap();
        assert!(exercise == stub, "{}", lab.name);
        for file in [
            lab.stub(),
            lab.readme(),
            lab.chapter(),
            format!("labs/{}/main.rs", lab.name),
        ] {
            assert_eq!(
                fs::read(to.join(&file)).unwrap(),
                fs::read(root().join(&file)).unwrap(),
                "{file}"
            );
        }
    }
    let found = files(&to);
    for file in [
        "Cargo.lock",
        ".cargo/config.toml",
        "crates/grade/src/main.rs",
        "tests/labs/main.rs",
    ] {
        assert!(found.contains(Path::new(file)), "{file} is not there");
    }
}

/// A file that cargo lists or a source includes must be there; the long test builds the copy.
#[test]
fn a_release_requires_no_file_that_it_lacks() {
    let (_beside, to) = released();
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--no-deps",
            "--offline",
            "--locked",
        ])
        .current_dir(&to)
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    for file in files(&to)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|e| e == "rs"))
    {
        let text = fs::read_to_string(to.join(&file)).unwrap();
        for line in text
            .lines()
            .filter(|line| line.trim_start().starts_with("#[path"))
        {
            let path = line.split('"').nth(1).unwrap();
            let place = to.join(&file).parent().unwrap().join(path);
            assert!(place.exists(), "{}: {line}", file.display());
        }
    }
}

#[test]
fn a_release_copies_only_the_files_of_the_course() {
    let (_beside, to) = released();
    let beside = Beside::new();
    let again = beside.0.join("again");
    for file in [
        "grades.jsonl",
        "submissions/ada/05_racy_counter.rs",
        "progress.json",
    ] {
        let file = to.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "private").unwrap();
    }
    fs::write(to.join("labs/05_racy_counter/exercise.rs"), "// Mine.\n").unwrap();
    fs::write(
        to.join("labs/05_racy_counter/exercise.backup.1.rs"),
        "// Mine.\n",
    )
    .unwrap();
    let release = release(&to, &again).unwrap();
    assert_eq!(release.left, ["grades.jsonl", "submissions"]);
    assert_eq!(release.files, files(&again).len());
    // A release of a release is the same.
    for name in [
        "progress.json",
        "grades.jsonl",
        "labs/05_racy_counter/exercise.backup.1.rs",
    ] {
        assert!(!again.join(name).exists(), "{name}");
    }
    let read = |file| fs::read(again.join(file)).unwrap();
    assert!(read("labs/05_racy_counter/exercise.rs") == read("labs/05_racy_counter/stub.rs"));
}

#[test]
fn an_unsuitable_folder_is_refused_and_left_unchanged() {
    let beside = Beside::new();
    fs::write(beside.0.join("mine"), "mine").unwrap();
    let refused = |to: &Path| release(root(), to).unwrap_err();
    let not_empty = refused(&beside.0);
    assert!(matches!(&not_empty, ReleaseError::NotEmpty(to) if *to == beside.0));
    let name = beside.0.display();
    assert_eq!(
        not_empty.to_string(),
        format!("{name} is not empty; name a folder that is, or that is not there")
    );
    assert_eq!(files(&beside.0).len(), 1);

    let no_folder = refused(&beside.0.join("mine"));
    assert!(matches!(no_folder, ReleaseError::Folder { .. }));
    let sentence = no_folder.to_string();
    assert!(sentence.starts_with("cannot write into "), "{sentence}");

    let inside = root().join("labs/release_of_the_course");
    let in_course = refused(&inside);
    assert!(matches!(&in_course, ReleaseError::InCourse(to) if *to == inside));
    assert_eq!(
        in_course.to_string(),
        format!(
            "{} is in the course itself; name a folder beside it",
            inside.display()
        )
    );
    assert!(!inside.exists());
}

/// The whole copy, as a student has it: it builds without a network, runs, and is green.
#[test]
#[ignore = "builds everything anew, which takes minutes"]
fn it_builds_runs_and_tests_green() {
    let (_beside, to) = released();
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .current_dir(&to)
            .env("CARGO_NET_OFFLINE", "true");
        command
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CARGO_MANIFEST_DIR");
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "cargo {arguments:?}\n{text}\n{errors}"
        );
        text
    };
    let tour = cargo(&["run", "--locked", "--bin", "05_racy_counter"]);
    assert!(tour.contains("Lab 05"), "{tour}");
    assert!(cargo(&["lab"]).contains("0 of "));
    // Like the workflow of an assignment, which must not see the course itself.
    let sent = to.with_file_name("ada");
    fs::create_dir_all(&sent).unwrap();
    let solution = root().join(LABS[4].solution());
    fs::copy(solution, sent.join(format!("{}.rs", LABS[4].name))).unwrap();
    let graded = cargo(&["lab", "grade", "../ada", "--labs", "5"]);
    assert!(graded.contains("10 of 10"), "{graded}");
    cargo(&["test", "--locked"]);
}
