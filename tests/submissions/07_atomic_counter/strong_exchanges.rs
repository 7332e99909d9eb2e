//! verdict: proved
//!
//! compare_exchange in a loop: each failure returns the value to try next.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Exercise {
    fn take_from(&self, next: u32) -> Option<u32> {
        let after = next.checked_add(1)?;
        match self.next.compare_exchange(next, after, Relaxed, Relaxed) {
            Ok(_) => Some(next),
            Err(now) => self.take_from(now),
        }
    }
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        self.take_from(self.next.load(Relaxed))
    }

    fn report(&self, length: u64) {
        let mut seen = self.longest.load(Relaxed);
        while seen < length {
            match self.longest.compare_exchange(seen, length, Relaxed, Relaxed) {
                Ok(_) => return,
                Err(now) => seen = now,
            }
        }
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        let raise = |()| {
            tray.form.set(form);
            tray.full.store(true, Release);
        };
        Some(()).filter(|()| !tray.full.load(Acquire)).map(raise).is_some()
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
        if !tray.full.load(Acquire) {
            return None;
        }
        let form = tray.form.get();
        // It cannot fail: only this thread lowers the flag.
        tray.full.compare_exchange(true, false, Release, Relaxed).ok()?;
        Some(form)
    }
}
