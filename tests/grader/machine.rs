//! Faults of the machine: none of them counts against an exercise.
//!
//! This program builds in a second process of itself, with another linker, or on a small
//! disk, because neither can be set up inside a running process.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Failed, Trial};
use racelab::course::Lab;
use racelab_grade::{Submission, Workshop};

use crate::bench::root;
use crate::corpus::is_all;

/// Names the workshop to that second process.
const VARIABLE: &str = "RACELAB_GRADES_ALONE";

pub(crate) fn all() -> Vec<Trial> {
    // A release has no solution to build.
    if !is_all() || !root().join(lab().solution()).exists() {
        return Vec::new();
    }
    vec![
        Trial::test(
            "a linker that ends is no fault of an exercise",
            has_a_linker,
        ),
        Trial::test("a full disk is no fault of an exercise", has_a_small_disk),
    ]
}

fn lab() -> &'static Lab {
    Lab::named("05_racy_counter").expect("there is a lab 05")
}

/// In the second process: reports the ruling of the solution.
pub(crate) fn alone() -> Option<ExitCode> {
    let folder = std::env::var_os(VARIABLE)?;
    let said = graded(Path::new(&folder)).unwrap_or_else(|fault| format!("fault: {fault}"));
    anstream::println!("{said}");
    Some(ExitCode::SUCCESS)
}

fn graded(folder: &Path) -> Result<String, String> {
    let opened = Workshop::open(root(), folder).map_err(|fault| fault.to_string())?;
    let workshop = opened.beside_tests();
    let solution = fs::read(root().join(lab().solution())).map_err(|error| error.to_string())?;
    // Another text each time, so that something has to be built.
    let text = format!("\n// {}\n", std::process::id());
    let submission = Submission::new("ada").with(lab(), [solution, text.into_bytes()].concat());
    let built = workshop.build(&submission, &[lab()]);
    let record = built.map_err(|fault| fault.to_string())?[0].judge();
    Ok(format!("{}: {}", record.ruling, record.sentence))
}

/// The ruling of the solution, with this before the command that starts the process.
fn says(before: &[&str], folder: &Path, path: OsString) -> Result<String, Failed> {
    let itself = std::env::current_exe()?.into_os_string();
    let mut words = before.iter().map(OsString::from).chain([itself]);
    let mut command = Command::new(words.next().ok_or("there is a program")?);
    let command = command.args(words).env(VARIABLE, folder).env("PATH", path);
    let output = command.output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout)?),
        false => Err(format!("{}: {errors}", output.status).into()),
    }
}

fn path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn has_a_linker() -> Result<(), Failed> {
    let (workshop, bin) = (folder("workshop_of_a_linker"), folder("linkers"));
    fs::create_dir_all(&bin)?;
    let proved = says(&["env"], &workshop, path())?;
    if !proved.starts_with("proved: ") {
        return Err(proved.into());
    }
    let mut before = bin.clone().into_os_string();
    before.push(":");
    before.push(path());
    let cc = bin.join("cc");
    for (script, words) in [
        (
            "collect2: fatal error: ld terminated with signal 7 [Bus error], core dumped",
            "fault: the system ended the linker, as it does if a disk is full",
        ),
        (
            "collect2: fatal error: ld terminated with signal 9 [Killed]",
            "fault: the system ended the linker, perhaps for want of memory",
        ),
        (
            "/usr/bin/ld: final link failed: No space left on device",
            "fault: there is no space left on the disk",
        ),
        (
            "/usr/bin/ld: cannot find Scrt1.o: No such file or directory",
            "fault: the linker builds no program here",
        ),
        (
            "collect2: fatal error: ld terminated with signal 24 [CPU time limit exceeded]",
            "compiler limit: ",
        ),
        (
            "counter.rs: relocation R_X86_64_PC32 out of range",
            "does not compile: ",
        ),
    ] {
        crate::script::write(&cc, &format!("#!/bin/sh\necho '{script}' >&2\nexit 1\n"));
        let said = says(&["env"], &workshop, before.clone())?;
        if !said.starts_with(words) {
            return Err(format!("{script}\nis\n{said}").into());
        }
    }
    fs::remove_dir_all(bin)?;
    fs::remove_dir_all(workshop)?;
    Ok(())
}

/// The workshop is on a disk that is nearly full. Its contents are what
/// was built before.
fn has_a_small_disk() -> Result<(), Failed> {
    let workshop = folder("workshop_on_a_small_disk");
    let proved = says(&["env"], &workshop, path())?;
    if !proved.starts_with("proved: ") {
        return Err(proved.into());
    }
    let disk = folder("small_disk");
    fs::create_dir_all(&disk)?;
    let (place, disk) = (workshop.display(), disk.display());
    for size in ["200k", "4m"] {
        let mounts = format!(
            "mount -t tmpfs -o size={size} none '{disk}' && mkdir '{disk}/upper' '{disk}/work' && \
             mount -t overlay overlay -o \
             'lowerdir={place},upperdir={disk}/upper,workdir={disk}/work' '{place}'"
        );
        let unshare = ["unshare", "--map-root-user", "--mount", "sh", "-c"];
        let is_mounted = Command::new(unshare[0])
            .args(&unshare[1..])
            .arg(&mounts)
            .output();
        if !is_mounted.is_ok_and(|output| output.status.success()) {
            anstream::eprintln!("skipped: the system lets this test mount nothing");
            break;
        }
        let script = format!("{mounts} && exec \"$0\"");
        let said = says(&[&unshare[..], &[&script]].concat(), &workshop, path())?;
        if !said.starts_with("fault: ") || !said.contains("space left on") {
            return Err(format!("with {size}: {said}").into());
        }
    }
    fs::remove_dir_all(workshop)?;
    Ok(())
}
