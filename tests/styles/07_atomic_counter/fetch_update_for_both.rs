//! `fetch_update` for both services, with closures that decline.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire},
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
        self.next
            .fetch_update(AcqRel, Acquire, |next| next.checked_add(1))
            .ok()
    }

    fn report(&self, length: u64) {
        let is_longer = |longest| (longest < length).then_some(length);
        let _ = self.longest.fetch_update(AcqRel, Acquire, is_longer);
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        let is_free = !tray.full.load(Acquire);
        if is_free {
            tray.form.set(form);
            tray.full.store(true, Release);
        }
        is_free
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        tray.full.load(Acquire).then(|| {
            let form = tray.form.get();
            tray.full.store(false, Release);
            form
        })
    }
}
