//! The working files for platforms, run as far as this is possible elsewhere. The
//! submissions need no compiler.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use racelab::course::LABS;
use racelab_grade::class::Sheet;
use serde_json::Value;

use crate::commands::{all, alone, says};
use crate::json::broken;
use crate::school::Folder;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example(name: &str) -> PathBuf {
    root().join("crates/grade/examples").join(name)
}

/// Whether this program can be started; if not, prints that its test is skipped.
fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null());
    let is_there = command.output().is_ok_and(|output| output.status.success());
    if !is_there {
        anstream::eprintln!("skipped: there is no {program}");
    }
    is_there
}

/// The grader itself, which `cargo lab` builds if need be.
fn grader() -> PathBuf {
    says(&["grade", "--help"], 0);
    Path::new(env!("CARGO_BIN_EXE_lab")).with_file_name("racelab-grade")
}

/// Each student has submitted the first lab unchanged.
fn class(folder: &Path, students: &[&str]) {
    for student in students {
        let place = folder.join(student);
        fs::create_dir_all(&place).unwrap();
        let sent = place.join(format!("{}.rs", LABS[0].name));
        fs::copy(root().join(LABS[0].stub()), sent).unwrap();
    }
}

/// A program with this name and this script.
fn script(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    crate::script::write(file, text);
}

#[test]
fn the_scripts_can_be_read_by_a_shell() {
    if !is_there("bash") {
        return;
    }
    for name in [
        "parallel.sh",
        "gradescope/run_autograder",
        "gradescope/setup.sh",
    ] {
        let read = Command::new("bash").arg("-n").arg(example(name)).output();
        let read = read.unwrap();
        assert!(read.status.success(), "{name}: {}", all(&read));
    }
}

/// The commands of the matrix, one after the other instead of each on a runner.
#[test]
fn the_matrix_grades_a_class_in_shares() {
    let (_alone, folder) = (alone(), Folder::new());
    let lab = format!("#!/bin/sh\nshift\nexec '{}' \"$@\"\n", grader().display());
    script(&folder.file("bin/cargo"), &lab);
    let students = ["ada", "alan", "barbara"];
    class(&folder.file("submissions"), &students);
    // A platform may leave this file beside the submissions.
    fs::write(folder.file("submissions/index.html"), "").unwrap();
    let (course, shares) = (folder.file("course"), folder.file("course/shares"));
    fs::create_dir_all(&shares).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let run = |command: &str| {
        let ran = Command::new("sh")
            .args(["-c", command])
            .current_dir(&course)
            .env("PATH", format!("{}:{path}", folder.file("bin").display()))
            .output()
            .unwrap();
        assert!(ran.status.success(), "{command}\n{}", all(&ran));
    };
    let text = fs::read_to_string(example("matrix.yml")).unwrap();
    let commands: Vec<_> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("run: "))
        .collect();
    let [grade, merge] = commands[..] else {
        panic!("{commands:?}")
    };
    for share in 1..=16 {
        run(&grade.replace("${{ matrix.share }}", &share.to_string()));
        // The last job takes the file that the runner uploads.
        let kept = text.lines().find_map(|line| {
            let kept = line.trim().strip_prefix("path: course/grades-")?;
            Some(format!("grades-{kept}").replace("${{ matrix.share }}", &share.to_string()))
        });
        let kept = kept.unwrap();
        fs::rename(course.join(&kept), shares.join(&kept)).unwrap();
    }
    run(merge);
    let sheet = Sheet::read(&course.join("grades.jsonl")).unwrap();
    let mut graded: Vec<_> = sheet.records().iter().map(|r| r.student.clone()).collect();
    graded.dedup();
    assert_eq!(graded, students);
    assert!(course.join("grades.csv").exists() && course.join("grades.xml").exists());
}

