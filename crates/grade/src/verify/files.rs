//! Checks that all files of a course exist, that exercises equal their stubs, and the format.

use std::fs;
use std::path::Path;
use std::process::Command;

use racelab::course::{LABS, Lab};

use crate::FileError;

use super::BrokenPromise;

/// The least number of wrong fixes of each lab, which its check must reject.
const WRONG_FIXES: usize = 3;

/// Checks the files of the course.
pub(super) fn look(root: &Path, say: &mut dyn FnMut(&BrokenPromise)) -> Result<(), FileError> {
    let summary = fs::read_to_string(root.join("docs/SUMMARY.md")).unwrap_or_default();
    for lab in LABS {
        let mut found = Vec::new();
        missing(root, lab, &mut found);
        shipped(root, lab, &mut found)?;
        hints(root, lab, &mut found);
        wrong_fixes(root, lab, &mut found);
        if !summary.contains(&format!("({}.md)", lab.name)) {
            let line = format!("put the line - [{}]({}.md) there", lab.title, lab.name);
            found.push(finding(
                "docs/SUMMARY.md",
                format!("does not list {}", lab.chapter()),
                line,
            ));
        }
        found.iter().for_each(&mut *say);
    }
    if let Some(found) = unformatted(root) {
        say(&found);
    }
    Ok(())
}

fn finding(
    place: impl Into<String>,
    what: impl Into<String>,
    advice: impl Into<String>,
) -> BrokenPromise {
    let (place, what, advice) = (place.into(), what.into(), advice.into());
    BrokenPromise {
        place,
        what,
        advice,
    }
}

/// The missing files of a lab.
fn missing(root: &Path, lab: &Lab, found: &mut Vec<BrokenPromise>) {
    let own = |file: &str| format!("labs/{}/{file}", lab.name);
    for (file, advice) in [
        (lab.exercise(), "bring it back with `cargo lab reset`"),
        (
            lab.stub(),
            "copy the exercise there, as students should get it",
        ),
        (
            lab.solution(),
            "write an answer, with the reason for every line that matters",
        ),
        (
            lab.readme(),
            "write the task, its hints, and what the check does not cover",
        ),
        (lab.chapter(), "write the chapter of the walkthrough"),
        (own("main.rs"), "write the demonstration"),
        (own("check.rs"), "write the trait and what must hold"),
    ] {
        if !root.join(&file).is_file() {
            found.push(finding(file, "is missing", advice));
        }
    }
}

/// Exercises that differ from their stubs.
fn shipped(root: &Path, lab: &Lab, found: &mut Vec<BrokenPromise>) -> Result<(), FileError> {
    let read = |file: &str| match root.join(file) {
        path if path.is_file() => match fs::read(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(FileError::read(file)(error)),
        },
        _ => Ok(None),
    };
    let (Some(stub), Some(exercise)) = (read(&lab.stub())?, read(&lab.exercise())?) else {
        return Ok(());
    };
    if stub != exercise {
        let advice = format!("bring it back with `cargo lab reset {:02}`", lab.number);
        found.push(finding(lab.exercise(), "differs from its stub", advice));
    }
    Ok(())
}

fn hints(root: &Path, lab: &Lab, found: &mut Vec<BrokenPromise>) {
    let Ok(readme) = fs::read_to_string(root.join(lab.readme())) else {
        // A missing file has been reported already.
        return;
    };
    for (part, advice) in [
        ("## The task", "say what is to be done"),
        (
            "<summary>Hint 1</summary>",
            "write a hint, as the other labs have them",
        ),
        (
            " does not cover",
            "say under a heading what the check does not cover",
        ),
    ] {
        if !readme.contains(part) {
            let part = part.trim_start_matches(['#', ' ']);
            found.push(finding(lab.readme(), format!("lacks \"{part}\""), advice));
        }
    }
}

fn wrong_fixes(root: &Path, lab: &Lab, found: &mut Vec<BrokenPromise>) {
    let place = format!("tests/submissions/{}", lab.name);
    let files = fs::read_dir(root.join(&place))
        .into_iter()
        .flatten()
        .flatten();
    let texts = files.filter_map(|file| fs::read_to_string(file.path()).ok());
    let is_wrong = |text: &String| {
        let first = text.lines().next().unwrap_or_default();
        let verdict = first.strip_prefix("//! verdict: ");
        verdict.is_some_and(|verdict| !["proved", "passed"].contains(&verdict))
    };
    let count = texts.filter(is_wrong).count();
    if count < WRONG_FIXES {
        let what = format!("has {count} of at least {WRONG_FIXES} wrong fixes");
        let advice = "add plausible ones, each with its `//! verdict: ...` in the first line";
        found.push(finding(place, what, advice));
    }
}

/// The first source that is not formatted.
fn unformatted(root: &Path) -> Option<BrokenPromise> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let looked = Command::new(cargo)
        .args(["fmt", "--all", "--check", "--", "-l"])
        .current_dir(root)
        .output();
    match looked {
        Ok(output) if output.status.success() => None,
        Ok(output) => {
            let listed = String::from_utf8_lossy(&output.stdout).into_owned();
            let first = listed.lines().next().map(|file| {
                let file = Path::new(file);
                file.strip_prefix(root)
                    .unwrap_or(file)
                    .display()
                    .to_string()
            });
            Some(match first {
                Some(file) => finding(file, "is not formatted", "run `cargo fmt --all`"),
                None => finding(
                    "cargo fmt",
                    "cannot check the sources",
                    "get it with `rustup component add rustfmt`",
                ),
            })
        }
        Err(error) => {
            let what = format!("cannot be started ({error})");
            Some(finding("cargo", what, "`cargo lab doctor` says why"))
        }
    }
}
