//! A loop of exchanges as an iterator of successors, and fences at the tray.

use labs::lab_07::{Desk, Tray};
use racelab::sync::Arc;
use racelab::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        std::iter::successors(Some(self.next.load(Relaxed)), |&seen| {
            (seen < u32::MAX).then_some(())?;
            match self
                .next
                .compare_exchange_weak(seen, seen + 1, Relaxed, Relaxed)
            {
                Ok(_) => None,
                Err(now) => Some(now),
            }
        })
        .last()
        .filter(|&last| last < u32::MAX)
    }

    fn report(&self, length: u64) {
        let mut seen = 0;
        while let Err(now) = self
            .longest
            .compare_exchange(seen, length.max(seen), Relaxed, Relaxed)
        {
            if now >= length {
                return;
            }
            seen = now;
        }
    }

    fn put(tray: &Tray, form: u64) -> bool {
        let free = !tray.full.load(Relaxed);
        if free {
            fence(Acquire);
            tray.form.set(form);
            fence(Release);
            tray.full.store(true, Relaxed);
        }
        free
    }

    fn fetch(tray: &Tray) -> Option<u64> {
        tray.full.load(Relaxed).then(|| {
            fence(Acquire);
            let form = tray.form.get();
            fence(Release);
            tray.full.store(false, Relaxed);
            form
        })
    }
}
