//! Lab 08, the exercise: a counter service with complete answers.
//!
//! One thread owns the total, and the others send it numbers to add. But `get` reads
//! the total directly, bypassing the channel, and misses messages that are still in it.
//! Fix it in any way you like; the count stays in the total that `start` gets.
//!
//! To have it proved:  cargo run --bin 08_channel_counter -- check

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    additions: mpsc::Sender<u64>,
    total: Arc<Mutex<Total>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (additions, inbox) = mpsc::channel();
        let inbox = inbox.named("additions");
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
        self.additions.send(number).expect("the service runs");
    }

    fn get(&self) -> u64 {
        self.total.lock().get()
    }
}
