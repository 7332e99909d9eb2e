//! The threads of a run.

use racelab::sync::thread::JoinHandle;
use racelab::view::counted;

/// Joins threads, and returns their results in the order of the threads. The iterator may start
/// them: all are started before the first is joined.
///
/// # Panics
///
/// If a thread has panicked. In an explored execution, a panic of the student's code has ended the
/// execution before.
#[track_caller]
pub fn joined<T>(threads: impl IntoIterator<Item = JoinHandle<T>>) -> Vec<T> {
    let threads: Vec<_> = threads.into_iter().collect();
    let mut results = Vec::with_capacity(threads.len());
    // A loop, since a closure would hide the line of the caller from the lanes.
    for thread in threads {
        results.push(thread.join().expect("no thread of a run panics"));
    }
    results
}

/// The size of an instance whose threads count, in words.
pub fn counting(threads: u8, increments: u32) -> String {
    let threads = counted(threads, "thread");
    format!("{threads}, {} each", counted(increments, "increment"))
}
