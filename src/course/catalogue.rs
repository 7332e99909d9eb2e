//! Every lab of the course.

use super::{Lab, Part};
use crate::proof::Verdict;

/// What most labs have in common whose check runs the exercise.
const RUN: Lab = Lab {
    number: 0,
    name: "",
    title: "",
    explored: false,
    proved: false,
    stub_verdict: Verdict::WrongOutcome,
    checks: &[],
    points: 10,
    part: Part::Processes,
    builds: &[],
};

/// What most labs have in common whose check proves its claims.
const PROVED: Lab = Lab {
    explored: true,
    proved: true,
    ..RUN
};

/// Every lab, in the order of the course.
pub const LABS: &[Lab] = &[
    Lab {
        number: 1,
        name: "01_hello_process",
        title: "Hello, process",
        stub_verdict: Verdict::WrongOutcome,
        checks: &["6 processes"],
        part: Part::Processes,
        ..RUN
    },
    Lab {
        number: 2,
        name: "02_five_processes",
        title: "Five processes",
        stub_verdict: Verdict::WrongOutcome,
        checks: &["5 processes"],
        part: Part::Processes,
        ..RUN
    },
    Lab {
        number: 3,
        name: "03_threads_share",
        title: "Threads share, processes send",
        stub_verdict: Verdict::WrongOutcome,
        checks: &[
            "primes below 30,000",
            "primes below 104,729",
            "primes below 20,791",
        ],
        part: Part::Processes,
        ..RUN
    },
    Lab {
        number: 4,
        name: "04_one_two_or_three",
        title: "One, two or three",
        stub_verdict: Verdict::WrongOutcome,
        checks: &[
            "x = 1",
            "x = 2",
            "x = 3",
            "1 and 10, twice: possible",
            "1 and 10, twice: impossible",
        ],
        part: Part::Counter,
        ..PROVED
    },
    Lab {
        number: 5,
        name: "05_racy_counter",
        title: "A counter without a lock",
        stub_verdict: Verdict::DataRace,
        checks: &[
            "2 threads, 2 increments each",
            "3 threads, 1 increment each",
        ],
        part: Part::Counter,
        ..PROVED
    },
    Lab {
        number: 6,
        name: "06_mutex_counter",
        title: "A counter behind a lock",
        stub_verdict: Verdict::WrongOutcome,
        checks: &[
            "1 thread, 1 transfer each, 1 reader",
            "2 threads, 1 transfer each, 1 reader",
            "1 thread, 2 transfers each, 1 reader",
        ],
        part: Part::Counter,
        ..PROVED
    },
    Lab {
        number: 7,
        name: "07_atomic_counter",
        title: "A counter in one step",
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
        part: Part::Counter,
        ..PROVED
    },
    Lab {
        number: 8,
        name: "08_channel_counter",
        title: "A counter with one owner",
        stub_verdict: Verdict::WrongOutcome,
        checks: &["2 clients, once each", "2 clients, twice each"],
        part: Part::Counter,
        ..PROVED
    },
    Lab {
        number: 9,
        name: "09_counters_compared",
        title: "The counters compared",
        stub_verdict: Verdict::LostUpdate,
        checks: &[
            "2 threads, 2 increments each",
            "3 threads, 1 increment each",
            "batches: 2 threads, 4 and 6 counts",
            "contended writes: 2 threads, 4 and 6 counts",
        ],
        part: Part::Counter,
        ..PROVED
    },
    Lab {
        number: 10,
        name: "10_giant_lock",
        title: "The giant lock",
        proved: true,
        stub_verdict: Verdict::NoConcurrency,
        checks: &[
            "2 threads work",
            "1 works while 1 sleeps, in turns",
            "2 sleep at the same time",
        ],
        part: Part::Counter,
        ..RUN
    },
    Lab {
        number: 11,
        name: "11_pool_methods",
        title: "The methods of a pool",
        stub_verdict: Verdict::NoConcurrency,
        checks: &["chain", "squares", "products", "later", "as_they_come"],
        part: Part::Processes,
        ..RUN
    },
    Lab {
        number: 12,
        name: "12_largest_prime_factor",
        title: "The largest prime factor",
        stub_verdict: Verdict::WrongOutcome,
        checks: &["one at a time", "4 processes"],
        part: Part::Processes,
        ..RUN
    },
    Lab {
        number: 13,
        name: "13_forty_processes",
        title: "Forty processes",
        stub_verdict: Verdict::NoConcurrency,
        checks: &["100 numbers, 40 processes", "7 numbers, 3 processes"],
        part: Part::Processes,
        ..RUN
    },
    Lab {
        number: 14,
        name: "14_philosophers",
        title: "Five philosophers",
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "2 philosophers, 2 meals each",
            "3 philosophers, 1 meal each",
            "2 of 4 philosophers, opposite each other",
        ],
        part: Part::Waiting,
        ..PROVED
    },
    Lab {
        number: 15,
        name: "15_bounded_buffer",
        title: "A buffer with room for few",
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "room 1, 1 producer of 2 values, 2 takers",
            "room 1, 2 producers of 1 value, 1 taker",
            "room 1, 2 producers of 1 value, 2 takers",
            "room 2, 1 producer of 2 values, 2 takers",
            "room 2, 2 values, 2 takers, closed",
        ],
        part: Part::Waiting,
        builds: &["sync::mpsc::sync_channel"],
        ..PROVED
    },
    Lab {
        number: 16,
        name: "16_semaphore",
        title: "Permits",
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "2 threads acquire, 1 releases 2 permits",
            "1 thread acquires, 1 tries and releases 1 permit",
            "2 threads acquire, 2 release 2 permits",
            "1 permit, 2 threads acquire and release twice",
            "2 permits, 3 threads acquire and release",
            "2 permits, 2 threads try",
        ],
        part: Part::Waiting,
        builds: &["sync::Semaphore"],
        ..PROVED
    },
    Lab {
        number: 17,
        name: "17_barrier",
        title: "Again and again",
        stub_verdict: Verdict::Deadlock,
        checks: &[
            "2 threads meet twice",
            "3 threads meet once",
            "2 threads meet 3 times",
        ],
        part: Part::Waiting,
        builds: &["sync::Barrier"],
        ..PROVED
    },
    Lab {
        number: 18,
        name: "18_readers_writers",
        title: "Readers and writers",
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
        part: Part::Waiting,
        builds: &["sync::RwLock"],
        ..PROVED
    },
    Lab {
        number: 19,
        name: "19_once",
        title: "Made once",
        stub_verdict: Verdict::DataRace,
        checks: &[
            "2 threads, 2 gets each",
            "3 threads, 1 get each",
            "2 threads, a value made out of another one",
            "2 threads, the value is made before they start",
        ],
        part: Part::Waiting,
        builds: &["sync::Once", "sync::OnceLock", "sync::LazyLock"],
        ..PROVED
    },
];
