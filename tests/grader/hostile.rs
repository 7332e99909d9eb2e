//! Hostile and mistaken submissions: each has one ruling, whatever it tries.
//!
//! The files in tests/submissions/hostile/ declare two rulings. `//! graded: ...` is the
//! grader's. `//! unscanned: ...`, if it differs, is the ruling if the scan
//! had overlooked everything, so that only the later protections remain. `//! earned: ...` is
//! the number of points that remain if a submission is stopped after some checks were proved.

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use racelab::course::{LABS, Lab};
use racelab_grade::Ruling;

use crate::bench::{graded, root};
use crate::corpus::{is_all, is_sound};

/// Of the files that have to be built, `cargo test` grades a sample of each kind.
const SAMPLE: &[&str] = &[
    "lab_05::says_it_passed",
    "lab_05::overflows_its_stack",
    "lab_05::prints_without_end",
    "lab_05::takes_all_memory",
    "lab_05::loops",
    "lab_05::spins",
    "lab_05::always_equal",
    "lab_05::endless_third",
    "lab_05::type_in_itself",
    "unscanned lab_05::asks_for_tokens",
    "unscanned lab_05::exits",
    "unscanned lab_05::fork_bomb",
    "unscanned lab_05::kills_its_parent",
    "unscanned lab_05::reads_its_memory",
    "unscanned lab_05::connects",
    "unscanned lab_05::reads_a_file_at_compile_time",
];

pub(crate) fn all() -> Vec<Trial> {
    let folders = LABS.iter().map(|lab| {
        let folder = root().join("tests/submissions/hostile").join(lab.name);
        (lab, folder)
    });
    let files = folders.flat_map(|(lab, folder)| {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<_> = files.map(|file| file.path()).collect();
        files.sort();
        files.into_iter().map(move |file| (lab, file))
    });
    files.flat_map(|(lab, file)| trials(lab, &file)).collect()
}

fn trials(lab: &'static Lab, file: &Path) -> Vec<Trial> {
    let text = fs::read_to_string(file).expect("a submission can be read");
    let declared = |key: &str| {
        let mut lines = text.lines().take(2);
        let name = lines.find_map(|line| line.strip_prefix(key))?;
        Some(Ruling::named(name).unwrap_or_else(|| panic!("{}: {name}", file.display())))
    };
    let graded = declared("//! graded: ").expect("a hostile file declares what becomes of it");
    let unscanned = declared("//! unscanned: ").unwrap_or(graded);
    let mut lines = text.lines().take(3);
    let earned = lines.find_map(|line| line.strip_prefix("//! earned: "));
    let earned = earned.map(|points| points.parse().expect("points are a number"));
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("lab_{:02}::{name}", lab.number);
    // If the scan decides the ruling, nothing has to be built, so this is always tested.
    let is_refused = graded == Ruling::Forbidden || graded == Ruling::Incomplete;
    let mut trials = Vec::new();
    for (name, is_scanned, ruling) in [
        (name.clone(), true, graded),
        (format!("unscanned {name}"), false, unscanned),
    ] {
        let is_quick = is_scanned && is_refused || SAMPLE.contains(&name.as_str());
        // If the scan finds nothing, it makes no difference.
        if !is_quick && (!is_all() || !is_scanned && !is_refused) {
            continue;
        }
        let file = file.to_owned();
        trials.push(Trial::test(format!("{name}: {ruling}"), move || {
            gets(lab, &file, is_scanned, (ruling, earned))
        }));
    }
    trials
}

fn gets(
    lab: &'static Lab,
    file: &Path,
    is_scanned: bool,
    (ruling, earned): (Ruling, Option<u32>),
) -> Result<(), Failed> {
    let record = graded(lab, file, is_scanned)?;
    if record.ruling != ruling {
        return Err(format!("it is {}, not {ruling}\n{record:#?}", record.ruling).into());
    }
    if earned.is_some_and(|points| record.earned() != points * 100) {
        return Err(format!("it earns {}\n{record:#?}", record.earned()).into());
    }
    if earned.is_some() {
        let instance = lab.checks[record.checks.iter().filter(|check| check.holds).count()];
        if !record.sentence.starts_with(instance) {
            return Err(format!("it does not say at what it was\n{record:#?}").into());
        }
    }
    is_sound(lab, &record)
}
