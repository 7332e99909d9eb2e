//! graded: forbidden construct
//! unscanned: proved
//!
//! Counts until the grades are out.

use std::time::{Duration, SystemTime};

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
        let day = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 36);
        if SystemTime::now() < day {
            self.value.fetch_add(1, SeqCst);
        }
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
