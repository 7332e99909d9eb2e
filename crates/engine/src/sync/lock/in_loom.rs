//! The lock under loom, which is loom's own.

use super::taken::Taken;
use crate::plug::model::{Guard, Mutex, model};
use crate::sync::model::InLoom;
use crate::sync::place::Place;
use crate::sync::under_loom;

pub(in crate::sync) struct LoomLock {
    object: InLoom<Box<dyn Mutex>>,
    taken: Taken,
}

/// A lock of loom's, held.
pub(in crate::sync) struct LoomHeld<'a> {
    lock: &'a LoomLock,
    /// `None` while a condition variable has released the lock, and if an unwinding thread
    /// acquired it.
    guard: Option<Box<dyn Guard + 'a>>,
    /// `false` while a condition variable has released the lock.
    holds: bool,
}

impl LoomLock {
    pub(super) fn new(what: &'static str, made: Place) -> Self {
        Self {
            object: InLoom::new(what, model().mutex(), made),
            taken: Taken::new(),
        }
    }

    #[track_caller]
    pub(super) fn lock(&self, place: Place) -> LoomHeld<'_> {
        let guard = self.object.enter(place).map(|lock| lock.lock());
        self.taken.set(true);
        LoomHeld {
            lock: self,
            guard,
            holds: true,
        }
    }

    #[track_caller]
    pub(super) fn try_lock(&self, place: Place) -> Option<LoomHeld<'_>> {
        let guard = self.object.enter(place)?.try_lock()?;
        self.taken.set(true);
        Some(LoomHeld {
            lock: self,
            guard: Some(guard),
            holds: true,
        })
    }
}

impl LoomHeld<'_> {
    /// Releases the lock, and acquires it again after `wait`.
    #[track_caller]
    pub(in crate::sync) fn unlocked(&mut self, place: Place, wait: impl FnOnce()) {
        self.holds = false;
        self.lock.taken.clear(true);
        self.guard = None;
        wait();
        self.guard = self.lock.object.enter(place).map(|lock| lock.lock());
        self.lock.taken.set(true);
        self.holds = true;
    }
}

impl Drop for LoomHeld<'_> {
    fn drop(&mut self) {
        if self.holds {
            self.lock.taken.clear(true);
        }
        // A guard that outlives its execution must not call loom, which would panic outside of an
        // execution. Neither must the guard of an unwinding thread: loom would treat the lock as
        // poisoned.
        let here = self.lock.object.is_here();
        if here && std::thread::panicking() {
            under_loom::fail();
        }
        if !here || std::thread::panicking() {
            std::mem::forget(self.guard.take());
        }
    }
}
