//! The course: its labs as one static list, from which help, checks, grades and the book's summary
//! are derived, and the student's progress.

mod catalogue;
mod error;
mod find;
mod order;
mod part;
mod permits;
mod progress;

use crate::confine::Work;
use crate::proof::Verdict;

pub use catalogue::LABS;
pub use error::CourseError;
pub use part::Part;
pub use progress::{Progress, root, write_whole};

/// One lab of the course.
#[derive(Debug)]
#[non_exhaustive]
pub struct Lab {
    /// Its number: its place in the course, and its command's first two digits.
    pub number: u8,
    /// The name of its folder under `labs/`, of its binary and of its chapter.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Whether its demonstration has executions to explore; otherwise the demonstration is a
    /// program of processes.
    pub explored: bool,
    /// Whether its check explores executions, and so proves its claims; otherwise the check
    /// runs the exercise.
    pub proved: bool,
    /// The verdict of the unchanged exercise.
    pub stub_verdict: Verdict,
    /// What its check judges, in order, each in the words of the check.
    /// The lab's points are divided evenly among them.
    pub checks: &'static [&'static str],
    /// The points of a proved exercise.
    pub points: u32,
    /// The part of the course that it belongs to.
    pub part: Part,
    /// The items of `racelab`, by path, that the exercise has to build itself and so may not use:
    /// `sync::mpsc::sync_channel`.
    pub builds: &'static [&'static str],
}

/// The name of the lab whose program has the command `measure`.
pub const MEASURED: &str = "09_counters_compared";

impl Lab {
    /// The lab with this [`name`](Self::name).
    ///
    /// ```
    /// use racelab::course::Lab;
    ///
    /// assert_eq!(Lab::named("05_racy_counter").map(|lab| lab.number), Some(5));
    /// ```
    pub fn named(name: &str) -> Option<&'static Self> {
        LABS.iter().find(|lab| lab.name == name)
    }

    /// How its check runs the exercise.
    pub fn work(&self) -> Work {
        match self.proved {
            true => Work::Explored,
            false => Work::Run,
        }
    }

    /// The file that the student edits, from the root of the workspace.
    pub fn exercise(&self) -> String {
        format!("labs/{}/exercise.rs", self.name)
    }

    /// The exercise as students get it, from the root of the workspace; a reset
    /// restores it.
    pub fn stub(&self) -> String {
        format!("labs/{}/stub.rs", self.name)
    }

    /// A solution, from the root of the workspace.
    pub fn solution(&self) -> String {
        format!("labs/{}/solution.rs", self.name)
    }

    /// The task and its hints, from the root of the workspace.
    pub fn readme(&self) -> String {
        format!("labs/{}/README.md", self.name)
    }

    /// The chapter of the walkthrough, from the root of the workspace.
    pub fn chapter(&self) -> String {
        format!("docs/{}.md", self.name)
    }
}

/// Whether an exercise equals its stub, apart from white space.
///
/// ```
/// use racelab::course::is_unedited;
///
/// assert!(is_unedited("fn  f()\r\n{ }", "fn f() {}"));
/// assert!(!is_unedited("fn g() {}", "fn f() {}"));
/// ```
pub fn is_unedited(exercise: &str, stub: &str) -> bool {
    let [exercise, stub] =
        [exercise, stub].map(|text| text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    exercise.eq(stub)
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo), of these bytes: the same on every machine and in
/// every version.
///
/// ```
/// // From the authors' own test vectors.
/// assert_eq!(racelab::course::fnv1a("foobar".bytes()), 0x8594_4171_f739_67e8);
/// ```
pub fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let bytes = bytes.into_iter();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
