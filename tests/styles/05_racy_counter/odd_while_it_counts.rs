//! A version that is odd while a thread increments; half of it is the count as well.

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

#[derive(Default)]
pub struct Exercise {
    version: AtomicU64,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn increment(&self) {
        let mut version = self.version.load(Relaxed) & !1;
        while let Err(now) =
            self.version
                .compare_exchange_weak(version, version | 1, Acquire, Relaxed)
        {
            hint::spin_loop();
            version = now & !1;
        }
        self.value.set(self.value.get() + 1);
        self.version.store(version + 2, Release);
    }

    fn get(&self) -> u64 {
        let version = self.version.load(Acquire);
        assert_eq!(version, 2 * self.value.get());
        version / 2
    }
}
