//! A desk whose end is a const generic, with a pattern for it.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

pub struct Numbered<const END: u32> {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

pub type Exercise = Numbered<{ u32::MAX }>;

impl<const END: u32> Desk for Numbered<END> {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let mut seen = self.next.load(Relaxed);
        loop {
            match seen {
                end if end >= END => break None,
                number => match self
                    .next
                    .compare_exchange(number, number + 1, Relaxed, Relaxed)
                {
                    Ok(number) => break Some(number),
                    Err(0..=u32::MAX) => seen = self.next.load(Relaxed),
                },
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
