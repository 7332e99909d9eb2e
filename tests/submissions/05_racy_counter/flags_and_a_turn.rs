//! verdict: ordering
//!
//! Two flags and a turn, with Release and Acquire where SeqCst is needed.

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{hint, thread};

/// The first two threads get the places 0 and 1; a later thread gets these by turns.
pub struct Exercise {
    value: PlainCell<u64>,
    wants: [AtomicBool; 2],
    turn: AtomicUsize,
    places: [PlaceOf; 2],
}
struct PlaceOf(racelab::sync::Mutex<Option<thread::ThreadId>>);

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: PlainCell::new(0).named("value"),
            wants: ["wants 0", "wants 1"].map(|n| AtomicBool::new(false).named(n)),
            turn: AtomicUsize::new(0).named("turn"),
            places: [0, 1].map(|_| PlaceOf(racelab::sync::Mutex::new(None))),
        }
    }

    fn increment(&self) {
        let id = thread::current().id();
        let mut me = 1;
        {
            let mut first = self.places[0].0.lock();
            if first.is_none() || *first == Some(id) {
                *first = Some(id);
                me = 0;
            }
        }
        let other = 1 - me;
        self.wants[me].store(true, Release);
        self.turn.store(other, Release);
        while self.wants[other].load(Acquire) && self.turn.load(Acquire) == other {
            hint::spin_loop();
        }
        self.value.set(self.value.get() + 1);
        self.wants[me].store(false, Release);
        let _ = (AcqRel, Relaxed);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
