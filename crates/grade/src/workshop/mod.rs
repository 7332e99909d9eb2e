//! The workshop, in which submissions are built: a copy of the course without solutions, kept
//! between runs so that little is built twice.
//!
//! | file          | what it holds                                                |
//! |---------------|--------------------------------------------------------------|
//! | `tree.rs`     | the copy of the course                                       |
//! | `compiler.rs` | one call of cargo, and its result for each lab               |
//! | `machine.rs`  | recognises faults of the machine in a failed build           |
//! | `metadata.rs` | cargo's metadata of the course                               |
//! | `session.rs`  | runs cargo within limits                                     |
//! | `seed.rs`     | copies what the course has built already                     |
//! | `sources.rs`  | the files of which a binary was made                         |

mod compiler;
mod kept;
mod machine;
mod metadata;
mod rulings;
mod seed;
mod session;
mod sources;
mod tree;
mod unit;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use racelab::course::Lab;

use crate::exhibit::{Binary, Exhibit};
use crate::inspection::{Inspection, inspect};
use crate::submission::{Exercise, Submission};
use crate::{Fault, Ruling};

use compiler::Compiler;
use kept::Kept;
use metadata::Metadata;
use sources::SourceList;
use unit::Unit;

/// A folder in which submissions are built, one after the other.
#[derive(Debug)]
pub struct Workshop {
    course: PathBuf,
    folder: Arc<Folder>,
    compiler: Compiler,
    /// The files of the course, of which a binary may be made.
    files: BTreeSet<PathBuf>,
    is_built: Cell<bool>,
    is_scanning: bool,
    kept: Kept,
}

/// The folder, for as long as anything in it is in use.
#[derive(Debug)]
struct Folder {
    /// The copy of the course.
    tree: PathBuf,
    /// The binaries that wait to be judged, of this grader only.
    exhibits: PathBuf,
    exhibited: AtomicU64,
    /// Locked while a run works here.
    _lock: File,
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If this fails, the next run that works here clears the rest away.
        let _ = fs::remove_dir_all(&self.exhibits);
    }
}

/// How often a workshop checks whether the other run in its folder has ended.
const LOOK: Duration = Duration::from_millis(100);

impl Workshop {
    /// Sets up a workshop in `folder`, or opens an existing one, for the course of
    /// the instructor in `course`. Waits for another run that works in that folder.
    ///
    /// Nothing is built yet.
    ///
    /// # Errors
    ///
    /// If the course cannot be read, or the folder cannot be written.
    pub fn open(course: &Path, folder: &Path) -> Result<Self, Fault> {
        Self::open_unless(course, folder, || false)
    }

