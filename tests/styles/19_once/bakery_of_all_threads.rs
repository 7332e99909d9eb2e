//! Lamport's bakery with 16 places: each call that finds no value takes the next one.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release, SeqCst},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

const PLACES: usize = 16;

pub struct Exercise {
    is_made: AtomicBool,
    value: PlainCell<u64>,
    next: AtomicUsize,
    chooses: [AtomicBool; PLACES],
    numbers: [AtomicUsize; PLACES],
}

impl Exercise {
    fn acquire(&self, place: usize) {
        self.chooses[place].store(true, SeqCst);
        let largest = self.numbers.iter().map(|number| number.load(SeqCst)).max();
        let own = largest.unwrap_or(0) + 1;
        self.numbers[place].store(own, SeqCst);
        self.chooses[place].store(false, SeqCst);
        for other in 0..PLACES {
            while self.chooses[other].load(SeqCst) {
                hint::spin_loop();
            }
            loop {
                let number = self.numbers[other].load(SeqCst);
                if number == 0 || (number, other) >= (own, place) {
                    break;
                }
                hint::spin_loop();
            }
        }
    }

    fn release(&self, place: usize) {
        self.numbers[place].store(0, SeqCst);
    }
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false),
            value: PlainCell::new(0),
            next: AtomicUsize::new(0),
            chooses: std::array::from_fn(|_| AtomicBool::new(false)),
            numbers: std::array::from_fn(|_| AtomicUsize::new(0)),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.is_made.load(Acquire) {
            return self.value.get();
        }
        let place = self.next.fetch_add(1, Relaxed) % PLACES;
        self.acquire(place);
        if !self.is_made.load(Relaxed) {
            self.value.set(make());
            self.is_made.store(true, Release);
        }
        self.release(place);
        self.value.get()
    }
}
