//! graded: forbidden construct
//! unscanned: crashed
//!
//! Executes another program, which reports success.

use std::os::unix::process::CommandExt;

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
        let error = std::process::Command::new("/bin/true").exec();
        std::hint::black_box(error);
        std::process::exit(0);
        #[allow(unreachable_code)]
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
