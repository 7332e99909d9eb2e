//! A thread owns each shard; increments are messages with a receipt.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::{Arc, thread};

pub struct Exercise {
    shards: Shards,
    owners: [Sender<Sender<()>>; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        let owners = std::array::from_fn(|at| {
            let (sender, receipts) = channel::<Sender<()>>();
            let shards = Arc::clone(&shards);
            thread::spawn(move || {
                for receipt in receipts {
                    shards[at].store(shards[at].load(Relaxed) + 1, Relaxed);
                    receipt.send(()).expect("the caller waits");
                }
            });
            sender
        });
        Self { shards, owners }
    }

    fn increment(&self, thread: usize) {
        let (receipt, is_done) = channel();
        self.owners[thread % SHARDS]
            .send(receipt)
            .expect("the owner runs");
        is_done.recv().expect("the owner answers");
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        let kept = own.load(Relaxed) + 1;
        if kept == labs::lab_09::BATCH {
            total.fetch_add(kept, Relaxed);
            own.store(0, Relaxed);
        } else {
            own.store(kept, Relaxed);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        total.fetch_add(own.swap(0, Relaxed), Relaxed);
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
