//! Philosophers that cannot eat park in a queue; the one that has eaten unparks all of them.

use labs::lab_14::Table;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

#[derive(Default)]
struct Forks {
    in_use: Vec<bool>,
    parked: Vec<Thread>,
}

pub struct Exercise(Mutex<Forks>);

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self(Mutex::new(Forks {
            in_use: vec![false; seats],
            ..Forks::default()
        }))
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        loop {
            let mut forks = self.0.lock();
            let right = (seat + 1) % forks.in_use.len();
            if !forks.in_use[seat] && !forks.in_use[right] {
                forks.in_use[seat] = true;
                forks.in_use[right] = true;
                break;
            }
            forks.parked.push(thread::current());
            drop(forks);
            thread::park();
        }
        meal();
        let mut forks = self.0.lock();
        let right = (seat + 1) % forks.in_use.len();
        forks.in_use[seat] = false;
        forks.in_use[right] = false;
        forks.parked.drain(..).for_each(|thread| thread.unpark());
    }
}
