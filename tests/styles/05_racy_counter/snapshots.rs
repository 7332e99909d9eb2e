//! Each increment replaces an immutable snapshot under a lock, as RCU does.

use labs::lab_05::Counter;
use racelab::sync::{Arc, Mutex};

#[derive(Clone, Copy)]
struct Snapshot {
    version: u64,
}

pub struct Exercise {
    current: Mutex<Arc<Snapshot>>,
}

impl Exercise {
    fn update(&self, change: impl Fn(Snapshot) -> Snapshot) {
        let mut current = self.current.lock();
        *current = Arc::new(change(**current));
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            current: Mutex::new(Arc::new(Snapshot { version: 0 })),
        }
    }

    fn increment(&self) {
        self.update(|Snapshot { version }| Snapshot {
            version: version + 1,
        });
    }

    fn get(&self) -> u64 {
        let snapshot = Arc::clone(&self.current.lock());
        snapshot.version
    }
}
