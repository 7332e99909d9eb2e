//! Three tries without a lock; a thread that fails goes on alone among those that did.

use labs::lab_07::Desk;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Mutex};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
    unlucky: Mutex<()>,
}

enum Attempt {
    Done(Option<u32>),
    Failed,
}

impl Exercise {
    fn attempt(&self) -> Attempt {
        let seen = self.next.load(Relaxed);
        match seen.checked_add(1) {
            None => Attempt::Done(None),
            Some(after) => match self.next.compare_exchange(seen, after, Relaxed, Relaxed) {
                Ok(own) => Attempt::Done(Some(own)),
                Err(_) => Attempt::Failed,
            },
        }
    }
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            next,
            longest,
            unlucky: Mutex::new(()),
        }
    }

    fn take(&self) -> Option<u32> {
        for _ in 0..3 {
            if let Attempt::Done(number) = self.attempt() {
                return number;
            }
        }
        let _guard = self.unlucky.lock();
        loop {
            if let Attempt::Done(number) = self.attempt() {
                return number;
            }
        }
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Relaxed);
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
