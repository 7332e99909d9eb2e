//! After Chandy and Misra: a fork belongs to a neighbour, which gives it away once used.

use labs::lab_14::Table;
use racelab::sync::{Condvar, Mutex};

struct Fork {
    owner: usize,
    is_dirty: bool,
}

struct State {
    forks: Vec<Fork>,
    eating: Vec<bool>,
}

impl State {
    /// Takes over the dirty fork of a neighbour that does not eat.
    fn ask(&mut self, fork: usize, seat: usize) -> bool {
        let fork = &mut self.forks[fork];
        if fork.owner != seat && fork.is_dirty && !self.eating[fork.owner] {
            *fork = Fork {
                owner: seat,
                is_dirty: false,
            };
        }
        fork.owner == seat
    }
}

pub struct Exercise {
    state: Mutex<State>,
    used: Condvar,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        // Philosopher 0 owns two forks and the last one none: that is no circle.
        let fork = |number: usize| Fork {
            owner: number.saturating_sub(1),
            is_dirty: true,
        };
        let state = State {
            forks: (0..seats).map(fork).collect(),
            eating: vec![false; seats],
        };
        Self {
            state: Mutex::new(state),
            used: Condvar::new(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut state = self.state.lock();
        let both = [seat, (seat + 1) % state.forks.len()];
        while !both
            .map(|fork| state.ask(fork, seat))
            .iter()
            .all(|own| *own)
        {
            self.used.wait(&mut state);
        }
        state.eating[seat] = true;
        drop(state);

        meal();

        let mut state = self.state.lock();
        state.eating[seat] = false;
        for fork in both {
            state.forks[fork].is_dirty = true;
        }
        self.used.notify_all();
    }
}
