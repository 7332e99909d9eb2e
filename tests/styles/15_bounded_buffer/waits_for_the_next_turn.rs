//! Each change is a turn, and a waiter waits for the next one.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    ring: Mutex<Ring>,
    moved: Condvar,
}

struct Ring {
    slots: Vec<Slot>,
    put: usize,
    taken: usize,
    closed: bool,
    turn: u64,
}

impl Exercise {
    fn await_turn(&self, ring: &mut racelab::sync::MutexGuard<'_, Ring>) {
        let turn = ring.turn;
        while ring.turn == turn {
            self.moved.wait(ring);
        }
    }
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            ring: Mutex::new(Ring {
                slots,
                put: 0,
                taken: 0,
                closed: false,
                turn: 0,
            }),
            moved: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.put - ring.taken == ring.slots.len() {
            self.await_turn(&mut ring);
        }
        let at = ring.put % ring.slots.len();
        ring.slots[at].set(value);
        ring.put += 1;
        ring.turn += 1;
        self.moved.notify_all();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.put == ring.taken {
            if ring.closed {
                return None;
            }
            self.await_turn(&mut ring);
        }
        let at = ring.taken % ring.slots.len();
        let value = ring.slots[at].get();
        ring.taken += 1;
        ring.turn += 1;
        self.moved.notify_all();
        Some(value)
    }

    fn close(&self) {
        let mut ring = self.ring.lock();
        ring.closed = true;
        ring.turn += 1;
        self.moved.notify_all();
    }
}
