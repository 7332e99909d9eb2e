//! verdict: data race
//!
//! A client that asks takes a lock, and the owner, which is alone, does not.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    additions: mpsc::Sender<u64>,
    total: Arc<Total>,
    door: Arc<Mutex<()>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (additions, inbox) = mpsc::channel();
        let total = Arc::new(total);
        let owned = Arc::clone(&total);
        thread::spawn(move || {
            for number in inbox {
                owned.set(owned.get() + number);
            }
        });
        let door = Arc::new(Mutex::new(()).named("door"));
        Self {
            additions,
            total,
            door,
        }
    }

    fn add(&self, number: u64) {
        self.additions.send(number).unwrap();
    }

    fn get(&self) -> u64 {
        let _guard = self.door.lock();
        self.total.get()
    }
}
