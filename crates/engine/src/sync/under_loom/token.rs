//! A thread's token under loom.

use std::sync::Arc;

use parking_lot::Mutex;

use super::wait::Waiters;
use crate::plug::model::{self as plug, model};

/// A thread's token under loom. loom's own token [does not suffice](Waiters).
#[derive(Default)]
pub(in crate::sync) struct Token {
    state: Mutex<Availability>,
    /// The queue with the thread itself, while it waits.
    owner: Waiters,
}

#[derive(Default)]
struct Availability {
    available: bool,
    /// The lock that makes loom explore the orders of park and unpark, and that makes an unpark
    /// happen before the park that consumes its token.
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

    /// Acquires and releases the lock. loom switches no thread at a release, so the code after it
    /// still belongs to the operation.
    fn operation(&self) {
        let mut state = self.state.lock();
        let lock = state.lock.get_or_insert_with(|| model().mutex().into());
        let lock = Arc::clone(lock);
        drop(state);
        drop(lock.lock());
    }
}
