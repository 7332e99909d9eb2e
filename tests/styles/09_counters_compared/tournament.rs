//! A tournament of Peterson's algorithm: the threads of a shard play in a tree of matches.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Relaxed, SeqCst},
};
use racelab::sync::{Mutex, hint};

const PLAYERS: usize = 4;

#[derive(Default)]
struct Match {
    wants: [AtomicBool; 2],
    yields: AtomicUsize,
}

#[derive(Default)]
struct Tree {
    /// Threads whose numbers are the same player come one after the other.
    players: [Mutex<()>; PLAYERS],
    /// The final is 1; below the match n are 2n and 2n + 1.
    matches: [Match; PLAYERS],
}

impl Tree {
    /// The matches of a player from the first to the final, with the side in each.
    fn path(player: usize) -> impl DoubleEndedIterator<Item = (usize, usize)> {
        let levels = PLAYERS.ilog2();
        (0..levels).map(move |level| {
            let node = (PLAYERS + player) >> level;
            (node / 2, node % 2)
        })
    }

    fn win(&self, player: usize) {
        for (number, side) in Self::path(player) {
            let game = &self.matches[number];
            game.wants[side].store(true, SeqCst);
            game.yields.store(side, SeqCst);
            while game.wants[1 - side].load(SeqCst) && game.yields.load(SeqCst) == side {
                hint::spin_loop();
            }
        }
    }

    fn leave(&self, player: usize) {
        for (number, side) in Self::path(player).rev() {
            self.matches[number].wants[side].store(false, SeqCst);
        }
    }
}

pub struct Exercise {
    shards: Shards,
    trees: [Tree; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            trees: Default::default(),
        }
    }

    fn increment(&self, thread: usize) {
        let (shard, tree) = (&self.shards[thread % SHARDS], &self.trees[thread % SHARDS]);
        let player = thread / SHARDS % PLAYERS;
        let _player = tree.players[player].lock();
        tree.win(player);
        shard.store(shard.load(Relaxed) + 1, Relaxed);
        tree.leave(player);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::SeqCst;
        // It counts on, and each multiple of a batch goes to the total.
        let counted = own.fetch_add(1, SeqCst) + 1;
        if counted.is_multiple_of(labs::lab_09::BATCH) {
            total.fetch_add(labs::lab_09::BATCH, SeqCst);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::SeqCst;
        let rest = own.load(SeqCst) % labs::lab_09::BATCH;
        if rest != 0 {
            total.fetch_add(rest, SeqCst);
            own.fetch_sub(rest, SeqCst);
        }
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::SeqCst)
    }
}
