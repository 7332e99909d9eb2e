//! Two semaphores; `close` releases a token that each taker passes on.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    room: Semaphore,
    there: Semaphore,
    ring: Mutex<Ring>,
    closed: AtomicBool,
}

struct Ring {
    slots: Vec<Slot>,
    first: usize,
    filled: usize,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            room: Semaphore::new(slots.len()),
            there: Semaphore::new(0),
            ring: Mutex::new(Ring {
                slots,
                first: 0,
                filled: 0,
            }),
            closed: AtomicBool::new(false),
        }
    }

    fn put(&self, value: u64) {
        self.room.acquire().forget();
        {
            let mut ring = self.ring.lock();
            let at = (ring.first + ring.filled) % ring.slots.len();
            ring.slots[at].set(value);
            ring.filled += 1;
        }
        self.there.release(1);
    }

    fn take(&self) -> Option<u64> {
        self.there.acquire().forget();
        let mut ring = self.ring.lock();
        if ring.filled == 0 {
            // The token of close: pass it on.
            assert!(self.closed.load(SeqCst));
            self.there.release(1);
            return None;
        }
        let value = ring.slots[ring.first].get();
        ring.first = (ring.first + 1) % ring.slots.len();
        ring.filled -= 1;
        drop(ring);
        self.room.release(1);
        Some(value)
    }

    fn close(&self) {
        self.closed.store(true, SeqCst);
        self.there.release(1);
    }
}
