//! A reader-writer lock under loom.
//!
//! loom's own reader-writer lock orders each reader after the readers before it, so it misses a
//! data race between two readers. And a `try_read` by the writing thread ends in an internal
//! error.

use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use parking_lot::Mutex;

use super::run;
use super::wait::Waiters;
use crate::explore::hook::{Update, ValueType};
use crate::plug::model::{Atomic, model};
use crate::sync::model::InLoom;
use crate::sync::place::Place;

/// The seam counts the threads that hold the lock. For loom, each acquire and each release is one
/// read-modify-write of `turn`, so loom explores their orders. The seam reads and changes `state`
/// without an operation of loom in between, so no other thread moves meanwhile.
pub(in crate::sync) struct LoomRwLock {
    object: InLoom<Orders>,
    state: Mutex<Holders>,
    waiters: Waiters,
}

struct Orders {
    /// A writer's release has Release, and each acquire has Acquire. A reader's release is
    /// Relaxed, so that it orders no other reader. A read-modify-write of any ordering still
    /// passes on a writer's message.
    turn: Count,
    /// A reader's release has Release, and a writer's acquire has Acquire.
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
    /// Acquires the lock, unless a thread holds it in a way that excludes the caller.
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

    /// Acquires the lock, and waits until it can. `None`: the thread unwinds.
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

    /// Acquires the lock if no hold excludes the caller.
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
            // All readers have released the lock, each after an update of `reads`.
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
        // After the end of the execution no operation is left to perform, and a destructor must
        // not panic.
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
