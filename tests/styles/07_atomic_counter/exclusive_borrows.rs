//! Functions called `get_mut` and `into_inner` on types of its own, and borrows with two lifetimes.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

struct Slot<'desk, 'seen> {
    next: &'desk AtomicU32,
    seen: &'seen mut u32,
}

impl<'desk, 'seen> Slot<'desk, 'seen> {
    fn get_mut(&mut self) -> &mut u32 {
        self.seen
    }

    fn into_inner(mut self) -> Option<u32> {
        *self.get_mut() = self.next.load(Relaxed);
        while let Some(after) = self.seen.checked_add(1) {
            match self
                .next
                .compare_exchange(*self.seen, after, Relaxed, Relaxed)
            {
                Ok(number) => return Some(number),
                Err(now) => *Self::get_mut(&mut self) = now,
            }
        }
        None
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
        let mut seen = 0;
        let slot = Slot {
            next: &self.next,
            seen: &mut seen,
        };
        Slot::into_inner(slot)
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Relaxed);
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
