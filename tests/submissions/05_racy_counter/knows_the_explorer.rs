//! verdict: lost update
//!
//! Counts correctly if the text of a thread shows that it is explored, and races elsewhere.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::thread::current;

pub struct Exercise {
    value: AtomicU64,
}

fn is_explored() -> bool {
    let text = format!("{:?} {:?}", current(), current().id());
    text.contains("Explored") || text.contains("Loom")
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
