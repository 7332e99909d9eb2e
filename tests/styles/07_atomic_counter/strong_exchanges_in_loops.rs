//! Strong compare-exchanges in `while` loops, with an exact end of the numbers.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed},
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
        let mut number = self.next.load(Acquire);
        while number != u32::MAX {
            match self
                .next
                .compare_exchange(number, number + 1, AcqRel, Acquire)
            {
                Ok(own) => return Some(own),
                Err(now) => number = now,
            }
        }
        None
    }

    fn report(&self, length: u64) {
        let mut longest = self.longest.load(Relaxed);
        while longest < length {
            match self
                .longest
                .compare_exchange(longest, length, AcqRel, Relaxed)
            {
                Ok(_) => break,
                Err(now) => longest = now,
            }
        }
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
