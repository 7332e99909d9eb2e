//! A test-and-test-and-set lock around loads and stores.

use labs::lab_07::Desk;
use racelab::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Arc, hint};

struct Locked<'a>(&'a AtomicBool);

impl<'a> Locked<'a> {
    fn new(flag: &'a AtomicBool) -> Self {
        while flag.swap(true, Acquire) {
            while flag.load(Relaxed) {
                hint::spin_loop();
            }
        }
        Self(flag)
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.0.store(false, Release);
    }
}

pub struct Exercise {
    is_locked: AtomicBool,
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            is_locked: AtomicBool::default(),
            next,
            longest,
        }
    }

    fn take(&self) -> Option<u32> {
        let _locked = Locked::new(&self.is_locked);
        let number = self.next.load(Relaxed);
        let after = number.checked_add(1)?;
        self.next.store(after, Relaxed);
        Some(number)
    }

    fn report(&self, length: u64) {
        let _locked = Locked::new(&self.is_locked);
        if self.longest.load(Relaxed) < length {
            self.longest.store(length, Relaxed);
        }
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
