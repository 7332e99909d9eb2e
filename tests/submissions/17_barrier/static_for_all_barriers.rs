//! verdict: data race
//!
//! The count of arrivals and the number of the meeting are in statics, which all barriers share:
//! an arrival at one of them counts at every other one.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use racelab::sync::hint;

static ARRIVED: AtomicUsize = AtomicUsize::const_new(0);
static MEETING: AtomicUsize = AtomicUsize::const_new(0);
pub struct Exercise {
    threads: usize,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self { threads }
    }

    fn wait(&self) -> bool {
        let meeting = MEETING.load(SeqCst);
        if ARRIVED.fetch_add(1, SeqCst) + 1 == self.threads {
            ARRIVED.store(0, SeqCst);
            MEETING.store(meeting + 1, SeqCst);
            return true;
        }
        while MEETING.load(SeqCst) == meeting {
            hint::spin_loop();
        }
        false
    }
}
