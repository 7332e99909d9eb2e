//! A program under the plugged-in model.

use std::sync::atomic::{AtomicU64, Ordering};

/// A program that a [`Model`](super::Model) executes many times.
pub struct Program {
    /// One execution; the argument is the number of earlier ones.
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
    /// It unwinds if the [execution ends](super::leave) before the program does.
    pub fn execute(&self) {
        // Relaxed: all executions of a program are on one OS thread.
        let before = self.begun.fetch_add(1, Ordering::Relaxed);
        (self.execution)(before);
    }

    /// The number of executions that have started.
    pub fn started(&self) -> u64 {
        // Relaxed: as in `execute`.
        self.begun.load(Ordering::Relaxed)
    }
}
