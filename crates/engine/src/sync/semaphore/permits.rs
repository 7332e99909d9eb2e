//! The permits of a semaphore in the three ways.

use crate::explore::hook;
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::under_loom;
use crate::sync::{Condvar, Mutex};
use crate::waits::{self, For};

/// The permits for one operation.
///
/// A static's part of an execution is in a box, because it is large and would make the guard
/// larger.
pub(super) enum Permits<'a> {
    Real(&'a RealPermits),
    Explored(&'a Explored),
    Static(Box<Explored>),
    Loom(&'a LoomPermits),
}

/// The real permits.
pub(super) struct RealPermits {
    count: parking_lot::Mutex<usize>,
    released: parking_lot::Condvar,
}

/// The permits under loom.
pub(super) struct LoomPermits {
    count: Mutex<usize>,
    released: Condvar,
    execution: u64,
}

/// The initial permits in the explorer's type. No execution acquires more than its maximum.
pub(super) fn initial(permits: usize) -> u64 {
    i64::try_from(permits).unwrap_or(i64::MAX).cast_unsigned()
}

/// Only the object's execution uses its id. The exception is a release, which a guard may perform
/// anywhere.
impl Permits<'_> {
    #[inline]
    #[track_caller]
    pub(super) fn acquire(&self, place: Place) {
        match self {
            Self::Real(count) => count.acquire(place),
            Self::Explored(object) => hook::acquire(object.name_there(), place),
            Self::Static(object) => hook::acquire(object.name_there(), place),
            Self::Loom(count) => count.acquire(),
        }
    }

    #[inline]
    #[track_caller]
    pub(super) fn try_acquire(&self, place: Place) -> bool {
        match self {
            Self::Real(count) => count.try_acquire(),
            Self::Explored(object) => hook::try_acquire(object.name_there(), place),
            Self::Static(object) => hook::try_acquire(object.name_there(), place),
            Self::Loom(count) => count.try_acquire(),
        }
    }

    #[inline]
    #[track_caller]
    pub(super) fn release(&self, permits: usize, place: Place) {
        match self {
            Self::Real(count) => count.release(permits),
            Self::Explored(object) => release_explored(object, permits, place),
            Self::Static(object) => release_explored(object, permits, place),
            Self::Loom(count) => count.release(permits),
        }
    }
}

fn release_explored(object: &Explored, permits: usize, place: Place) {
    // Releasing no permit would be a step without an effect.
    if let Some(id) = object.id_in_drop().filter(|_| permits > 0) {
        hook::release(id, permits as u64, place);
    }
}

impl RealPermits {
    pub(super) const fn new(permits: usize) -> Self {
        Self {
            count: parking_lot::Mutex::new(permits),
            released: parking_lot::Condvar::new(),
        }
    }

    #[inline]
    fn acquire(&self, place: Place) {
        let mut count = self.count.lock();
        while *count == 0 {
            waits::during(For::Permit, place, || self.released.wait(&mut count));
        }
        *count -= 1;
    }

    fn try_acquire(&self) -> bool {
        let mut count = self.count.lock();
        let there = *count > 0;
        *count -= usize::from(there);
        there
    }

    #[inline]
    fn release(&self, permits: usize) {
        let mut count = self.count.lock();
        *count = count.saturating_add(permits);
        drop(count);
        // Each permit suffices for one thread.
        if permits == 1 {
            self.released.notify_one();
        } else {
            self.released.notify_all();
        }
    }
}

impl LoomPermits {
    pub(super) fn new(permits: usize) -> Self {
        Self {
            count: Mutex::new(permits),
            released: Condvar::new(),
            execution: under_loom::execution(),
        }
    }

    #[track_caller]
    fn acquire(&self) {
        let mut count = self.count.lock();
        self.released.wait_while(&mut count, |count| *count == 0);
        // An unwinding thread has not waited.
        *count = count.saturating_sub(1);
    }

    #[track_caller]
    fn try_acquire(&self) -> bool {
        let mut count = self.count.lock();
        let there = *count > 0;
        *count -= usize::from(there);
        there
    }

    #[track_caller]
    fn release(&self, permits: usize) {
        // The program may drop a guard outside of its execution, where no thread waits.
        if under_loom::execution() != self.execution {
            return;
        }
        let mut count = self.count.lock();
        *count = count.saturating_add(permits);
        drop(count);
        if permits == 1 {
            self.released.notify_one();
        } else {
            self.released.notify_all();
        }
    }
}
