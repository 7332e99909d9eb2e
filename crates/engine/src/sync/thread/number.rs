//! The numbers of real threads, which are those that they would have in a model.
//!
//! An execution numbers its threads from zero, in the order of their starts. std's numbers
//! go up for as long as the process lives, so a program could tell by them where it runs,
//! and do right only where it is explored. Here each thread that the seam has not started
//! is the first one of a program, and the numbers of a program's threads begin with it. What
//! tells threads apart is a second number, which never comes again.

use crate::sync::place::Place;
use crate::waits;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// What tells a real thread from every other one.
#[derive(Clone, Debug)]
pub(super) struct Real {
    /// No other thread of its program has it.
    pub(super) number: usize,
    /// No other thread of the process ever has it.
    pub(super) serial: u64,
    /// How many other threads its program has started.
    started: Arc<AtomicUsize>,
}

thread_local! {
    static OWN: RefCell<Option<Real>> = const { RefCell::new(None) };
}

impl Real {
    /// That of the calling thread, which is the first one of a program unless the seam has
    /// started it.
    pub(super) fn own() -> Self {
        let own = OWN.try_with(|own| own.borrow_mut().get_or_insert_with(Self::first).clone());
        // The destructors of its other thread locals may ask once more.
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

    /// That of a thread which the calling one is to start.
    pub(super) fn of_a_new_thread() -> Self {
        let own = Self::own();
        Self {
            // Relaxed: the numbers differ, and nothing else hangs on them.
            number: own.started.fetch_add(1, Relaxed) + 1,
            serial: next(),
            started: own.started,
        }
    }

    /// Whether the seam has started the thread: any name that another one has is none that
    /// it was given here.
    pub(super) fn is_started_here(&self) -> bool {
        self.number > 0
    }

    /// Runs `f` on the thread whose number this is, and which was started there.
    pub(super) fn run<T>(self, started: Place, f: impl FnOnce() -> T) -> T {
        OWN.set(Some(self));
        waits::begin(started);
        f()
    }
}

/// From here on the calling thread is the first one of another program, whose threads are
/// numbered anew, as those of each execution are. In a model it does nothing.
///
/// For whatever runs one program after the other for real.
#[doc(hidden)]
pub fn begin_program() {
    // Of no use where it is too late for a program.
    let _ = OWN.try_with(|own| own.borrow_mut().take());
}

/// A number that no thread has had.
fn next() -> u64 {
    static THREADS: AtomicU64 = AtomicU64::new(0);
    // Relaxed: as above. It does not come round: that takes centuries of starting threads.
    THREADS.fetch_add(1, Relaxed)
}
