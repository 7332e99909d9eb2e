//! Each thread writes the number of the meeting in its own place, and looks at all others until
//! they have.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    tickets: AtomicUsize,
    places: Vec<AtomicUsize>,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            tickets: AtomicUsize::new(0),
            places: (0..threads).map(|_| AtomicUsize::new(0)).collect(),
        }
    }

    fn wait(&self) -> bool {
        let ticket = self.tickets.fetch_add(1, Relaxed);
        let (meeting, own) = (ticket / self.places.len() + 1, ticket % self.places.len());
        self.places[own].store(meeting, Release);
        for place in &self.places {
            while place.load(Acquire) < meeting {
                spin_loop();
            }
        }
        own == 0
    }
}
