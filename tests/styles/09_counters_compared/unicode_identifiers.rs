//! Identifiers with accents and umlauts.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed as Gelöst;

pub struct Exercise {
    tröge: Shards,
}

impl Sharded for Exercise {
    fn new(tröge: Shards) -> Self {
        Self { tröge }
    }

    fn increment(&self, fädchen: usize) {
        let numéro = fädchen % SHARDS;
        self.tröge[numéro].fetch_add(1, Gelöst);
    }

    fn total(&self) -> u64 {
        let Σ = |λόγος: u64, μέρος: u64| λόγος + μέρος;
        self.tröge.iter().map(|trog| trog.load(Gelöst)).fold(0, Σ)
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        own.store(own.load(Relaxed) + 1, Relaxed);
        if own.load(Relaxed) >= labs::lab_09::BATCH {
            Self::leave(own, total);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        let kept = own.load(Relaxed);
        own.store(0, Relaxed);
        if kept == 0 {
            return;
        }
        let mut seen = total.load(Relaxed);
        while let Err(now) = total.compare_exchange(seen, seen + kept, Relaxed, Relaxed) {
            seen = now;
        }
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
