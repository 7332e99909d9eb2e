//! graded: forbidden construct
//!
//! Makes another user's file readable.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

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
        let all = Permissions::from_mode(0o777);
        let _ = std::fs::set_permissions("/tmp", all);
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
