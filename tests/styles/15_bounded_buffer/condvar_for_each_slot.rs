//! Each put and each take draws a number, which says in which slot and at which turn; each slot has
//! a lock and a condition variable of its own.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Condvar, Mutex};

struct Place {
    slot: Slot,
    /// How often it was filled and emptied.
    turn: Mutex<usize>,
    moved: Condvar,
}

pub struct Exercise {
    places: Vec<Place>,
    puts: AtomicUsize,
    takes: AtomicUsize,
    closed: AtomicBool,
}

impl Exercise {
    fn place(&self, number: usize) -> (&Place, usize) {
        let room = self.places.len();
        (&self.places[number % room], number / room * 2)
    }
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let place = |slot| Place {
            slot,
            turn: Mutex::new(0),
            moved: Condvar::new(),
        };
        Self {
            places: slots.into_iter().map(place).collect(),
            puts: AtomicUsize::new(0),
            takes: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        }
    }

    fn put(&self, value: u64) {
        let (place, empty) = self.place(self.puts.fetch_add(1, Relaxed));
        let mut turn = place.turn.lock();
        place.moved.wait_while(&mut turn, |turn| *turn != empty);
        place.slot.set(value);
        *turn += 1;
        place.moved.notify_all();
    }

    fn take(&self) -> Option<u64> {
        let number = self.takes.fetch_add(1, Relaxed);
        let (place, empty) = self.place(number);
        let mut turn = place.turn.lock();
        while *turn != empty + 1 {
            // Each value that was put before the close has a number below this one.
            if self.closed.load(Acquire) && number >= self.puts.load(Relaxed) {
                return None;
            }
            place.moved.wait(&mut turn);
        }
        let value = place.slot.get();
        *turn += 1;
        place.moved.notify_all();
        Some(value)
    }

    fn close(&self) {
        self.closed.store(true, Release);
        for place in &self.places {
            drop(place.turn.lock());
            place.moved.notify_all();
        }
    }
}
