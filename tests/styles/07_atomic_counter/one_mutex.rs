//! One mutex around loads and stores of both atomics.

use labs::lab_07::Desk;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Mutex};

pub struct Exercise {
    lock: Mutex<()>,
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            lock: Mutex::new(()),
            next,
            longest,
        }
    }

    fn take(&self) -> Option<u32> {
        let _guard = self.lock.lock();
        let number = self.next.load(Relaxed);
        if number == u32::MAX {
            None
        } else {
            self.next.store(number + 1, Relaxed);
            Some(number)
        }
    }

    fn report(&self, length: u64) {
        let _guard = self.lock.lock();
        let longest = self.longest.load(Relaxed).max(length);
        self.longest.store(longest, Relaxed);
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{AcqRel, Acquire};
        if tray.full.load(Acquire) {
            return false;
        }
        tray.form.set(form);
        let before = tray.full.swap(true, AcqRel);
        debug_assert!(!before, "no other thread raises the flag");
        true
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{AcqRel, Acquire};
        if !tray.full.load(Acquire) {
            return None;
        }
        let form = tray.form.get();
        let before = tray.full.swap(false, AcqRel);
        debug_assert!(before, "no other thread lowers the flag");
        Some(form)
    }
}
