//! A lock with fair phases, after Brandenburg and Anderson: a reader waits for one writer at most.

use labs::lab_18::Gate;
use racelab::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racelab::sync::hint::spin_loop;

/// A reader counts in the bits above the lowest two. These say that a writer is there, and in which
/// of two phases.
const READER: u32 = 4;
const WRITER: u32 = 3;
const PRESENT: u32 = 2;
const PHASE: u32 = 1;

#[derive(Default)]
pub struct Exercise {
    readers_in: AtomicU32,
    readers_out: AtomicU32,
    writers_in: AtomicU32,
    writers_out: AtomicU32,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let writer = self.readers_in.fetch_add(READER, SeqCst) & WRITER;
        while writer != 0 && self.readers_in.load(SeqCst) & WRITER == writer {
            spin_loop();
        }
        let result = f();
        self.readers_out.fetch_add(READER, SeqCst);
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let ticket = self.writers_in.fetch_add(1, SeqCst);
        while self.writers_out.load(SeqCst) != ticket {
            spin_loop();
        }
        let writer = PRESENT | ticket & PHASE;
        let before = self.readers_in.fetch_add(writer, SeqCst);
        while self.readers_out.load(SeqCst) != before {
            spin_loop();
        }
        let result = f();
        self.readers_in.fetch_and(!WRITER, SeqCst);
        self.writers_out.fetch_add(1, SeqCst);
        result
    }
}
