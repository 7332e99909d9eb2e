//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! Right only because no thread can come between operations that the checker does not see: the
//! count is in an atomic of std, with a load and a store, and the channel is only for show.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

#[derive(Clone)]
pub struct Exercise {
    count: Arc<AtomicU64>,
    decoy: mpsc::Sender<()>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (decoy, inbox) = mpsc::channel();
        thread::spawn(move || {
            for () in inbox {
                total.get();
            }
        });
        Self {
            count: Arc::new(AtomicU64::new(0)),
            decoy,
        }
    }

    fn add(&self, number: u64) {
        self.decoy.send(()).unwrap();
        let count = self.count.load(SeqCst);
        self.count.store(count + number, SeqCst);
    }

    fn get(&self) -> u64 {
        self.count.load(SeqCst)
    }
}
