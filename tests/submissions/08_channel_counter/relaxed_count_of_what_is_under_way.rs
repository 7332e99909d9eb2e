//! verdict: ordering
//!
//! Waits until no addition is in progress, with an ordering that synchronizes nothing: the
//! total that is read then may be an old one. (The checker reports it as a data race on the
//! total.)

use labs::lab_08::{Service, Total};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{Arc, hint, mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    additions: mpsc::Sender<u64>,
    under_way: Arc<AtomicU64>,
    published: Arc<AtomicU64>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (additions, inbox) = mpsc::channel();
        let under_way = Arc::new(AtomicU64::new(0).named("under way"));
        let published = Arc::new(AtomicU64::new(0).named("published"));
        let (on_its_way, seen) = (Arc::clone(&under_way), Arc::clone(&published));
        thread::spawn(move || {
            for number in inbox {
                total.set(total.get() + number);
                seen.store(total.get(), Relaxed);
                on_its_way.fetch_sub(1, Relaxed);
            }
        });
        Self {
            additions,
            under_way,
            published,
        }
    }

    fn add(&self, number: u64) {
        self.under_way.fetch_add(1, Relaxed);
        self.additions.send(number).unwrap();
    }

    fn get(&self) -> u64 {
        while self.under_way.load(Relaxed) > 0 {
            hint::spin_loop();
        }
        self.published.load(Relaxed)
    }
}
