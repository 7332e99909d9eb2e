//! A counter behind a lock: `parking_lot`'s, and std's for comparison.

use super::Counter;
use crate::sync::Mutex;

/// A counter in plain memory that a lock guards.
///
/// **Invariant.** Whenever no thread holds the lock, the value is the number of increments
/// that have returned.
///
/// **Ordering.** Releasing the lock happens before the next thread acquires it, so each
/// critical section sees all writes of earlier ones: the read and the write of one
/// increment are not interleaved with those of another. Reading acquires the lock as well, and is
/// exact at the moment at which it holds the lock.
///
/// **Cost.** Two atomic read-modify-writes without contention. Under contention threads
/// wait: first they spin, then they sleep, and waking takes microseconds. A lock pays
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
/// **Invariant** and **ordering** as for [`Locked`]. The explorer cannot see this lock: the
/// counter is here to be measured beside the other one.
///
/// **Cost.** About that of [`Locked`]. In addition the lock records a panic of the thread that
/// holds it (*poisoning*), and then returns an error to the other threads.
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
