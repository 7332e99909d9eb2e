//! The total itself travels through a channel: a client receives it, and sends it back.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Receiver, SyncSender, sync_channel};
use racelab::sync::{Arc, Mutex};

#[derive(Clone)]
pub struct Exercise {
    back: SyncSender<Total>,
    table: Arc<Mutex<Receiver<Total>>>,
}

impl Exercise {
    fn with<R>(&self, change: impl FnOnce(&Total) -> R) -> R {
        let total = self.table.lock().recv().expect("a sender lives in self");
        let result = change(&total);
        self.back.send(total).expect("the receiver lives in self");
        result
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (back, table) = sync_channel(1);
        back.send(total).expect("the receiver is here");
        Self {
            back,
            table: Arc::new(Mutex::new(table)),
        }
    }

    fn add(&self, number: u64) {
        self.with(|total| total.set(total.get() + number));
    }

    fn get(&self) -> u64 {
        self.with(Total::get)
    }
}
