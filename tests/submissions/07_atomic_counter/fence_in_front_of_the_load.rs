//! verdict: ordering
//!
//! The right fences at the wrong places: a fence before the load orders nothing that follows the
//! load.

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
        fence(Ordering::Acquire);
        if tray.full.load(Ordering::Relaxed) {
            return false;
        }
        tray.form.set(form);
        tray.full.store(true, Ordering::Relaxed);
        fence(Ordering::Release);
        true
    }

    fn fetch(tray: &Tray) -> Option<u64> {
        fence(Ordering::Acquire);
        if !tray.full.load(Ordering::Relaxed) {
            return None;
        }
        let form = tray.form.get();
        tray.full.store(false, Ordering::Relaxed);
        fence(Ordering::Release);
        Some(form)
    }
}
