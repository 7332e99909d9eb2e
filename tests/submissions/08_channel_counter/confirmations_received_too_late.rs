//! verdict: deadlock
//!
//! The owner confirms every addition through a channel with room for one, and the client
//! receives the confirmations only when it asks: too late for the second one.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    additions: mpsc::SyncSender<u64>,
    receipts: Arc<Mutex<mpsc::Receiver<u64>>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (additions, inbox) = mpsc::sync_channel(0);
        let (receipt, receipts) = mpsc::sync_channel(0);
        thread::spawn(move || {
            for number in inbox {
                total.set(total.get() + number);
                if receipt.send(total.get()).is_err() {
                    return;
                }
            }
        });
        let receipts = Arc::new(Mutex::new(receipts).named("receipts"));
        Self {
            additions,
            receipts,
        }
    }

    fn add(&self, number: u64) {
        self.additions.send(number).unwrap();
    }

    fn get(&self) -> u64 {
        self.receipts.lock().recv().unwrap()
    }
}
