//! Lab 07, the exercise: a desk without a lock.
//!
//! Part one. The desk hands out numbers and remembers the longest queue that was reported to
//! it. Each value is atomic, and still the desk hands out numbers twice and loses
//! reports. Fix both functions; the values stay in the atomics that `new` gets.
//!
//! Part two. One thread puts forms into a tray, and another one fetches them. The steps stand
//! in the right order, and no interleaving of them goes wrong.
//!
//! To have it proved:  cargo run --bin 07_atomic_counter -- check

use labs::lab_07::{Desk, Tray};
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed, Ordering::SeqCst};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        if self.next.load(SeqCst) == u32::MAX {
            return None;
        }
        Some(self.next.fetch_add(1, SeqCst))
    }

    fn report(&self, length: u64) {
        if length > self.longest.load(SeqCst) {
            self.longest.store(length, SeqCst);
        }
    }

    fn put(tray: &Tray, form: u64) -> bool {
        if tray.full.load(Relaxed) {
            return false;
        }
        tray.form.set(form);
        tray.full.store(true, Relaxed);
        true
    }

    fn fetch(tray: &Tray) -> Option<u64> {
        if !tray.full.load(Relaxed) {
            return None;
        }
        let form = tray.form.get();
        tray.full.store(false, Relaxed);
        Some(form)
    }
}
