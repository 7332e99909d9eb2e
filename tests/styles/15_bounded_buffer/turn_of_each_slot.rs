//! After Vyukov: each slot has a turn, which says whether it is to be filled or emptied.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

struct Place {
    slot: Slot,
    /// Even: to be filled in round turn / 2; odd: to be emptied.
    turn: AtomicUsize,
}

pub struct Exercise {
    places: Vec<Place>,
    puts: AtomicUsize,
    takes: AtomicUsize,
    is_closed: AtomicBool,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let place = |slot| Place {
            slot,
            turn: AtomicUsize::new(0),
        };
        Self {
            places: slots.into_iter().map(place).collect(),
            puts: AtomicUsize::new(0),
            takes: AtomicUsize::new(0),
            is_closed: AtomicBool::new(false),
        }
    }

    fn put(&self, value: u64) {
        // A number of its own; the slot is handed over by its turn.
        let number = self.puts.fetch_add(1, Relaxed);
        let (round, place) = (number / self.places.len(), number % self.places.len());
        let Place { slot, turn } = &self.places[place];
        while turn.load(Acquire) != 2 * round {
            hint::spin_loop();
        }
        slot.set(value);
        turn.store(2 * round + 1, Release);
    }

    fn take(&self) -> Option<u64> {
        // All puts are done before it is closed, so a number below theirs gets a value.
        let number = self.takes.fetch_add(1, Relaxed);
        let (round, place) = (number / self.places.len(), number % self.places.len());
        let Place { slot, turn } = &self.places[place];
        while turn.load(Acquire) != 2 * round + 1 {
            if self.is_closed.load(Acquire) && number >= self.puts.load(Relaxed) {
                return None;
            }
            hint::spin_loop();
        }
        let value = slot.get();
        turn.store(2 * round + 2, Release);
        Some(value)
    }

    fn close(&self) {
        self.is_closed.store(true, Release);
    }
}
