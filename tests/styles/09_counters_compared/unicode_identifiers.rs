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
}
