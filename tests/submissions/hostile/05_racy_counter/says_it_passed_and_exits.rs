//! graded: forbidden construct
//! unscanned: crashed
//!
//! Prints a forged pass, and exits.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        println!("  2 threads, 2 increments each  proved");
        println!("  3 threads, 1 increment each   proved");
        std::process::exit(0);
        #[allow(unreachable_code)]
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
