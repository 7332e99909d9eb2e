//! One generic update over atomics of both widths.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire},
};

trait Word {
    type Value: Copy;

    fn read(&self) -> Self::Value;
    fn replace(&self, seen: Self::Value, new: Self::Value) -> Result<Self::Value, Self::Value>;

    fn retry(&self, step: impl Fn(Self::Value) -> Option<Self::Value>) -> Option<Self::Value> {
        let mut seen = self.read();
        loop {
            seen = match self.replace(seen, step(seen)?) {
                Ok(replaced) => return Some(replaced),
                Err(now) => now,
            };
        }
    }
}

impl Word for AtomicU32 {
    type Value = u32;

    fn read(&self) -> u32 {
        self.load(Acquire)
    }

    fn replace(&self, seen: u32, new: u32) -> Result<u32, u32> {
        self.compare_exchange_weak(seen, new, AcqRel, Acquire)
    }
}

impl Word for AtomicU64 {
    type Value = u64;

    fn read(&self) -> u64 {
        self.load(Acquire)
    }

    fn replace(&self, seen: u64, new: u64) -> Result<u64, u64> {
        self.compare_exchange_weak(seen, new, AcqRel, Acquire)
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
        self.next.retry(|next| next.checked_add(1))
    }

    fn report(&self, length: u64) {
        self.longest
            .retry(|longest| (longest < length).then_some(length));
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::SeqCst;
        match tray.full.load(SeqCst) {
            true => false,
            false => {
                tray.form.set(form);
                tray.full.store(true, SeqCst);
                true
            }
        }
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::SeqCst;
        if !tray.full.load(SeqCst) {
            return None;
        }
        let form = tray.form.get();
        tray.full.store(false, SeqCst);
        Some(form)
    }
}
