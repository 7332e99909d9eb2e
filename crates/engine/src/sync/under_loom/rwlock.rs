//! A reader-writer lock under loom.
//!
//! loom has one of its own, but there each reader knows what the readers before it
//! did, so that it sees no data race between two of them; and a `try_read` by the
//! thread that writes ends in an internal error.

use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use parking_lot::Mutex;

use super::run;
use super::wait::Waiters;
use crate::explore::hook::{Update, ValueType};
use crate::plug::model::{Atomic, model};
use crate::sync::model::InLoom;
use crate::sync::place::Place;

/// The seam keeps which threads hold the lock. loom sees one read-modify-write of `turn` for
/// each acquire and each release: these make the orders. The seam looks at `state` and changes
/// it without an operation of loom's in between, so no other thread moves meanwhile.
pub(in crate::sync) struct LoomRwLock {
    object: InLoom<Orders>,
    state: Mutex<Holders>,
    waiters: Waiters,
}

struct Orders {
    /// Release where a writer releases the lock, Acquire where a thread acquires it. Relaxed
    /// where a reader releases it: that hands nothing to other readers, and a writer's
    /// message passes through a read-modify-write of any ordering.
    turn: Count,
    /// Release where a reader releases the lock, Acquire where a writer acquires it.
    reads: Count,
}

/// An atomic of which only the order of its changes matters.
struct Count(Box<dyn Atomic>);

impl Count {
    fn new() -> Self {
        Self(model().atomic(ValueType::U64, 0))
    }

    fn add(&self, operand: u64, order: Ordering) {
        self.0.update(Update::Add, operand, order);
    }
}

#[derive(Default)]
struct Holders {
    readers: usize,
    writes: bool,
}

impl Holders {
    /// Takes the lock, unless a thread holds it that excludes the caller.
    fn take(&mut self, to_write: bool) -> bool {
        let excluded = self.writes || to_write && self.readers > 0;
        if !excluded {
            self.writes = to_write;
            self.readers += usize::from(!to_write);
        }
        !excluded
    }
}

/// The lock, held.
pub(in crate::sync) struct LoomRwHeld<'a, const WRITES: bool> {
    lock: &'a LoomRwLock,
    place: Place,
}

impl LoomRwLock {
    pub(in crate::sync) fn new(what: &'static str, made: Place) -> Self {
        let orders = Orders {
            turn: Count::new(),
            reads: Count::new(),
        };
        Self {
            object: InLoom::new(what, orders, made),
            state: Mutex::default(),
            waiters: Waiters::default(),
        }
    }

    /// Waits for the lock. `None`: the thread unwinds.
    #[track_caller]
    pub(in crate::sync) fn lock<const WRITES: bool>(
        &self,
        place: Place,
    ) -> Option<LoomRwHeld<'_, WRITES>> {
        loop {
            self.object.enter(place)?;
            if let Some(held) = self.try_lock(place) {
                return Some(held);
            }
            self.waiters.queue()();
        }
    }

    /// Takes the lock if it is free.
    #[track_caller]
    pub(in crate::sync) fn try_lock<const WRITES: bool>(
        &self,
        place: Place,
    ) -> Option<LoomRwHeld<'_, WRITES>> {
        let orders = self.object.enter(place)?;
        orders.turn.add(0, Acquire);
        if !self.state.lock().take(WRITES) {
            return None;
        }
        if WRITES {
            // All readers have released the lock before, each with an update of `reads` first.
            orders.reads.add(0, Acquire);
        }
        Some(LoomRwHeld { lock: self, place })
    }
}

impl<const WRITES: bool> Drop for LoomRwHeld<'_, WRITES> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return run::fail();
        }
        let lock = self.lock;
        // Nothing to say after the execution's end, and a destructor must not panic.
        if !lock.object.is_here() {
            return;
        }
        let Some(orders) = lock.object.enter(self.place) else {
            return;
        };
        if WRITES {
            orders.turn.add(1, Release);
            lock.state.lock().writes = false;
        } else {
            orders.reads.add(1, Release);
            orders.turn.add(0, Relaxed);
            lock.state.lock().readers -= 1;
        }
        lock.waiters.wake(usize::MAX);
    }
}
