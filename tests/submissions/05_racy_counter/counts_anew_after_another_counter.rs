//! verdict: wrong outcome
//!
//! A thread goes on counting for the counter that it used last. When it comes back to an earlier
//! one, it begins at 1 again and overwrites what it had counted there.

use labs::lab_05::Counter;
use racelab::sync::thread_local;
use racelab::sync::{Arc, Mutex, thread};
use std::cell::RefCell;
use std::collections::BTreeMap;


type Parts = Arc<Mutex<BTreeMap<thread::ThreadId, u64>>>;

thread_local! { static OWN: RefCell<Option<(Parts, u64)>> = RefCell::new(None); }

pub struct Exercise {
    parts: Parts,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            parts: Arc::new(Mutex::new(Default::default())),
        }
    }

    fn increment(&self) {
        let me = thread::current().id();
        OWN.with(|own| {
            let mut own = own.borrow_mut();
            let n = match &*own {
                Some((of, n)) if Arc::ptr_eq(of, &self.parts) => *n,
                _ => 0,
            };
            self.parts.lock().insert(me, n + 1);
            *own = Some((Arc::clone(&self.parts), n + 1));
        });
    }

    fn get(&self) -> u64 {
        self.parts.lock().values().sum()
    }
}
