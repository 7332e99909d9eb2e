//! Raw identifiers, and a doc comment with code that the scan must not read as code.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering as r#Ord};

/// Counts. Not as this does:
///
/// ```ignore
/// use std::sync::Mutex;
/// unsafe { include!("/etc/passwd") };
/// ```
#[doc(alias = "std::thread::spawn")]
pub struct Exercise {
    r#type: AtomicU64,
}

impl Exercise {
    fn r#match(&self, r#in: u64) -> u64 {
        self.r#type.fetch_add(r#in, r#Ord::Relaxed)
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            r#type: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        let r#fn = self.r#match(1);
        debug_assert_ne!(r#fn, u64::MAX);
    }

    fn get(&self) -> u64 {
        self.r#match(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn counts_to_two() {
        let counter = Exercise::new();
        let all = Mutex::new(());
        for _ in 0..2 {
            let _all = all.lock();
            counter.increment();
        }
        assert_eq!(counter.get(), 2);
    }
}
