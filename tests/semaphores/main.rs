//! Semaphores in a model, under loom and for real.
//!
//! | file          | what it holds                                                     |
//! |---------------|-------------------------------------------------------------------|
//! | `textbook.rs` | the textbook's solutions: all outcomes, and numbers of executions |
//! | `mistakes.rs` | the textbook's mistakes: each is found, with its verdict          |
//! | `meaning.rs`  | one semaphore: its answers, happens-before, deadlocks             |
//! | `ways.rs`     | the same for real, under loom, in a static, stepped and replayed  |

#[path = "../support/explored.rs"]
mod explored;

mod meaning;
mod mistakes;
mod textbook;
mod ways;

use racelab::sync::{Arc, thread};

/// Runs `body` on `threads` threads, each with its number; returns their results.
pub(crate) fn on_threads<R: Send + 'static>(
    threads: usize,
    body: impl Fn(usize) -> R + Send + Sync + 'static,
) -> Vec<R> {
    let body = std::sync::Arc::new(body);
    let children: Vec<_> = (0..threads)
        .map(|me| {
            let body = body.clone();
            thread::spawn(move || body(me))
        })
        .collect();
    children.into_iter().map(|c| c.join().unwrap()).collect()
}

/// Runs both at the same time, the first one on a new thread.
pub(crate) fn together<A: Send + 'static, B>(
    first: impl FnOnce() -> A + Send + 'static,
    second: impl FnOnce() -> B,
) -> (A, B) {
    let child = thread::spawn(first);
    let second = second();
    (child.join().unwrap(), second)
}

/// Two handles of an [`Arc`] of the shared value.
pub(crate) fn shared<T>(value: T) -> (Arc<T>, Arc<T>) {
    let shared = Arc::new(value);
    (shared.clone(), shared)
}