/// A student who may push to a repository can edit its workflow, and read all that the workflow can
/// read.
#[test]
fn the_workflow_of_a_student_sees_nothing_that_the_student_may_not_see() {
    let text = fs::read_to_string(example("classroom.yml")).unwrap();
    let calls: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().starts_with('#'))
        .collect();
    assert!(!calls.join("\n").contains("secrets."), "{text}");
    let repositories: Vec<_> = calls
        .iter()
        .filter_map(|line| line.trim().strip_prefix("repository: "))
        .collect();
    assert_eq!(repositories, ["your-organization/racelab-students"]);
}

#[test]
fn the_script_of_gradescope_writes_its_results() {
    if !is_there("bash") {
        return;
    }
    let (_alone, folder) = (alone(), Folder::new());
    // The same folders as on Gradescope.
    let autograder = folder.file("autograder");
    fs::create_dir_all(autograder.join("results")).unwrap();
    symlink(root(), autograder.join("source")).unwrap();
    class(&autograder, &["submission"]);
    let text = fs::read_to_string(example("gradescope/run_autograder")).unwrap();
    let text = text
        .replace("/autograder", "\"$AUTOGRADER\"")
        .replace("target/debug/racelab-grade", "\"$GRADER\"");
    script(&autograder.join("run_autograder"), &text);
    let schema = fs::read(root().join("crates/grade/schemas/gradescope.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let results = |grader: &Path| {
        let run = Command::new(autograder.join("run_autograder"))
            .env("AUTOGRADER", &autograder)
            .env("GRADER", grader)
            .output();
        let run = run.unwrap();
        assert!(run.status.success(), "{}", all(&run));
        let results = fs::read(autograder.join("results/results.json")).unwrap();
        let results: Value = serde_json::from_slice(&results).unwrap();
        assert_eq!(broken(&schema, &results), [""; 0]);
        results
    };
    // In an image that builds nothing.
    let none = results(&folder.file("nowhere"));
    assert!(
        none["output"]
            .as_str()
            .unwrap()
            .starts_with("The grader could not be started.")
    );

    let results = results(&grader());
    let tests = results["tests"].as_array().unwrap();
    assert_eq!(tests.len(), LABS.len());
    assert!(
        tests[0]["name"].as_str().unwrap().ends_with("not started"),
        "{results}"
    );
}

/// Runs on this machine, and on another one that is again this machine: scripts replace ssh and
/// rsync.
#[test]
fn gnu_parallel_grades_a_class_in_shares() {
    if !is_there("bash") || !is_there("parallel") {
        return;
    }
    let (_alone, folder) = (alone(), Folder::new());
    let bin = folder.file("bin");
    // After the name of the machine, the arguments of ssh are a command for a shell there. A
    // login sets SHELL, which GNU parallel needs and which may be unset here.
    let there = [
        "#!/bin/sh",
        "while [ \"$1\" != alpha ]; do shift; done",
        "shift",
        "test \"$1\" != -- || shift",
        "SHELL=/bin/sh exec sh -c \"$*\"",
    ];
    script(&bin.join("ssh"), &there.join("\n"));
    // GNU parallel asks for the version of rsync.
    let version = "echo \"rsync  version 3.2.7  protocol version 31\"";
    script(&bin.join("rsync"), &format!("#!/bin/sh\n{version}\n"));
    let grader = grader();
    let lab = format!("#!/bin/sh\nshift\nexec '{}' \"$@\"\n", grader.display());
    script(&bin.join("cargo"), &lab);
    let students = ["ada", "alan", "barbara", "edsger", "grace", "tony"];
    let submissions = folder.file("what was sent");
    class(&submissions, &students);

    let path = std::env::var("PATH").unwrap_or_default();
    let ran = Command::new("bash")
        .arg(example("parallel.sh"))
        .args([submissions.to_str().unwrap(), ":", "alpha"])
        .current_dir(folder.file(""))
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("HOME", folder.file(""))
        .stdin(Stdio::null())
        .output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{}", all(&ran));
    let sheet = Sheet::read(&folder.file("grades.jsonl")).unwrap();
    let mut graded: Vec<_> = sheet.records().iter().map(|r| r.student.clone()).collect();
    graded.dedup();
    assert_eq!(graded, students, "{}", all(&ran));
    assert!(folder.file("grades.csv").exists());
}
