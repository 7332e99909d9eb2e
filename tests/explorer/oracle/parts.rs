//! Primitives of the seam, or the same built from a mutex and a condition variable.

use racelab::sync::{
    Condvar, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard, Semaphore, SemaphoreGuard,
};

/// A semaphore of the seam, or one by hand.
pub(super) enum Permits {
    One(Semaphore),
    Parts(Mutex<u64>, Condvar),
}

impl Permits {
    pub(super) fn new(permits: usize, by_hand: bool) -> Self {
        match by_hand {
            false => Self::One(Semaphore::new(permits)),
            true => Self::Parts(Mutex::new(permits as u64), Condvar::new()),
        }
    }

    pub(super) fn acquire(&self) {
        match self {
            Self::One(semaphore) => semaphore.acquire().forget(),
            Self::Parts(count, released) => {
                let mut count = count.lock();
                released.wait_while(&mut count, |count| *count == 0);
                *count -= 1;
            }
        }
    }

    pub(super) fn try_acquire(&self) -> bool {
        match self {
            Self::One(semaphore) => {
                let permit = semaphore.try_acquire();
                permit.map(SemaphoreGuard::forget).is_some()
            }
            Self::Parts(count, _) => {
                let mut count = count.lock();
                let there = *count > 0;
                *count -= u64::from(there);
                there
            }
        }
    }

    pub(super) fn release(&self, permits: u64) {
        match self {
            Self::One(semaphore) => semaphore.release(usize::try_from(permits).unwrap()),
            Self::Parts(count, released) => {
                *count.lock() += permits;
                released.notify_all();
            }
        }
    }
}

/// A reader-writer lock of the seam, or one by hand without a queue, where a thread may overtake
/// waiting threads.
pub(super) enum Shared {
    One(RwLock<()>),
    Parts(Mutex<Holders>, Condvar),
}

#[derive(Default)]
pub(super) struct Holders {
    readers: u64,
    writes: bool,
}

impl Holders {
    fn exclude(&self, writes: bool) -> bool {
        self.writes || writes && self.readers > 0
    }

    fn let_in(&mut self, writes: bool) {
        self.writes = writes;
        self.readers += u64::from(!writes);
    }
}

/// A guard of a lock; no thread accesses its data.
pub(super) enum AnyGuard<'a> {
    Reads(#[expect(dead_code)] RwLockReadGuard<'a, ()>),
    Writes(#[expect(dead_code)] RwLockWriteGuard<'a, ()>),
    Parts(&'a Mutex<Holders>, &'a Condvar),
}

impl Drop for AnyGuard<'_> {
    fn drop(&mut self) {
        if let Self::Parts(holders, released) = self {
            let mut holders = holders.lock();
            match holders.writes {
                true => holders.writes = false,
                false => holders.readers -= 1,
            }
            drop(holders);
            released.notify_all();
        }
    }
}

impl Shared {
    pub(super) fn new(by_hand: bool) -> Self {
        match by_hand {
            false => Self::One(RwLock::new(())),
            true => Self::Parts(Mutex::default(), Condvar::new()),
        }
    }

    pub(super) fn lock(&self, writes: bool) -> AnyGuard<'_> {
        match (self, writes) {
            (Self::One(lock), false) => AnyGuard::Reads(lock.read()),
            (Self::One(lock), true) => AnyGuard::Writes(lock.write()),
            (Self::Parts(holders, released), _) => {
                let mut there = holders.lock();
                released.wait_while(&mut there, |there| there.exclude(writes));
                there.let_in(writes);
                AnyGuard::Parts(holders, released)
            }
        }
    }

    pub(super) fn try_lock(&self, writes: bool) -> Option<AnyGuard<'_>> {
        match (self, writes) {
            (Self::One(lock), false) => lock.try_read().map(AnyGuard::Reads),
            (Self::One(lock), true) => lock.try_write().map(AnyGuard::Writes),
            (Self::Parts(holders, released), _) => {
                let mut there = holders.lock();
                let free = !there.exclude(writes);
                if free {
                    there.let_in(writes);
                }
                free.then(|| AnyGuard::Parts(holders, released))
            }
        }
    }
}
