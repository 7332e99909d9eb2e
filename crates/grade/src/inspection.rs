//! Scans an exercise in a separate process, so that a source that breaks the scan cannot
//! break the grader.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use racelab::confine::{self, Confinement, Limits, Stopped};
use racelab::course::Lab;
use racelab_scan::{Offence, is_same, scan, uncut, unfinished};
use serde::{Deserialize, Serialize};

use crate::Fault;

/// The first argument of a process that scans.
const MARK: &str = "--scan-one-exercise";

/// Whether this program calls [`serve`] when it is started again.
static SERVES: AtomicBool = AtomicBool::new(false);

/// The result of a scan, before the source is compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Inspection {
    /// Nothing that would stop it.
    Clean,
    /// It is the stub.
    Stub,
    /// It cannot be split into tokens: where, and why.
    Uncut(String),
    /// It contains forbidden constructs: the first one, and how many more there are.
    Refused(String, usize),
    /// There is a `todo!()`.
    Unfinished(String),
    /// The scan itself did not finish; in words.
    Endless(String),
}

/// Call this in the first line of `main` of a program that grades. The grader starts the program
/// again for each source that it scans; in such a process this does not return. A
/// program that does not call it scans in its own process.
pub fn serve() {
    let mut arguments = std::env::args_os().skip(1);
    if !confine::is_child() || arguments.next().is_none_or(|first| first != MARK) {
        // Relaxed: the flag orders no other access.
        SERVES.store(true, Relaxed);
        return;
    }
    let words: Vec<_> = arguments.map(PathBuf::from).collect();
    // In a child, this returns only if another program has started it.
    let _ = Confinement::new(limits()).run(|| match &words[..] {
        [lab, source, stub] => {
            let lab = lab.to_str().and_then(Lab::named);
            let texts = [source, stub].map(|file| fs::read(file).ok());
            match (lab, texts) {
                (Some(lab), [Some(source), Some(stub)]) => Some(look(lab, &source, &stub)),
                _ => None,
            }
        }
        _ => None,
    });
    std::process::exit(2);
}

/// About a hundred times the needs of the longest exercise.
fn limits() -> Limits {
    let long = Duration::from_secs(20);
    Limits {
        wall: 4 * long,
        processor: long,
        silence: long,
        idle: long,
        memory: 1 << 30,
        file: 0,
        output: 64 << 10,
    }
}

/// Scans the exercise in the file `source`, and compares it with the file `stub`.
pub(crate) fn inspect(lab: &Lab, source: &Path, stub: &Path) -> Result<Inspection, Fault> {
    let failed = |why: String| Fault::new(format!("cannot scan {}: {why}", source.display()));
    // Relaxed: as above.
    if !SERVES.load(Relaxed) {
        let read = |file| fs::read(file).map_err(|error| failed(error.to_string()));
        return Ok(look(lab, &read(source)?, &read(stub)?));
    }
    let words: [&OsStr; 4] = [
        MARK.as_ref(),
        lab.name.as_ref(),
        source.as_ref(),
        stub.as_ref(),
    ];
    let confined = racelab_again::program()
        .and_then(|program| Confinement::new(limits()).call::<Option<Inspection>>(&program, &words))
        .map_err(|error| failed(error.to_string()))?;
    match confined.result {
        Ok(Some(inspection)) => Ok(inspection),
        Ok(None) => Err(failed("it cannot be read".to_owned())),
        Err(Stopped::Machine(why)) => Err(failed(why)),
        Err(stopped) => Ok(Inspection::Endless(stopped.to_string())),
    }
}

fn look(lab: &Lab, source: &[u8], stub: &[u8]) -> Inspection {
    if is_same(source, stub) {
        return Inspection::Stub;
    }
    let said = |finding: &Offence| finding.to_string();
    if let Some(finding) = uncut(source) {
        return Inspection::Uncut(said(&finding));
    }
    match &scan(source, &lab.permits())[..] {
        [first, more @ ..] => Inspection::Refused(said(first), more.len()),
        [] => unfinished(source).map_or(Inspection::Clean, |todo| {
            Inspection::Unfinished(said(&todo))
        }),
    }
}