    /// The same, but stops waiting once `is_stopped`.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open); also if it was stopped while it waited.
    pub fn open_unless(
        course: &Path,
        folder: &Path,
        is_stopped: impl Fn() -> bool,
    ) -> Result<Self, Fault> {
        let failed = |error: std::io::Error| {
            Fault::new(format!(
                "cannot set up a workshop in {}: {error}",
                folder.display()
            ))
        };
        let course = course
            .canonicalize()
            .map_err(|error| Fault::new(format!("cannot find {}: {error}", course.display())))?;
        fs::create_dir_all(folder).map_err(failed)?;
        let folder = folder.canonicalize().map_err(failed)?;
        let lock = File::create(folder.join("lock")).map_err(failed)?;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if is_stopped() => {
                    let why = "stopped while it waited for another run in this course";
                    return Err(Fault::new(why.to_owned()));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK),
            }
        }
        let exhibits = folder.join("exhibits");
        let _ = fs::remove_dir_all(&exhibits);
        fs::create_dir_all(&exhibits).map_err(failed)?;

        let tree = folder.join("course");
        let metadata = Metadata::of(&course)?;
        let target = folder.join("target");
        if !tree.exists() && !target.exists() {
            // If copying fails, everything is built instead.
            let _ = seed::sow(&metadata.target_directory, &target);
        }
        let files = tree::copy(&course, &tree, &metadata.unneeded(&course))?;
        let compiler = Compiler::new(&tree, &target);
        Ok(Self {
            course,
            folder: Arc::new(Folder {
                tree,
                exhibits,
                exhibited: AtomicU64::new(0),
                _lock: lock,
            }),
            compiler,
            files,
            is_built: Cell::new(false),
            is_scanning: true,
            kept: Kept::default(),
        })
    }

    /// The path of a course's workshop: in cargo's target folder of the course,
    /// wherever that is (`CARGO_TARGET_DIR`, or cargo's configuration).
    ///
    /// # Errors
    ///
    /// If cargo cannot read the course.
    pub fn place(course: &Path) -> Result<PathBuf, Fault> {
        Ok(Metadata::of(course)?.target_directory.join("workshop"))
    }

    /// Builds a submission's exercises for these labs, and returns an exhibit for each lab, in
    /// their order, which can be judged later on any thread. If an exercise cannot be built, its
    /// exhibit says so when it is judged.
    ///
    /// A missing exercise, or one that is still the stub, is not built, and exercises that are
    /// identical byte for byte are built
    /// once, and judged as often as they are submitted.
    ///
    /// # Errors
    ///
    /// If the grader or the course fails, and not the submission.
    pub fn build(
        &self,
        submission: &Submission,
        labs: &[&'static Lab],
    ) -> Result<Vec<Exhibit>, Fault> {
        if let Some(fault) = submission.fault() {
            return Err(fault.clone());
        }
        let mut exhibits: BTreeMap<&str, Exhibit> = BTreeMap::new();
        let mut built: Vec<&'static Lab> = Vec::new();
        for &lab in labs {
            if let Some(exhibit) = self.settle(submission, lab)? {
                exhibits.insert(lab.name, exhibit);
            } else if !built.iter().any(|there| there.name == lab.name) {
                built.push(lab);
            }
        }
        if !built.is_empty() {
            let names: Vec<&str> = built.iter().map(|lab| lab.name).collect();
            if !self.is_built.replace(true) {
                self.compiler.build_course()?;
            }
            let mut units = self.compiler.build_labs(&names)?;
            for lab in built {
                let unit = units.remove(lab.name).unwrap_or_default();
                exhibits.insert(lab.name, self.exhibit(submission, lab, &unit)?);
            }
        }
        let found = labs.iter().filter_map(|lab| exhibits.remove(lab.name));
        Ok(found.collect())
    }

    /// Whether exercises are scanned before they are compiled. Tests turn this off to see what
    /// the other protections are worth; a grader has no reason to.
    #[doc(hidden)]
    #[must_use]
    pub fn scanning(mut self, is_scanning: bool) -> Self {
        self.is_scanning = is_scanning;
        self
    }

    /// Builds with the features that the dependencies have in the tests of the course, so
    /// that the output of `cargo test` can be used; by default, a workshop uses the features of a
    /// numbered binary.
    #[doc(hidden)]
    #[must_use]
    pub fn beside_tests(mut self) -> Self {
        self.compiler.select(&["--workspace", "--test=barrier"]);
        self
    }

    /// The exhibit of an exercise that need not be compiled; otherwise the exercise is put in its
    /// place in the tree.
    fn settle(&self, submission: &Submission, lab: &'static Lab) -> Result<Option<Exhibit>, Fault> {
        let source = match submission.exercise(lab) {
            Some(Exercise::Text(source)) => source,
            Some(Exercise::Unreadable(why)) => {
                let advice = "Save the exercise as a text file in UTF-8, and send that.";
                let ruling = Ruling::Unreadable;
                return Ok(Some(Exhibit::settled(submission, lab, ruling, why, advice)));
            }
            Some(Exercise::Unread(why)) => {
                return Ok(Some(Exhibit::unread(submission, lab, why)));
            }
            None => return Ok(Some(Exhibit::missing(submission, lab))),
        };
        let raw = self.folder.exhibits.join("source.rs");
        let cannot =
            |file: &Path, error| Fault::new(format!("cannot write {}: {error}", file.display()));
        fs::write(&raw, source).map_err(|error| cannot(&raw, error))?;
        let inspection = inspect(lab, &raw, &self.course.join(lab.stub()))?;
        if inspection == Inspection::Stub {
            return Ok(Some(Exhibit::not_started(submission, lab)));
        }
        let ruled = rulings::of_scan(inspection).filter(|_| self.is_scanning);
        if let Some((ruling, sentence, advice)) = ruled {
            let settled = Exhibit::settled(submission, lab, ruling, &sentence, advice);
            return Ok(Some(settled));
        }
        let source = self.as_compiled(source);
        if let Some(binary) = self.kept.of(lab, &source) {
            return Ok(Some(Exhibit::built(submission, lab, binary)));
        }
        let file = self.folder.tree.join(lab.exercise());
        tree::write(&file, &source).map_err(|error| cannot(&file, error))?;
        Ok(None)
    }

    /// The source as the compiler gets it. It forbids what the scan refuses once more, in
    /// a way that no macro gets around; on its first line, so that every line keeps its
    /// number.
    fn as_compiled(&self, source: &[u8]) -> Vec<u8> {
        let bare = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
        match self.is_scanning {
            true => [b"#![forbid(unsafe_code)] ", bare].concat(),
            false => bare.to_owned(),
        }
    }

    /// The exhibit for the compiler's result.
    fn exhibit(
        &self,
        submission: &Submission,
        lab: &'static Lab,
        unit: &Unit,
    ) -> Result<Exhibit, Fault> {
        let settled = |ruling, sentence: &str, advice: &str| {
            Exhibit::settled(submission, lab, ruling, sentence, advice)
        };
        let Some(executable) = &unit.executable else {
            let (ruling, sentence, advice) = rulings::of_compiler(unit);
            return Ok(settled(ruling, &sentence, advice));
        };
        let list = SourceList::beside(executable)?;
        if let Some(file) = list.foreign(&self.folder.tree, &self.files, lab)? {
            let sentence = format!("The exercise reads another file: {file}.");
            let advice = "An exercise is one file: put into it what it needs.";
            return Ok(settled(Ruling::Forbidden, &sentence, advice));
        }
        let number = self.folder.exhibited.fetch_add(1, Relaxed);
        let place = self.folder.exhibits.join(format!("{number}-{}", lab.name));
        // A linker makes a new file each time, so this file does not change.
        fs::hard_link(executable, &place)
            .or_else(|_| fs::copy(executable, &place).map(drop))
            .map_err(|error| {
                Fault::new(format!("cannot keep {}: {error}", executable.display()))
            })?;
        let keeper: Arc<dyn Send + Sync> = self.folder.clone();
        let binary = Arc::new(Binary::new(place, keeper));
        if let Some(Exercise::Text(source)) = submission.exercise(lab) {
            self.kept.keep(lab, self.as_compiled(source), &binary);
        }
        Ok(Exhibit::built(submission, lab, binary))
    }
}
