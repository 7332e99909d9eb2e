//! A leaf that knows its root by a `Weak`, which it upgrades for each increment.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Weak};

struct Root {
    sum: AtomicU64,
    leaf: Leaf,
}

struct Leaf {
    root: Weak<Root>,
}

impl Leaf {
    fn grow(&self) -> Option<u64> {
        let root = self.root.upgrade()?;
        Some(root.sum.fetch_add(1, Relaxed))
    }
}

pub struct Exercise {
    root: Arc<Root>,
}

impl Counter for Exercise {
    fn new() -> Self {
        let root = Arc::new_cyclic(|root: &Weak<Root>| Root {
            sum: AtomicU64::new(0),
            leaf: Leaf { root: root.clone() },
        });
        Self { root }
    }

    fn increment(&self) {
        self.root.leaf.grow().expect("the root lives");
    }

    fn get(&self) -> u64 {
        self.root.sum.load(Relaxed)
    }
}
