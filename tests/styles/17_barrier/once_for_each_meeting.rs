//! A Once for each meeting: the last thread completes it, and the others wait for it.

use labs::lab_17::Barrier;
use racelab::sync::{Arc, Mutex, Once};

pub struct Exercise {
    threads: usize,
    state: Mutex<(usize, Arc<Once>)>,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            state: Mutex::new((0, Arc::new(Once::new()))),
        }
    }

    fn wait(&self) -> bool {
        let mut state = self.state.lock();
        state.0 += 1;
        if state.0 == self.threads {
            let complete = std::mem::replace(&mut *state, (0, Arc::new(Once::new()))).1;
            complete.call_once(|| {});
            return true;
        }
        let complete = Arc::clone(&state.1);
        drop(state);
        complete.wait();
        false
    }
}
