//! No owner and no channel: a spin lock around the total.

use labs::lab_08::{Service, Total};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Arc, hint};

struct Shared {
    is_locked: AtomicBool,
    total: Total,
}

impl Shared {
    fn with<R>(&self, section: impl FnOnce(&Total) -> R) -> R {
        while self.is_locked.swap(true, Acquire) {
            while self.is_locked.load(Relaxed) {
                hint::spin_loop();
            }
        }
        let result = section(&self.total);
        self.is_locked.store(false, Release);
        result
    }
}

#[derive(Clone)]
pub struct Exercise {
    shared: Arc<Shared>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        Self {
            shared: Arc::new(Shared {
                is_locked: AtomicBool::new(false),
                total,
            }),
        }
    }

    fn add(&self, number: u64) {
        self.shared.with(|total| total.set(total.get() + number));
    }

    fn get(&self) -> u64 {
        self.shared.with(|total| total.get())
    }
}
