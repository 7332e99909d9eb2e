//! verdict: wrong outcome
//!
//! Sleeps before it reads, and assumes that the owner has caught up.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};
use std::time::Duration;

#[derive(Clone)]
pub struct Exercise {
    additions: mpsc::Sender<u64>,
    total: Arc<Mutex<Total>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (additions, inbox) = mpsc::channel();
        let total = Arc::new(Mutex::new(total).named("door"));
        let owned = Arc::clone(&total);
        thread::spawn(move || {
            for number in inbox {
                let total = owned.lock();
                total.set(total.get() + number);
            }
        });
        Self { additions, total }
    }

    fn add(&self, number: u64) {
        self.additions.send(number).unwrap();
    }

    fn get(&self) -> u64 {
        thread::sleep(Duration::from_millis(50));
        self.total.lock().get()
    }
}
