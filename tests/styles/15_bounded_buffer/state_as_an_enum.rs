//! A state that is matched: open or closed, with the numbers of what is in.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Arc, Condvar, Mutex};

#[derive(Clone, Copy)]
enum State {
    Open { oldest: usize, filled: usize },
    Closed { oldest: usize, filled: usize },
}
use State::{Closed, Open};

struct Shared {
    slots: Vec<Slot>,
    state: Mutex<State>,
    changed: Condvar,
}

pub struct Exercise(Arc<Shared>);

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let state = Open {
            oldest: 0,
            filled: 0,
        };
        Self(Arc::new(Shared {
            slots,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }))
    }

    fn put(&self, value: u64) {
        let Shared {
            slots,
            state,
            changed,
        } = &*self.0;
        let mut state = state.lock();
        loop {
            match *state {
                Open { oldest, filled } if filled < slots.len() => {
                    slots[(oldest + filled) % slots.len()].set(value);
                    *state = Open {
                        oldest,
                        filled: filled + 1,
                    };
                    break;
                }
                Open { .. } => changed.wait(&mut state),
                Closed { .. } => unreachable!("nothing is put any more"),
            }
        }
        changed.notify_all();
    }

    fn take(&self) -> Option<u64> {
        let room = self.0.slots.len();
        let mut state = self.0.state.lock();
        let slot = loop {
            match *state {
                Closed { filled: 0, .. } => return None,
                Open { filled: 0, .. } => self.0.changed.wait(&mut state),
                Open { oldest, filled } => {
                    *state = Open {
                        oldest: (oldest + 1) % room,
                        filled: filled - 1,
                    };
                    break oldest;
                }
                Closed { oldest, filled } => {
                    *state = Closed {
                        oldest: (oldest + 1) % room,
                        filled: filled - 1,
                    };
                    break oldest;
                }
            }
        };
        let value = self.0.slots[slot].get();
        self.0.changed.notify_all();
        Some(value)
    }

    fn close(&self) {
        let mut state = self.0.state.lock();
        if let Open { oldest, filled } = *state {
            *state = Closed { oldest, filled };
        }
        self.0.changed.notify_all();
    }
}
