//! verdict: proved
//!
//! One kind of message for both: every addition waits for the count after it, and a question
//! adds 0.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    additions: mpsc::SyncSender<(u64, mpsc::Sender<u64>)>,
}

impl Exercise {
    fn after(&self, number: u64) -> u64 {
        let (sender, answer) = mpsc::channel();
        self.additions.send((number, sender)).unwrap();
        answer.recv().unwrap()
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (additions, inbox) = mpsc::sync_channel::<(u64, mpsc::Sender<u64>)>(0);
        thread::spawn(move || {
            for (number, answer) in inbox {
                total.set(total.get() + number);
                answer.send(total.get()).unwrap();
            }
        });
        Self { additions }
    }

    fn add(&self, number: u64) {
        self.after(number);
    }

    fn get(&self) -> u64 {
        self.after(0)
    }
}
