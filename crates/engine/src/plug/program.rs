//! A program under the model that is plugged in.

use std::sync::atomic::{AtomicU64, Ordering};

/// A program, to be executed again and again by a [`Model`](super::Model).
pub struct Program {
    /// One execution; it is told how many have begun before.
    execution: Box<dyn Fn(u64) + Send + Sync>,
    begun: AtomicU64,
}

impl Program {
    pub(crate) fn new(execution: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self {
            execution: Box::new(execution),
            begun: AtomicU64::new(0),
        }
    }

    /// One execution. The calling thread of the model is its main thread.
    ///
    /// It unwinds where the [execution ends](super::leave) before the program does.
    pub fn execute(&self) {
        // Relaxed: all executions of a program are on one OS thread.
        let before = self.begun.fetch_add(1, Ordering::Relaxed);
        (self.execution)(before);
    }

    /// How many executions have begun.
    pub fn started(&self) -> u64 {
        // Relaxed: as in `execute`.
        self.begun.load(Ordering::Relaxed)
    }
}
