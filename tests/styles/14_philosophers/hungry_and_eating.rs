//! Each philosopher thinks, is hungry or eats; one that stops looks whether a neighbour can.

use labs::lab_14::Table;
use racelab::sync::{Condvar, Mutex};

#[derive(Clone, Copy, PartialEq)]
enum State {
    Thinking,
    Hungry,
    Eating,
}
use State::*;

pub struct Exercise {
    states: Mutex<Vec<State>>,
    may_eat: Vec<Condvar>,
}

impl Exercise {
    /// Lets this philosopher eat, if it wants to and can.
    fn test(&self, states: &mut [State], seat: usize) {
        let seats = states.len();
        let neighbours = [(seat + 1) % seats, (seat + seats - 1) % seats];
        if states[seat] == Hungry && neighbours.iter().all(|&n| states[n] != Eating) {
            states[seat] = Eating;
            self.may_eat[seat].notify_one();
        }
    }
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            states: Mutex::new(vec![Thinking; seats]),
            may_eat: (0..seats).map(|_| Condvar::new()).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut states = self.states.lock();
        states[seat] = Hungry;
        self.test(&mut states, seat);
        self.may_eat[seat].wait_while(&mut states, |states| states[seat] != Eating);
        drop(states);

        meal();

        let mut states = self.states.lock();
        states[seat] = Thinking;
        let seats = states.len();
        for neighbour in [(seat + 1) % seats, (seat + seats - 1) % seats] {
            self.test(&mut states, neighbour);
        }
    }
}
