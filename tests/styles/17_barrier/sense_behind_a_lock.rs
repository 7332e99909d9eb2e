//! Sense reversal with a lock and a condition variable: one bit in place of a number.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    parties: usize,
    state: Mutex<(usize, bool)>,
    turned: Condvar,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            parties: threads,
            state: Mutex::new((threads, false)),
            turned: Condvar::new(),
        }
    }

    fn wait(&self) -> bool {
        let mut state = self.state.lock();
        let (missing, sense) = &mut *state;
        *missing -= 1;
        if *missing == 0 {
            *missing = self.parties;
            *sense = !*sense;
            drop(state);
            self.turned.notify_all();
            true
        } else {
            let before = *sense;
            self.turned
                .wait_while(&mut state, |(_, sense)| *sense == before);
            false
        }
    }
}
