//! A fork is a token in a channel: it is received to be used, and sent back.

use labs::lab_14::Table;
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Receiver, SyncSender, sync_channel};

struct Token;

struct Place {
    back: SyncSender<Token>,
    tokens: Mutex<Receiver<Token>>,
}

impl Place {
    fn new() -> Self {
        let (back, tokens) = sync_channel(1);
        assert!(back.send(Token).is_ok());
        Self {
            back,
            tokens: Mutex::new(tokens),
        }
    }

    fn with<R>(&self, use_it: impl FnOnce() -> R) -> R {
        let token = self.tokens.lock().recv().expect("a sender lives in self");
        let result = use_it();
        assert!(self.back.send(token).is_ok());
        result
    }
}

pub struct Exercise(Vec<Place>);

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self((0..seats).map(|_| Place::new()).collect())
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut forks = [seat, (seat + 1) % self.0.len()];
        forks.sort_unstable();
        let [first, second] = forks.map(|fork| &self.0[fork]);
        first.with(|| second.with(meal));
    }
}
