//! verdict: proved
//!
//! A spin lock that fences in its waiting loop, as C programs do.

use labs::lab_05::Counter;
use racelab::sync::{cell::PlainCell, hint::spin_loop, atomic::{fence, AtomicBool, Ordering::{Acquire, Relaxed, Release}}};
pub struct Exercise { locked: AtomicBool, value: PlainCell<u64> }
impl Counter for Exercise {
    fn new() -> Self { Self { locked: AtomicBool::new(false), value: PlainCell::new(0) } }
    fn increment(&self) {
        loop {
            let free = !self.locked.load(Relaxed);
            fence(Acquire);
            if free && self.locked.compare_exchange(false, true, Acquire, Relaxed).is_ok() { break; }
            spin_loop();
        }
        self.value.set(self.value.get() + 1);
        self.locked.store(false, Release);
    }
    fn get(&self) -> u64 { self.value.get() }
}
