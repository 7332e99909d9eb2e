//! Dijkstra's: a state and a semaphore for each philosopher.

use labs::lab_14::Table;
use racelab::sync::{Mutex, Semaphore};

#[derive(Clone, Copy, PartialEq)]
enum State {
    Thinking,
    Hungry,
    Eating,
}

pub struct Exercise {
    states: Mutex<Vec<State>>,
    may: Vec<Semaphore>,
}

impl Exercise {
    fn test(&self, states: &mut [State], seat: usize) {
        let n = states.len();
        if states[seat] == State::Hungry
            && states[(seat + n - 1) % n] != State::Eating
            && states[(seat + 1) % n] != State::Eating
        {
            states[seat] = State::Eating;
            self.may[seat].release(1);
        }
    }
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            states: Mutex::new(vec![State::Thinking; seats]),
            may: (0..seats).map(|_| Semaphore::new(0)).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        {
            let mut states = self.states.lock();
            states[seat] = State::Hungry;
            self.test(&mut states, seat);
        }
        self.may[seat].acquire().forget();
        meal();
        let mut states = self.states.lock();
        let n = states.len();
        states[seat] = State::Thinking;
        self.test(&mut states, (seat + n - 1) % n);
        self.test(&mut states, (seat + 1) % n);
    }
}
