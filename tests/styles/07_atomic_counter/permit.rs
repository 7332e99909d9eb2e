//! A semaphore of one permit around loads and stores.

use labs::lab_07::Desk;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Semaphore};

pub struct Exercise {
    permit: Semaphore,
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Exercise {
    fn alone<R>(&self, section: impl FnOnce(&AtomicU32, &AtomicU64) -> R) -> R {
        let _permit = self.permit.acquire();
        section(&self.next, &self.longest)
    }
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            permit: Semaphore::new(1),
            next,
            longest,
        }
    }

    fn take(&self) -> Option<u32> {
        self.alone(|next, _| {
            let number = next.load(Relaxed);
            (number < u32::MAX).then(|| {
                next.store(number + 1, Relaxed);
                number
            })
        })
    }

    fn report(&self, length: u64) {
        self.alone(|_, longest| longest.store(length.max(longest.load(Relaxed)), Relaxed));
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
