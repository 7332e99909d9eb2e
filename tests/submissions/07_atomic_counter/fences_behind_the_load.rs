//! verdict: proved
//!
//! Relaxed accesses, and a fence between each of them and the form.

use labs::lab_07::{Desk, Tray};
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
        self.next.fetch_update(set, fetch, |next| next.checked_add(1)).ok()
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Ordering::Relaxed);
    }

    fn put(tray: &Tray, form: u64) -> bool {
        if tray.full.load(Ordering::Relaxed) {
            return false;
        }
        // After the load, before the write that the load permits.
        fence(Ordering::Acquire);
        tray.form.set(form);
        // After the write, before the store that announces it.
        fence(Ordering::Release);
        tray.full.store(true, Ordering::Relaxed);
        true
    }

    fn fetch(tray: &Tray) -> Option<u64> {
        if !tray.full.load(Ordering::Relaxed) {
            return None;
        }
        fence(Ordering::Acquire);
        let form = tray.form.get();
        fence(Ordering::Release);
        tray.full.store(false, Ordering::Relaxed);
        Some(form)
    }
}
