//! Two closures in boxes share one atomic.

use labs::lab_05::Counter;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, Ordering::Relaxed};

type Action<R> = Box<dyn Fn() -> R + Send + Sync>;

pub struct Exercise {
    increment: Action<()>,
    get: Action<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        let value = Arc::new(AtomicU32::new(0));
        let read = Arc::clone(&value);
        Self {
            increment: Box::new(move || {
                value.fetch_add(1, Relaxed);
            }),
            get: Box::new(move || read.load(Relaxed).into()),
        }
    }

    fn increment(&self) {
        (self.increment)();
    }

    fn get(&self) -> u64 {
        (self.get)()
    }
}
