//! After Lamport's bakery: a number that is higher than the neighbours', and the lower one eats.

use labs::lab_14::Table;
use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use racelab::sync::hint::spin_loop;

#[derive(Default)]
struct Seat {
    is_choosing: AtomicBool,
    /// 0 if the philosopher is not hungry.
    number: AtomicU64,
}

pub struct Exercise {
    seats: Vec<Seat>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            seats: (0..seats).map(|_| Seat::default()).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let (all, own) = (self.seats.len(), &self.seats[seat]);
        let neighbours = [(seat + 1) % all, (seat + all - 1) % all];

        own.is_choosing.store(true, SeqCst);
        let numbers = neighbours.map(|other| self.seats[other].number.load(SeqCst));
        let number = numbers[0].max(numbers[1]) + 1;
        own.number.store(number, SeqCst);
        own.is_choosing.store(false, SeqCst);

        for other in neighbours {
            let neighbour = &self.seats[other];
            while neighbour.is_choosing.load(SeqCst) {
                spin_loop();
            }
            loop {
                let theirs = neighbour.number.load(SeqCst);
                if theirs == 0 || (number, seat) < (theirs, other) {
                    break;
                }
                spin_loop();
            }
        }
        meal();
        own.number.store(0, SeqCst);
    }
}
