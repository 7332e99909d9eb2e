//! Many operations of one thread, made for real after a proof.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use parking_lot::Mutex;
use racelab_engine::waits;

use crate::confine;
use crate::view::counted;

/// The name of the operations of the sequence that is running.
static RUNNING: Mutex<Option<&'static str>> = Mutex::new(None);

/// The number of operations that are done.
static DONE: AtomicU64 = AtomicU64::new(0);

/// The most threads whose waits a report describes.
const MOST: usize = 3;

/// A running sequence. A check counts each operation here, so that a report can say how many are
/// done.
#[derive(Debug)]
pub struct Sequence(());

impl Sequence {
    /// Runs `code`, which makes operations with this name ("increment") and counts each.
    pub(super) fn run<R>(operation: &'static str, code: impl FnOnce(&Self) -> R) -> R {
        struct Over;
        impl Drop for Over {
            fn drop(&mut self) {
                *RUNNING.lock() = None;
            }
        }
        // Relaxed: the count is only for a report, and publishes no other memory.
        DONE.store(0, Relaxed);
        *RUNNING.lock() = Some(operation);
        confine::report_waits(report);
        let _over = Over;
        code(&Self(()))
    }

    /// The number of operations of the last sequence, in words.
    pub(super) fn told(operation: &'static str) -> String {
        // Relaxed: as above.
        counted(DONE.load(Relaxed), operation)
    }

    /// Counts one more operation.
    pub fn count(&self) {
        // Relaxed: as above.
        DONE.fetch_add(1, Relaxed);
    }
}

/// The number of operations of the running sequence, and what its threads wait for, as a clause for
/// a verdict. `None` if no sequence is running.
fn report() -> Option<String> {
    let operation = (*RUNNING.lock())?;
    let mut text = format!(
        "behind the proof one thread makes many operations for real; after {}",
        counted(DONE.load(Relaxed), operation)
    );
    let waits = waits::all();
    let mut told = waits.iter().take(MOST);
    match told.next() {
        // Writing to a string cannot fail, here and below.
        None => text.push_str(" nothing moves any more"),
        Some(wait) => _ = write!(text, " {}", said(wait)),
    }
    for wait in told {
        _ = write!(text, ", and {}", said(wait));
    }
    Some(text)
}

fn said(wait: &waits::Wait) -> String {
    let thread = match wait.started {
        None => "it".to_owned(),
        Some(place) => format!("the thread of {place}"),
    };
    format!("{thread} waits at {} for {}", wait.place, wait.what)
}
