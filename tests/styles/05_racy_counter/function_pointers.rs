//! A table of function pointers with a higher-ranked lifetime.

use labs::lab_05::Counter;
use racelab::sync::{Mutex, MutexGuard};

type Step = for<'a, 'b> fn(&'a mut MutexGuard<'b, u64>) -> &'a mut u64;

fn add(value: &mut u64) -> &mut u64 {
    *value += 1;
    value
}

const STEPS: [Step; 2] = [|value| add(value), |value| &mut **value];

pub struct Exercise {
    value: Mutex<u64>,
}

impl Exercise {
    fn step(&self, number: usize) -> u64 {
        let mut value = self.value.lock();
        *STEPS[number](&mut value)
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(0),
        }
    }

    fn increment(&self) {
        self.step(0);
    }

    fn get(&self) -> u64 {
        self.step(1)
    }
}
