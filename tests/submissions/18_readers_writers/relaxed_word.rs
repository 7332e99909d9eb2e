//! verdict: ordering
//!
//! Readers and a writer's claim in one word, without a lock, but every access is Relaxed.

use labs::lab_18::Gate;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::hint;

/// A writer is inside, or waits for the readers to leave.
const WRITER: u64 = 1 << 32;

pub struct Exercise {
    word: AtomicU64,
    writers: Mutex<()>,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            word: AtomicU64::new(0),
            writers: Mutex::new(()),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        loop {
            let word = self.word.load(Relaxed);
            if word < WRITER
                && self
                    .word
                    .compare_exchange(word, word + 1, Relaxed, Relaxed)
                    .is_ok()
            {
                break;
            }
            hint::spin_loop();
        }
        let result = f();
        self.word.fetch_sub(1, Relaxed);
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _writers = self.writers.lock();
        self.word.fetch_add(WRITER, Relaxed);
        while self.word.load(Relaxed) != WRITER {
            hint::spin_loop();
        }
        let result = f();
        self.word.fetch_sub(WRITER, Relaxed);
        result
    }
}
