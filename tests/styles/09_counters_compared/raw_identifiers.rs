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
}
