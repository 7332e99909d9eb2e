//! Readers in a word whose highest bit is a writer's claim; writers draw tickets.

use labs::lab_18::Gate;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};
use racelab::sync::hint;

const WRITER: u64 = 1 << 63;
pub struct Exercise {
    word: AtomicU64,
    next: AtomicU64,
    now: AtomicU64,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            word: AtomicU64::new(0),
            next: AtomicU64::new(0),
            now: AtomicU64::new(0),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        while self
            .word
            .fetch_update(AcqRel, Acquire, |w| (w & WRITER == 0).then(|| w + 1))
            .is_err()
        {
            hint::spin_loop();
        }
        let r = f();
        self.word.fetch_sub(1, Release);
        r
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let ticket = self.next.fetch_add(1, AcqRel);
        while self.now.load(Acquire) != ticket {
            hint::spin_loop();
        }
        self.word.fetch_or(WRITER, AcqRel);
        while self.word.load(Acquire) != WRITER {
            hint::spin_loop();
        }
        let r = f();
        self.word.fetch_and(!WRITER, Release);
        self.now.store(ticket + 1, Release);
        r
    }
}
