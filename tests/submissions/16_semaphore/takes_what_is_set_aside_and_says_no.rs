//! verdict: wrong outcome
//!
//! A try takes a permit from those that are set aside for waiters, and says that there is none.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex, MutexGuard};

#[derive(Clone, Copy)]
enum State {
    Free(u64),
    Wanted { by: u64, set_aside: u64 },
}

pub struct Exercise {
    state: Mutex<State>,
    set_aside: Condvar,
}

impl Exercise {
    fn take(state: &mut MutexGuard<'_, State>) -> bool {
        let State::Free(permits) = **state else {
            return false;
        };
        if permits == 0 {
            return false;
        }
        **state = State::Free(permits - 1);
        true
    }
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            state: Mutex::new(State::Free(permits)),
            set_aside: Condvar::new(),
        }
    }

    fn acquire(&self) {
        let mut state = self.state.lock();
        if Self::take(&mut state) {
            return;
        }
        *state = match *state {
            State::Free(_) => State::Wanted {
                by: 1,
                set_aside: 0,
            },
            State::Wanted { by, set_aside } => State::Wanted {
                by: by + 1,
                set_aside,
            },
        };
        self.set_aside.wait_while(&mut state, |state| {
            matches!(state, State::Wanted { set_aside: 0, .. })
        });
        if let State::Wanted { by, set_aside } = *state {
            *state = match by {
                1 => State::Free(set_aside - 1),
                _ => State::Wanted {
                    by: by - 1,
                    set_aside: set_aside - 1,
                },
            };
        }
    }

    fn release(&self) {
        let mut state = self.state.lock();
        *state = match *state {
            State::Free(permits) => State::Free(permits + 1),
            State::Wanted { by, set_aside } => State::Wanted {
                by,
                set_aside: set_aside + 1,
            },
        };
        self.set_aside.notify_one();
    }

    fn try_acquire(&self) -> bool {
        let mut state = self.state.lock();
        if let State::Wanted { by, set_aside } = *state
            && set_aside > by
        {
            *state = State::Wanted {
                by,
                set_aside: set_aside - 1,
            };
            return false;
        }
        Self::take(&mut state)
    }
}
