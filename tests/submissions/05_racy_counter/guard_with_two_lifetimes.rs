//! verdict: proved
//!
//! A guard that borrows a lock, and a part of its data: two lifetimes.

use labs::lab_05::Counter;
use racelab::sync::{Mutex, MutexGuard};

pub struct Exercise {
    values: Mutex<[u64; 2]>,
}

struct Held<'lock, 'guard> {
    guard: &'guard mut MutexGuard<'lock, [u64; 2]>,
    at: usize,
}

impl<'lock, 'guard> Held<'lock, 'guard> {
    fn of(guard: &'guard mut MutexGuard<'lock, [u64; 2]>) -> Self {
        Self { guard, at: 1 }
    }
}

fn first<'lock: 'guard, 'guard>(
    guard: &'guard mut MutexGuard<'lock, [u64; 2]>,
) -> Held<'lock, 'guard> {
    Held { guard, at: 0 }
}

impl Drop for Held<'_, '_> {
    fn drop(&mut self) {
        self.guard[self.at] += 1;
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            values: Mutex::new([0; 2]).named("values"),
        }
    }

    fn increment(&self) {
        let mut guard = self.values.lock();
        if guard[0] <= guard[1] {
            drop(first(&mut guard));
        } else {
            drop(Held::of(&mut guard));
        }
    }

    fn get(&self) -> u64 {
        self.values.lock().iter().sum()
    }
}
