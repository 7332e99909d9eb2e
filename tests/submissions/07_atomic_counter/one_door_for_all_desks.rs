//! verdict: proved
//!
//! A lock of two flags in statics, one for each service and all its desks: slow, and right.

use labs::lab_07::Desk;
use racelab::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::*};
use racelab::sync::{Arc, hint};

static TAKES: AtomicBool = AtomicBool::const_new(false);
static REPORTS: AtomicBool = AtomicBool::const_new(false);

fn alone<R>(taken: &AtomicBool, act: impl FnOnce() -> R) -> R {
    while taken.swap(true, Acquire) {
        hint::spin_loop();
    }
    let result = act();
    taken.store(false, Release);
    result
}

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        alone(&TAKES, || {
            let number = self.next.load(Relaxed);
            let next = number.checked_add(1)?;
            self.next.store(next, Relaxed);
            Some(number)
        })
    }

    fn report(&self, length: u64) {
        alone(&REPORTS, || {
            if self.longest.load(Relaxed) < length {
                self.longest.store(length, Relaxed);
            }
        });
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
