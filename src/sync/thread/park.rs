//! Waiting for one's token.

use std::panic::Location;

use super::handle::{Kind, Thread};
use crate::explore::hook;
use crate::sync::loom_run;
use crate::sync::mode::{self, Mode, Place};

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
                let current = loom::thread::current();
                loom_run::thread(current.id()).1.consume(&current);
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

/// A thread's token under loom.
///
/// loom has a token of its own, but loses it when the thread waits for a lock in
/// between, and takes an unpark for the lock. So loom's park is used here only to wait,
/// and its unpark only for a thread that does.
#[derive(Default)]
pub(in crate::sync) struct Token {
    state: parking_lot::Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Makes park and unpark operations whose order matters, and the unpark happen
    /// before the park that consumes it.
    lock: Option<std::sync::Arc<loom::sync::Mutex<()>>>,
    available: bool,
    waiting: Option<loom::thread::Thread>,
}

impl Token {
    fn consume(&self, current: &loom::thread::Thread) {
        loop {
            self.operation();
            let mut state = self.state.lock();
            if std::mem::take(&mut state.available) {
                return;
            }
            // From here until the thread waits it makes no operation: no unpark can
            // fall in between.
            state.waiting = Some(current.clone());
            drop(state);
            loom::thread::park();
        }
    }

    fn make_available(&self) {
        self.operation();
        let mut state = self.state.lock();
        state.available = true;
        if let Some(waiting) = state.waiting.take() {
            waiting.unpark();
        }
    }

    /// Locks and unlocks: releasing is no point where loom switches threads, so what
    /// follows still belongs to the operation.
    fn operation(&self) {
        let lock = {
            let mut state = self.state.lock();
            state.lock.get_or_insert_default().clone()
        };
        drop(lock.lock());
    }
}
