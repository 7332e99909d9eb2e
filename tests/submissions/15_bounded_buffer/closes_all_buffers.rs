//! verdict: wrong outcome
//!
//! The flag of close is a static: it closes every buffer.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racelab::sync::{Condvar, Mutex};

static CLOSED: AtomicBool = AtomicBool::const_new(false);

pub struct Exercise {
    ring: Mutex<(Vec<Slot>, usize, usize)>,
    has_room: Condvar,
    has_value: Condvar,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            ring: Mutex::new((slots, 0, 0)),
            has_room: Condvar::new(),
            has_value: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.2 == ring.0.len() {
            self.has_room.wait(&mut ring);
        }
        let at = (ring.1 + ring.2) % ring.0.len();
        ring.0[at].set(value);
        ring.2 += 1;
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.2 == 0 {
            if CLOSED.load(SeqCst) {
                return None;
            }
            self.has_value.wait(&mut ring);
        }
        let value = ring.0[ring.1].get();
        ring.1 = (ring.1 + 1) % ring.0.len();
        ring.2 -= 1;
        self.has_room.notify_one();
        Some(value)
    }

    fn close(&self) {
        let _ring = self.ring.lock();
        CLOSED.store(true, SeqCst);
        self.has_value.notify_all();
    }
}
