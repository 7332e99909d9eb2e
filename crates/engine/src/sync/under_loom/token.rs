//! A thread's token under loom.

use std::sync::Arc;

use parking_lot::Mutex;

use super::wait::Waiters;
use crate::plug::model::{self as plug, model};

/// A thread's token under loom; loom's own is [not good enough](Waiters).
#[derive(Default)]
pub(in crate::sync) struct Token {
    state: Mutex<Availability>,
    /// The thread itself, while it waits.
    owner: Waiters,
}

#[derive(Default)]
struct Availability {
    available: bool,
    /// Makes park and unpark operations whose order matters, and the unpark happen before
    /// the park that consumes it.
    lock: Option<Arc<dyn plug::Mutex>>,
}

impl Token {
    pub(in crate::sync) fn consume(&self) {
        loop {
            self.operation();
            if std::mem::take(&mut self.state.lock().available) {
                return;
            }
            self.owner.queue()();
        }
    }

    /// Consumes the token if it is available.
    pub(in crate::sync) fn try_consume(&self) {
        self.operation();
        self.state.lock().available = false;
    }

    pub(in crate::sync) fn make_available(&self) {
        self.operation();
        self.state.lock().available = true;
        self.owner.wake(1);
    }

    /// Locks and unlocks: releasing is no point where loom switches threads, so what follows
    /// still belongs to the operation.
    fn operation(&self) {
        let mut state = self.state.lock();
        let lock = state.lock.get_or_insert_with(|| model().mutex().into());
        let lock = Arc::clone(lock);
        drop(state);
        drop(lock.lock());
    }
}
