//! A test-and-test-and-set lock in a module of its own, with a guard that unlocks in `drop`.

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;

mod spin {
    use racelab::sync::atomic::{
        AtomicBool,
        Ordering::{Acquire, Relaxed, Release},
    };
    use racelab::sync::hint::spin_loop;

    #[derive(Default)]
    pub struct Lock(AtomicBool);

    #[must_use]
    pub struct Held<'a>(&'a Lock);

    impl Lock {
        pub fn hold(&self) -> Held<'_> {
            while self
                .0
                .compare_exchange(false, true, Acquire, Relaxed)
                .is_err()
            {
                while self.0.load(Relaxed) {
                    spin_loop();
                }
            }
            Held(self)
        }
    }

    impl Drop for Held<'_> {
        fn drop(&mut self) {
            self.0.0.store(false, Release);
        }
    }
}

pub struct Exercise {
    lock: spin::Lock,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: spin::Lock::default(),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        let _held = self.lock.hold();
        self.value.set(self.value.get() + 1);
    }

    fn get(&self) -> u64 {
        let _held = self.lock.hold();
        self.value.get()
    }
}
