//! verdict: deadlock
//!
//! A hungry philosopher waits until a neighbour that has eaten lets it eat. But that neighbour
//! looks only to its left, so a philosopher at its right is hungry for ever.

use labs::lab_14::Table;
use racelab::sync::{Condvar, Mutex};

#[derive(Clone, Copy, PartialEq)]
enum State {
    Thinking,
    Hungry,
    Eating,
}

pub struct Exercise {
    states: Mutex<Vec<State>>,
    may_eat: Vec<Condvar>,
}

impl Exercise {
    fn test(&self, states: &mut [State], seat: usize) {
        let seats = states.len();
        let (left, right) = ((seat + seats - 1) % seats, (seat + 1) % seats);
        let is_free = states[left] != State::Eating && states[right] != State::Eating;
        if states[seat] == State::Hungry && is_free {
            states[seat] = State::Eating;
            self.may_eat[seat].notify_one();
        }
    }
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        let condvar = |seat| Condvar::new().named(&format!("seat {seat}"));
        Self {
            states: Mutex::new(vec![State::Thinking; seats]).named("states"),
            may_eat: (0..seats).map(condvar).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut states = self.states.lock();
        states[seat] = State::Hungry;
        self.test(&mut states, seat);
        while states[seat] != State::Eating {
            self.may_eat[seat].wait(&mut states);
        }
        drop(states);
        meal();
        let mut states = self.states.lock();
        states[seat] = State::Thinking;
        let left = (seat + states.len() - 1) % states.len();
        self.test(&mut states, left);
    }
}
