//! A trait object that keeps the count, chosen when the counter is made.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

trait Keeper: Send + Sync {
    fn add(&self, number: u64);
    fn sum(&self) -> u64;
}

struct Atomic(AtomicU64);
struct Locked(Mutex<u64>);

impl Keeper for Atomic {
    fn add(&self, number: u64) {
        self.0.fetch_add(number, Relaxed);
    }

    fn sum(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

impl Keeper for Locked {
    fn add(&self, number: u64) {
        *self.0.lock() += number;
    }

    fn sum(&self) -> u64 {
        *self.0.lock()
    }
}

pub struct Exercise {
    keepers: Vec<Box<dyn Keeper>>,
}

impl Counter for Exercise {
    fn new() -> Self {
        let atomic = Box::new(Atomic(AtomicU64::new(0)));
        let locked = Box::new(Locked(Mutex::new(0)));
        Self {
            keepers: vec![atomic, locked],
        }
    }

    fn increment(&self) {
        self.keepers.iter().for_each(|keeper| keeper.add(1));
    }

    fn get(&self) -> u64 {
        let sums: Vec<u64> = self.keepers.iter().map(|keeper| keeper.sum()).collect();
        assert!(sums.windows(2).all(|pair| pair[0] == pair[1]), "{sums:?}");
        sums[0]
    }
}
