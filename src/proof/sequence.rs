//! Many operations of one thread, made for real, behind a proof.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use parking_lot::Mutex;
use racelab_engine::waits;

use crate::confine;
use crate::view::counted;

/// What the operations of the sequence that runs now are called.
static RUNNING: Mutex<Option<&'static str>> = Mutex::new(None);

/// How many of them are done.
static DONE: AtomicU64 = AtomicU64::new(0);

/// The most threads of which a report says what they wait for.
const MOST: usize = 3;

/// A sequence that runs. A check counts each operation here, and a report says how many are
/// done.
#[derive(Debug)]
pub struct Sequence(());

impl Sequence {
    /// Runs `code`, which makes such operations ("increment") and has each counted.
    pub(super) fn run<R>(operation: &'static str, code: impl FnOnce(&Self) -> R) -> R {
        struct Over;
        impl Drop for Over {
            fn drop(&mut self) {
                *RUNNING.lock() = None;
            }
        }
        // Relaxed: a count for a report, that nothing else hangs on.
        DONE.store(0, Relaxed);
        *RUNNING.lock() = Some(operation);
        confine::report_waits(report);
        let _over = Over;
        code(&Self(()))
    }

    /// How many operations were done, the last time, in words.
    pub(super) fn told(operation: &'static str) -> String {
        // Relaxed: as above.
        counted(DONE.load(Relaxed), operation)
    }

    /// One more operation is done.
    pub fn count(&self) {
        // Relaxed: as above.
        DONE.fetch_add(1, Relaxed);
    }
}

/// How far the sequence has come that runs, and what its threads wait for: a clause for a
/// verdict. `None` if none runs.
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
