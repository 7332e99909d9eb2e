//! A counter behind a lock: `parking_lot`'s, and std's beside it.

use super::Counter;
use crate::sync::Mutex;

/// A counter in plain memory that a lock guards.
///
/// **Invariant.** Whenever nobody holds the lock, the value is the number of increments
/// that have returned.
///
/// **Ordering.** Releasing the lock happens before the next thread has it, so each
/// critical section sees all that earlier ones wrote: the read and the write of one
/// increment are not interleaved with another's. Reading takes the lock as well, and is
/// exact at the moment at which it has it.
///
/// **Cost.** Two atomic read-modify-writes when nobody else wants the lock. When others do,
/// they wait: first spinning, then asleep, and being woken takes microseconds. A lock pays
/// off as soon as more than one word has to change together.
#[derive(Debug)]
pub struct Locked {
    count: Mutex<u64>,
}

impl Counter for Locked {
    #[track_caller]
    fn new() -> Self {
        Self {
            count: Mutex::new(0).named("count"),
        }
    }

    #[inline]
    fn increment(&self) {
        *self.count.lock() += 1;
    }

    fn get(&self) -> u64 {
        *self.count.lock()
    }
}

/// The same behind the lock of std.
///
/// **Invariant** and **ordering** as for [`Locked`]. The explorer cannot see this lock: it
/// is here to be measured beside the other one.
///
/// **Cost.** About that of [`Locked`]. In addition it notes a panic of whoever holds it
/// (*poisoning*), and then refuses itself to the others.
#[derive(Debug)]
pub struct StdLocked {
    count: std::sync::Mutex<u64>,
}

impl Counter for StdLocked {
    fn new() -> Self {
        Self {
            count: std::sync::Mutex::new(0),
        }
    }

    #[inline]
    fn increment(&self) {
        *self.count.lock().expect("an addition does not panic") += 1;
    }

    fn get(&self) -> u64 {
        *self.count.lock().expect("an addition does not panic")
    }
}
