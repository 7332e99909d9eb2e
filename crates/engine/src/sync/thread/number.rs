//! The numbers of real threads, which equal their numbers in a model.
//!
//! An execution numbers its threads from zero, in the order of their starts. std's numbers
//! increase as long as the process lives. So a program could detect by std's numbers whether it is
//! explored, and be correct only then. Here each thread that the seam has not started is the first
//! thread of a program, and the numbers of the program's threads begin with it. A second number,
//! which the seam never reuses, distinguishes threads.

use crate::sync::place::Place;
use crate::waits;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Identifies a real thread.
#[derive(Clone, Debug)]
pub(super) struct Real {
    /// Unique among the threads of its program.
    pub(super) number: usize,
    /// Unique in the process, for ever.
    pub(super) serial: u64,
    /// The number of other threads that its program has started.
    started: Arc<AtomicUsize>,
}

thread_local! {
    static OWN: RefCell<Option<Real>> = const { RefCell::new(None) };
}

impl Real {
    /// The number of the calling thread. A thread that the seam has not started is the first one
    /// of a program.
    pub(super) fn own() -> Self {
        let own = OWN.try_with(|own| own.borrow_mut().get_or_insert_with(Self::first).clone());
        // Destructors of its other thread-local values may still call this.
        own.unwrap_or_else(|_| Self::first())
    }

    /// The first thread of a program.
    fn first() -> Self {
        Self {
            number: 0,
            serial: next(),
            started: Arc::default(),
        }
    }

    /// The number for a thread that the calling thread is about to start.
    pub(super) fn of_a_new_thread() -> Self {
        let own = Self::own();
        Self {
            // Relaxed: the numbers only have to differ.
            number: own.started.fetch_add(1, Relaxed) + 1,
            serial: next(),
            started: own.started,
        }
    }

    /// Whether the seam has started the thread. Any other thread has a name that the seam did not
    /// give it.
    pub(super) fn is_started_here(&self) -> bool {
        self.number > 0
    }

    /// Runs `f` on the new thread with this number.
    pub(super) fn run<T>(self, started: Place, f: impl FnOnce() -> T) -> T {
        OWN.set(Some(self));
        waits::begin(started);
        f()
    }
}

/// Makes the calling thread the first one of another program, whose numbers begin anew, as in each
/// execution. In a model it does nothing.
///
/// For code that runs one program after the other for real.
#[doc(hidden)]
pub fn begin_program() {
    // If the thread-local value is gone, the thread starts no program any more.
    let _ = OWN.try_with(|own| own.borrow_mut().take());
}

/// A number that no thread has had.
fn next() -> u64 {
    static THREADS: AtomicU64 = AtomicU64::new(0);
    // Relaxed: as above. An overflow would take centuries.
    THREADS.fetch_add(1, Relaxed)
}
