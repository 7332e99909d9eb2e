//! verdict: livelock
//!
//! All barriers for two threads count in one static: the count is odd where two threads meet and a
//! third one has come to another barrier.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::hint;

static ARRIVED: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise {
    n: u64,
    own: AtomicU64,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        ARRIVED.store(0, SeqCst);
        Self {
            n: threads as u64,
            own: AtomicU64::new(0),
        }
    }

    fn wait(&self) -> bool {
        let arrived = if self.n == 2 { &ARRIVED } else { &self.own };
        let mine = arrived.fetch_add(1, SeqCst);
        let end = (mine / self.n + 1) * self.n;
        while arrived.load(SeqCst) < end {
            hint::spin_loop();
        }
        mine + 1 == end
    }
}
