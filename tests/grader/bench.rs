//! The two workshops of the tests: one scans exercises, as a grader's does, and one
//! does not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use libtest_mimic::Failed;
use racelab::course::Lab;
use racelab_grade::{Exhibit, Fault, Record, Submission, Workshop};

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of the workshops, with the scan and without it. The first is shared with every
/// other test target.
const FOLDERS: [&str; 2] = ["workshop", "unscanned_workshop"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Each is opened at its first build, so that listing the tests costs nothing.
static WORKSHOPS: [Mutex<Option<Workshop>>; 2] = [const { Mutex::new(None) }; 2];

/// Builds a submission, as an instructor's grader does; or without the scan, so that only
/// the later protections remain.
pub(crate) fn build(
    submission: &Submission,
    labs: &[&'static Lab],
    scanned: bool,
) -> Result<Vec<Exhibit>, Fault> {
    let which = usize::from(!scanned);
    let mut workshop = WORKSHOPS[which]
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let opened = match workshop.take() {
        Some(workshop) => workshop,
        None => {
            let opened = Workshop::open(root(), &folder(FOLDERS[which]))?;
            opened.beside_tests().scanning(scanned)
        }
    };
    workshop.insert(opened).build(submission, labs)
}

/// A submitted file, and its grade; `None` before it is graded.
type Graded = BTreeMap<(PathBuf, bool), Arc<OnceLock<Result<Record, String>>>>;

/// Grades a submitted file, or returns its earlier grade, because several tests may
/// need it.
pub(crate) fn graded(lab: &'static Lab, file: &Path, scanned: bool) -> Result<Record, Failed> {
    static GRADED: Mutex<Graded> = Mutex::new(Graded::new());
    let once = {
        let mut graded = GRADED.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(graded.entry((file.to_owned(), scanned)).or_default())
    };
    let grade = || {
        let source = fs::read(file).map_err(|error| error.to_string())?;
        let submission = Submission::new("mallory").with(lab, source);
        let built = build(&submission, &[lab], scanned).map_err(|fault| fault.to_string())?;
        Ok(built[0].judge())
    };
    once.get_or_init(grade).clone().map_err(Failed::from)
}

/// What is left after everything was judged: processes that run submissions, and files that
/// they wrote. Closes the workshops.
pub(crate) fn leftovers() -> Vec<PathBuf> {
    let exhibits = FOLDERS.map(|name| folder(name).join("exhibits"));
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = processes.map(|process| process.path()).filter(|process| {
        let binary = fs::read_link(process.join("exe")).unwrap_or_default();
        exhibits.iter().any(|folder| binary.starts_with(folder))
    });
    let mut left: Vec<_> = processes.collect();
    for workshop in &WORKSHOPS {
        let mut workshop = workshop.lock().unwrap_or_else(PoisonError::into_inner);
        drop(workshop.take());
    }
    let written = PathBuf::from("/tmp/racelab-was-here");
    let files = exhibits.into_iter().chain([written]);
    left.extend(files.filter(|path| path.exists()));
    left
}
