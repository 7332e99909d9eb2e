//! verdict: lost update
//!
//! Counts correctly if the panic of a wrong ordering has a formatted message.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Release, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

fn is_explored() -> bool {
    let wrong = std::panic::catch_unwind(|| AtomicU64::new(0).load(Release));
    wrong.is_err_and(|panic| panic.downcast_ref::<&str>().is_some())
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0).named("value"),
        }
    }

    fn increment(&self) {
        if is_explored() {
            self.value.fetch_add(1, SeqCst);
        } else {
            let seen = self.value.load(SeqCst);
            self.value.store(seen + 1, SeqCst);
        }
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
