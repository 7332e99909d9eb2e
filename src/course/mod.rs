//! The catalogue of the labs: one static list, from which help, checks, grades
//! and the book's summary are derived.

mod error;
mod find;
mod order;
mod part;
mod permits;
mod progress;

use crate::confine::Work;
use crate::proof::Verdict;

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

/// Every lab, in the order of the course.
pub const LABS: &[Lab] = &[
    Lab {
        number: 1,
        name: "01_hello_process",
        title: "Hello, process",
        explored: false,
        proved: false,
        stub_verdict: Verdict::WrongOutcome,
        checks: &["6 processes"],
        points: 10,
        part: Part::Processes,
        builds: &[],
    },
    Lab {
        number: 2,
        name: "02_five_processes",
        title: "Five processes",
        explored: false,
        proved: false,
        stub_verdict: Verdict::WrongOutcome,
        checks: &["5 processes"],
        points: 10,
        part: Part::Processes,
        builds: &[],
    },
    Lab {
        number: 3,
        name: "03_threads_share",
        title: "Threads share, processes send",
        explored: false,
        proved: false,
        stub_verdict: Verdict::WrongOutcome,
        checks: &[
            "primes below 30,000",
            "primes below 104,729",
            "primes below 20,791",
        ],
        points: 10,
        part: Part::Processes,
        builds: &[],
    },
    Lab {
        number: 4,
        name: "04_one_two_or_three",
        title: "One, two or three",
        explored: true,
        proved: true,
        stub_verdict: Verdict::WrongOutcome,
        checks: &[
            "x = 1",
            "x = 2",
            "x = 3",
            "1 and 10, twice: possible",
            "1 and 10, twice: impossible",
        ],
        points: 10,
        part: Part::Counter,
        builds: &[],
    },
    Lab {
        number: 5,
        name: "05_racy_counter",
        title: "A counter without a lock",
        explored: true,
        proved: true,
        stub_verdict: Verdict::DataRace,
        checks: &[
            "2 threads, 2 increments each",
            "3 threads, 1 increment each",
        ],
        points: 10,
        part: Part::Counter,
        builds: &[],
    },
    Lab {
        number: 6,
        name: "06_mutex_counter",
        title: "A counter behind a lock",
        explored: true,
        proved: true,
        stub_verdict: Verdict::WrongOutcome,
        checks: &[
            "1 thread, 1 transfer each, 1 reader",
            "2 threads, 1 transfer each, 1 reader",
            "1 thread, 2 transfers each, 1 reader",
        ],
        points: 10,
        part: Part::Counter,
        builds: &[],
    },
    Lab {
        number: 7,
        name: "07_atomic_counter",
        title: "A counter in one step",
        explored: true,
        proved: true,
        stub_verdict: Verdict::LostUpdate,
        checks: &[
            "report: 2 threads, once each",
            "report: 3 threads, once each",
            "report: 2 threads, twice each",
            "take: 2 threads, once each",
            "take: 3 threads, once each",
            "take: 2 threads, twice each",
            "tray: 1 form, one look",
            "tray: 3 forms",
        ],
        points: 10,
        part: Part::Counter,
        builds: &[],
    },
    Lab {
        number: 8,
        name: "08_channel_counter",
        title: "A counter with one owner",
        explored: true,
        proved: true,
        stub_verdict: Verdict::WrongOutcome,
        checks: &["2 clients, once each", "2 clients, twice each"],
        points: 10,
        part: Part::Counter,
        builds: &[],
    },
    Lab {
        number: 9,
        name: "09_counters_compared",
        title: "The counters compared",
        explored: true,
        proved: true,
        stub_verdict: Verdict::LostUpdate,
        checks: &[
            "2 threads, 2 increments each",
            "3 threads, 1 increment each",
            "batches: 2 threads, 4 and 6 counts",
            "contended writes: 2 threads, 4 and 6 counts",
        ],
        points: 10,
        part: Part::Counter,
        builds: &[],
    },
    Lab {
        number: 10,
        name: "10_giant_lock",
        title: "The giant lock",
        explored: false,
        proved: true,
        stub_verdict: Verdict::NoConcurrency,
        checks: &[
            "2 threads work",
            "1 works while 1 sleeps, in turns",
            "2 sleep at the same time",
        ],
        points: 10,
        part: Part::Counter,
        builds: &[],
    },
    Lab {
        number: 11,
        name: "11_pool_methods",
        title: "The methods of a pool",
        explored: false,
        proved: false,
        stub_verdict: Verdict::NoConcurrency,
        checks: &["chain", "squares", "products", "later", "as_they_come"],
        points: 10,
        part: Part::Processes,
        builds: &[],
    },
    Lab {
        number: 12,
        name: "12_largest_prime_factor",
        title: "The largest prime factor",
        explored: false,
        proved: false,
        stub_verdict: Verdict::WrongOutcome,
        checks: &["one at a time", "4 processes"],
        points: 10,
        part: Part::Processes,
        builds: &[],
    },
    Lab {
        number: 13,
        name: "13_forty_processes",
        title: "Forty processes",
        explored: false,
        proved: false,
        stub_verdict: Verdict::NoConcurrency,
        checks: &["100 numbers, 40 processes", "7 numbers, 3 processes"],
        points: 10,
        part: Part::Processes,
        builds: &[],
    },
    Lab {
        number: 14,
        name: "14_philosophers",
        title: "Five philosophers",
        explored: true,
        proved: true,
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "2 philosophers, 2 meals each",
            "3 philosophers, 1 meal each",
            "2 of 4 philosophers, opposite each other",
        ],
        points: 10,
        part: Part::Waiting,
        builds: &[],
    },
    Lab {
        number: 15,
        name: "15_bounded_buffer",
        title: "A buffer with room for few",
        explored: true,
        proved: true,
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "room 1, 1 producer of 2 values, 2 takers",
            "room 1, 2 producers of 1 value, 1 taker",
            "room 1, 2 producers of 1 value, 2 takers",
            "room 2, 1 producer of 2 values, 2 takers",
            "room 2, 2 values, 2 takers, closed",
        ],
        points: 10,
        part: Part::Waiting,
        builds: &["sync::mpsc::sync_channel"],
    },
    Lab {
        number: 16,
        name: "16_semaphore",
        title: "Permits",
        explored: true,
        proved: true,
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "2 threads acquire, 1 releases 2 permits",
            "1 thread acquires, 1 tries and releases 1 permit",
            "2 threads acquire, 2 release 2 permits",
            "1 permit, 2 threads acquire and release twice",
            "2 permits, 3 threads acquire and release",
            "2 permits, 2 threads try",
        ],
        points: 10,
        part: Part::Waiting,
        builds: &["sync::Semaphore"],
    },
    Lab {
        number: 17,
        name: "17_barrier",
        title: "Again and again",
        explored: true,
        proved: true,
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "2 threads meet twice",
            "3 threads meet once",
            "2 threads meet 3 times",
        ],
        points: 10,
        part: Part::Waiting,
        builds: &["sync::Barrier"],
    },
    Lab {
        number: 18,
        name: "18_readers_writers",
        title: "Readers and writers",
        explored: true,
        proved: true,
        stub_verdict: Verdict::NoConcurrency,
        checks: &[
            "2 readers at the same time",
            "1 reader, 1 writer",
            "2 readers, 1 writer",
            "1 reader, 2 writers",
            "2 readers, 2 writers",
            "1 reader that reads again, 1 writer",
            "2 readers that wait for each other, 1 writer",
        ],
        points: 10,
        part: Part::Waiting,
        builds: &["sync::RwLock"],
    },
    Lab {
        number: 19,
        name: "19_once",
        title: "Made once",
        explored: true,
        proved: true,
        stub_verdict: Verdict::DataRace,
        checks: &[
            "2 threads, 2 gets each",
            "3 threads, 1 get each",
            "2 threads, a value made out of another one",
            "2 threads, the value is made before they start",
        ],
        points: 10,
        part: Part::Waiting,
        builds: &["sync::Once", "sync::OnceLock", "sync::LazyLock"],
    },
];

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
