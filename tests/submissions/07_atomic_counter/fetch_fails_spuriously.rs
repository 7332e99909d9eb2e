//! verdict: wrong outcome
//!
//! A weak exchange that fails spuriously lets fetch find nothing, though a form lies in the
//! tray.

use labs::lab_07::{Desk, Tray};
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::*};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        self.next
            .fetch_update(Relaxed, Relaxed, |n| n.checked_add(1))
            .ok()
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Relaxed);
    }

    fn put(tray: &Tray, form: u64) -> bool {
        if tray.full.load(Acquire) {
            return false;
        }
        tray.form.set(form);
        tray.full.store(true, Release);
        true
    }

    fn fetch(tray: &Tray) -> Option<u64> {
        if tray
            .full
            .compare_exchange_weak(true, true, Acquire, Relaxed)
            .is_err()
        {
            return None;
        }
        let form = tray.form.get();
        tray.full.store(false, Release);
        Some(form)
    }
}
