//! An array of bits under a lock, to which 1 is added by hand.

use labs::lab_05::Counter;
use racelab::sync::Mutex;

pub struct Exercise {
    bits: Mutex<[bool; 64]>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            bits: Mutex::new([false; 64]),
        }
    }

    fn increment(&self) {
        let mut bits = self.bits.lock();
        for bit in bits.iter_mut() {
            *bit = !*bit;
            if *bit {
                break;
            }
        }
    }

    fn get(&self) -> u64 {
        let bits = self.bits.lock();
        bits.iter()
            .rev()
            .fold(0, |number, bit| number << 1 | u64::from(*bit))
    }
}
