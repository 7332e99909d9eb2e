//! Raw identifiers, labels and shadowed variables.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    r#struct: Shards,
}

impl Sharded for Exercise {
    fn new(r#struct: Shards) -> Self {
        Self { r#struct }
    }

    fn increment(&self, thread: usize) {
        let std = thread % SHARDS;
        let core = &self.r#struct[std];
        let alloc = core;
        let core = 'std: loop {
            let seen = alloc.load(Relaxed);
            if alloc
                .compare_exchange(seen, seen + 1, Relaxed, Relaxed)
                .is_ok()
            {
                break 'std seen;
            }
        };
        assert!(core < u64::MAX);
    }

    fn total(&self) -> u64 {
        let r#use = &self.r#struct;
        r#use.iter().map(|r#mod| r#mod.load(Relaxed)).sum()
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        let kept = own.load(Relaxed) + 1;
        if kept == labs::lab_09::BATCH {
            total.fetch_add(kept, Relaxed);
            own.store(0, Relaxed);
        } else {
            own.store(kept, Relaxed);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        total.fetch_add(own.swap(0, Relaxed), Relaxed);
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
