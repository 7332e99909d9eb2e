//! verdict: proved
//!
//! A lock orders everything, so the flag may be Relaxed.

use labs::lab_07::{Desk, Tray};
use racelab::sync::{Arc, Mutex};
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering};

static DOOR: Mutex<()> = Mutex::const_new(());

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
        let _held = DOOR.lock();
        let is_free = !tray.full.load(Ordering::Relaxed);
        if is_free {
            tray.form.set(form);
            tray.full.store(true, Ordering::Relaxed);
        }
        is_free
    }

    fn fetch(tray: &Tray) -> Option<u64> {
        let _held = DOOR.lock();
        let was_full = tray.full.swap(false, Ordering::Relaxed);
        was_full.then(|| tray.form.get())
    }
}
