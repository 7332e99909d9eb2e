//! Waiting for one's token.

use std::panic::Location;
use std::sync::Arc;

use parking_lot::Mutex;

use super::handle::{Kind, Thread};
use crate::explore::hook;
use crate::sync::loom_run;
use crate::sync::loom_wait::Waiters;
use crate::sync::mode::{self, Mode};
use crate::sync::place::Place;

/// Waits until the thread's token is available, and consumes it.
///
/// For real it may also return without one: call it in a loop that looks at what one
/// waits for. In a model it never does.
#[track_caller]
pub fn park() {
    let place = Location::caller();
    match mode::mode() {
        Mode::Real => std::thread::park(),
        Mode::Explored => hook::park(place),
        Mode::Loom => {
            if loom_run::enter(place) {
                let current = loom::thread::current().id();
                loom_run::thread(current).1.consume();
            }
        }
    }
}

#[track_caller]
pub(super) fn unpark(thread: &Thread, place: Place) {
    match &thread.kind {
        Kind::Real(thread) => {
            mode::require_real_for_a_thread();
            thread.unpark();
        }
        Kind::Explored(thread) => {
            if let Some(thread) = thread.id() {
                hook::unpark(thread, place);
            }
        }
        Kind::Loom(thread) => {
            if loom_run::enter(place) {
                loom_run::thread(thread.id()).1.make_available();
            }
        }
    }
}

/// A thread's token under loom; loom's own is [not good enough](Waiters).
#[derive(Default)]
pub(in crate::sync) struct Token {
    state: Mutex<State>,
    /// The thread itself, while it waits.
    owner: Waiters,
}

#[derive(Default)]
struct State {
    available: bool,
    /// Makes park and unpark operations whose order matters, and the unpark happen before
    /// the park that consumes it.
    lock: Option<Arc<loom::sync::Mutex<()>>>,
}

impl Token {
    fn consume(&self) {
        loop {
            self.operation();
            if std::mem::take(&mut self.state.lock().available) {
                return;
            }
            self.owner.queue()();
        }
    }

    fn make_available(&self) {
        self.operation();
        self.state.lock().available = true;
        self.owner.wake(1);
    }

    /// Locks and unlocks: releasing is no point where loom switches threads, so what follows
    /// still belongs to the operation.
    fn operation(&self) {
        let lock = Arc::clone(self.state.lock().lock.get_or_insert_default());
        drop(lock.lock());
    }
}
