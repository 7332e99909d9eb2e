//! Every file in tests/submissions/ gets the ruling that it declares, and a fifth of those
//! in tests/styles/ are proved.
//!
//! A file's first line declares the verdict of the check itself: `//! verdict: deadlock`.
//! If the grader's ruling differs, because it considers more than the behaviour of the code,
//! the second line declares it: `//! graded: forbidden construct`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Failed, Trial};
use racelab::course::{LABS, Lab};
use racelab::proof::Verdict;
use racelab_grade::{Exhibit, Record, Ruling, Submission};

use crate::bench::{build, root};

/// A file, and the ruling that it must get.
struct Case {
    lab: &'static Lab,
    name: String,
    source: Vec<u8>,
    expected: Ruling,
}

/// One case for each of several labs, built together like a student's submission, which is
/// quicker than building each alone.
struct Batch {
    cases: Vec<Case>,
    /// The exhibits that are still to be judged, by lab; `None` before the build.
    built: Mutex<Option<BTreeMap<&'static str, Exhibit>>>,
}

pub(crate) fn all() -> Vec<Trial> {
    let mut columns: Vec<_> = LABS.iter().map(cases).collect();
    if !is_all() {
        sample(&mut columns);
    }
    let batches = batches(columns);
    let trials = batches.into_iter().map(Arc::new).flat_map(|batch| {
        let of_case = |at: usize| {
            let name = {
                let case = &batch.cases[at];
                format!(
                    "lab_{:02}::{}: {}",
                    case.lab.number, case.name, case.expected
                )
            };
            let batch = Arc::clone(&batch);
            Trial::test(name, move || batch.holds(at))
        };
        (0..batch.cases.len()).map(of_case).collect::<Vec<_>>()
    });
    trials.collect()
}

/// Whether everything is graded.
pub(crate) fn is_all() -> bool {
    std::env::var_os("RACELAB_CORPUS").is_some_and(|which| which == "all")
}

/// The solution and the submissions of a lab.
fn cases(lab: &'static Lab) -> Vec<Case> {
    let mut cases = Vec::new();
    // A release has no solutions to grade.
    if let Ok(source) = fs::read(root().join(lab.solution())) {
        let holds = match lab.proved {
            true => "proved",
            false => "passed",
        };
        cases.push(Case {
            lab,
            name: "solution".to_owned(),
            source,
            expected: Ruling::named(holds).expect("it is a ruling"),
        });
    }
    let files = files(&root().join("tests/submissions").join(lab.name));
    cases.extend(files.iter().map(|file| Case::of(lab, file)));
    if is_all() {
        cases.extend(styles(lab));
    }
    cases
}

/// One in this many right answers in other styles is graded; the test target `styles` proves all of
/// them, and the scan reads all of them.
const STYLES_FOR_EACH: usize = 5;

/// A sample of the right answers to a lab in many styles, which declare no verdict.
fn styles(lab: &'static Lab) -> impl Iterator<Item = Case> {
    let files = files(&root().join("tests/styles").join(lab.name));
    files
        .into_iter()
        .step_by(STYLES_FOR_EACH)
        .map(move |file| Case {
            lab,
            name: format!("styles/{}", stem(&file)),
            source: fs::read(file).expect("an answer can be read"),
            expected: Ruling::Judged(Verdict::Proved),
        })
}

/// The files in a folder, sorted; none if it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = files.map(|file| file.path()).collect();
    files.sort();
    files
}

/// The name of a file, without its ending.
fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

impl Case {
    fn of(lab: &'static Lab, file: &Path) -> Self {
        let source = fs::read(file).expect("a submission can be read");
        let text = String::from_utf8_lossy(&source);
        let declared = |key: &str| {
            let mut lines = text.lines().take(2);
            let name = lines.find_map(|line| line.strip_prefix("//! ")?.strip_prefix(key))?;
            Some(Ruling::named(name).unwrap_or_else(|| panic!("{}: {name}", file.display())))
        };
        let expected = declared("graded: ").or(declared("verdict: "));
        Self {
            lab,
            name: stem(file),
            expected: expected.unwrap_or_else(|| panic!("{} declares nothing", file.display())),
            source,
        }
    }
}

/// Keeps one case of each lab, which are built together: the first with a ruling that no earlier
/// lab has; the solution if there is none.
fn sample(columns: &mut [Vec<Case>]) {
    let mut seen = Vec::new();
    for cases in columns.iter_mut().filter(|cases| !cases.is_empty()) {
        let is_new = |case: &Case| !seen.contains(&case.expected);
        let chosen = cases.swap_remove(cases.iter().position(is_new).unwrap_or(0));
        seen.push(chosen.expected);
        *cases = vec![chosen];
    }
}

/// The first case of each column together, then the second of each, and so on.
fn batches(mut columns: Vec<Vec<Case>>) -> Vec<Batch> {
    columns.iter_mut().for_each(|column| column.reverse());
    let mut batches = Vec::new();
    loop {
        let cases: Vec<_> = columns.iter_mut().filter_map(Vec::pop).collect();
        if cases.is_empty() {
            return batches;
        }
        batches.push(Batch {
            cases,
            built: Mutex::default(),
        });
    }
}

impl Batch {
    /// Grades one of them; the first call builds all of them.
    fn holds(&self, at: usize) -> Result<(), Failed> {
        let case = &self.cases[at];
        let exhibit = {
            let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
            if built.is_none() {
                *built = Some(self.build()?);
            }
            let exhibit = built.as_mut().and_then(|all| all.remove(case.lab.name));
            exhibit.ok_or("a case is judged once")?
        };
        let record = exhibit.judge();
        if record.ruling != case.expected {
            let message = format!(
                "it is {}, not {}\n{record:#?}",
                record.ruling, case.expected
            );
            return Err(message.into());
        }
        is_sound(case.lab, &record)
    }

    fn build(&self) -> Result<BTreeMap<&'static str, Exhibit>, Failed> {
        let with =
            |submission: Submission, case: &Case| submission.with(case.lab, case.source.clone());
        let submission = self.cases.iter().fold(Submission::new("ada"), with);
        let labs: Vec<_> = self.cases.iter().map(|case| case.lab).collect();
        let exhibits = build(&submission, &labs, true).map_err(|fault| fault.to_string())?;
        Ok(exhibits
            .into_iter()
            .map(|exhibit| (exhibit.lab().name, exhibit))
            .collect())
    }
}

/// Asserts what holds for every record.
pub(crate) fn is_sound(lab: &Lab, record: &Record) -> Result<(), Failed> {
    let worth = record.worth() == lab.points * 100;
    let full = record.earned() == record.worth();
    let names: Vec<_> = record
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    let sound = [
        (worth, "what its checks are worth is what the lab is worth"),
        (
            full == record.ruling.passes(),
            "all points are earned exactly by a pass",
        ),
        (names == lab.checks, "its checks are those of the lab"),
        (
            record.sentence.ends_with('.'),
            "the sentence has its full stop",
        ),
        (!record.sentence.contains('\n'), "the sentence is one line"),
        (!record.message.is_empty(), "there is a message"),
        (
            record.ruling.passes() || record.message.contains("Try next"),
            "a failure says what to try next",
        ),
        (
            record
                .message
                .lines()
                .all(|line| line.chars().count() <= 80),
            "the message has at most 80 columns",
        ),
        (
            !record
                .message
                .contains(|c: char| c.is_control() && c != '\n'),
            "the message is plain text",
        ),
    ];
    match sound.iter().find(|(holds, _)| !holds) {
        None => Ok(()),
        Some((_, what)) => Err(format!("not so: {what}\n{record:#?}").into()),
    }
}
