//! Grades stubs, solutions, and the files in `tests/submissions/`, and compares the rulings.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use racelab::course::{LABS, Lab};
use racelab::proof::Verdict;

use crate::{Exhibit, FileError, Record, Ruling, Submission, Workshop};

use super::{BrokenPromise, VerifyError};

/// Appended to a stub, so that it counts as started; it changes nothing.
const BEGUN: &[u8] = b"\nconst _: () = ();\n";

/// How many answers are judged at the same time.
const JOBS: usize = 2;

/// An answer, and the ruling that it must get.
struct Promise {
    lab: &'static Lab,
    place: String,
    source: Vec<u8>,
    expected: Ruling,
}

/// Grades every answer of every lab.
pub(super) fn look(
    root: &Path,
    workshop: &Workshop,
    say: &mut dyn FnMut(&BrokenPromise),
    judged: &mut dyn FnMut(usize, usize),
) -> Result<(), VerifyError> {
    let mut open = Vec::new();
    for lab in LABS {
        open.push(VecDeque::from(answers(root, lab, say)?));
    }
    let all = open.iter().map(VecDeque::len).sum();
    let mut done = 0;
    // One answer of each lab together makes a submission, because building it takes hardly longer
    // than building one lab.
    loop {
        let round: Vec<_> = open.iter_mut().filter_map(VecDeque::pop_front).collect();
        judged(done, all);
        if round.is_empty() {
            return Ok(());
        }
        let mut submission = Submission::new("verify");
        for answer in &round {
            submission = submission.with(answer.lab, answer.source.clone());
        }
        let labs: Vec<_> = round.iter().map(|answer| answer.lab).collect();
        let exhibits = workshop.build(&submission, &labs)?;
        done += round.len();
        for record in records(exhibits) {
            let answer = round.iter().find(|answer| answer.lab.name == record.lab);
            if let Some(answer) = answer
                && let Some(found) = compare(answer, &record)
            {
                say(&found);
            }
        }
    }
}

/// The existing answers of a lab.
fn answers(
    root: &Path,
    lab: &'static Lab,
    say: &mut dyn FnMut(&BrokenPromise),
) -> Result<Vec<Promise>, FileError> {
    let mut answers = Vec::new();
    let passes = match lab.proved {
        true => Verdict::Proved,
        false => Verdict::Passed,
    };
    // A missing file has been reported already.
    if let Ok(stub) = fs::read(root.join(lab.stub())) {
        answers.push(Promise {
            lab,
            place: lab.stub(),
            source: [&stub, BEGUN].concat(),
            expected: Ruling::Judged(lab.stub_verdict),
        });
    }
    if let Ok(source) = fs::read(root.join(lab.solution())) {
        answers.push(Promise {
            lab,
            place: lab.solution(),
            source,
            expected: Ruling::Judged(passes),
        });
    }
    let folder = format!("tests/submissions/{}", lab.name);
    let files = fs::read_dir(root.join(&folder))
        .into_iter()
        .flatten()
        .flatten();
    let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
    names.sort();
    for name in names {
        let place = format!("{folder}/{}", name.to_string_lossy());
        let source = fs::read(root.join(&folder).join(name));
        let source = source.map_err(FileError::read(&place))?;
        match declared(&String::from_utf8_lossy(&source)) {
            Some(expected) => answers.push(Promise {
                lab,
                place,
                source,
                expected,
            }),
            None => say(&BrokenPromise {
                place,
                what: "does not declare its ruling".to_owned(),
                advice: "put `//! verdict: ...` into its first line".to_owned(),
            }),
        }
    }
    Ok(answers)
}

/// The ruling that a submission declares: the verdict of its check in the first line, or
/// the grader's ruling in the second line if that differs.
fn declared(text: &str) -> Option<Ruling> {
    let mut found = None;
    for line in text.lines().take(2) {
        let words = line
            .strip_prefix("//! verdict: ")
            .or(line.strip_prefix("//! graded: "));
        found = words.and_then(Ruling::named).or(found);
    }
    found
}

/// The problem with a grade, if there is one.
fn compare(answer: &Promise, record: &Record) -> Option<BrokenPromise> {
    let expected = answer.expected;
    if record.ruling == expected {
        return None;
    }
    let advice = match expected.passes() {
        true => "the check is unfair, or this is not a right answer",
        false if record.ruling.passes() => "the check lets it through, or the fix is right",
        false => "fix the check, or declare the ruling that it really must get",
    };
    Some(BrokenPromise {
        place: answer.place.clone(),
        what: format!("gets {} instead of {expected}", record.ruling),
        advice: format!("{advice} ({})", record.sentence.trim_end_matches('.')),
    })
}

/// Judges the built exhibits, a few at the same time.
fn records(exhibits: Vec<Exhibit>) -> Vec<Record> {
    let waiting = Mutex::new(exhibits.into_iter());
    let judge = || {
        let next = || waiting.lock().ok()?.next();
        std::iter::from_fn(next)
            .map(|exhibit| exhibit.judge())
            .collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let judges: Vec<_> = (0..JOBS).map(|_| scope.spawn(judge)).collect();
        let records = judges
            .into_iter()
            .flat_map(|judge| judge.join().unwrap_or_default());
        records.collect()
    })
}
