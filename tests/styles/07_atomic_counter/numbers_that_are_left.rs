//! A newtype of what is left: a `NonZero` that counts down to nothing.

use std::num::NonZeroU32;

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

#[derive(Clone, Copy)]
struct Left(NonZeroU32);

impl Left {
    fn before(next: u32) -> Option<Self> {
        NonZeroU32::new(u32::MAX - next).map(Self)
    }

    const fn number(self) -> u32 {
        u32::MAX - self.0.get()
    }
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
        loop {
            let left = Left::before(self.next.load(Relaxed))?;
            let number = left.number();
            if self
                .next
                .compare_exchange(number, number + 1, Relaxed, Relaxed)
                .is_ok()
            {
                return Some(number);
            }
        }
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Relaxed);
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::{Ordering, fence};
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

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::{Ordering, fence};
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
