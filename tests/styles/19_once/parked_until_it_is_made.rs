//! Threads that come while it is made enter a list and park; the maker unparks all of them.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicBool, AtomicU64, Ordering::*};
use racelab::sync::thread::{self, Thread};

enum State {
    Nothing,
    BeingMade(Vec<Thread>),
    Made,
}

pub struct Exercise {
    ready: AtomicBool,
    value: AtomicU64,
    state: Mutex<State>,
}

impl Exercise {
    /// Whether the calling thread is to make it; if it is being made, the thread is in the list.
    fn is_mine(&self) -> bool {
        let mut state = self.state.lock();
        match &mut *state {
            State::Nothing => {
                *state = State::BeingMade(Vec::new());
                true
            }
            State::BeingMade(waiters) => {
                waiters.push(thread::current());
                false
            }
            State::Made => false,
        }
    }
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            ready: AtomicBool::new(false),
            value: AtomicU64::new(0),
            state: Mutex::new(State::Nothing),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.ready.load(Acquire) {
            if self.is_mine() {
                self.value.store(make(), Relaxed);
                self.ready.store(true, Release);
                let state = std::mem::replace(&mut *self.state.lock(), State::Made);
                if let State::BeingMade(waiters) = state {
                    waiters.iter().for_each(Thread::unpark);
                }
            } else {
                while !self.ready.load(Acquire) {
                    thread::park();
                }
            }
        }
        self.value.load(Relaxed)
    }
}
