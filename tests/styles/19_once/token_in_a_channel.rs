//! The right to make it is a token in a channel: a thread that gets it makes the value, and one
//! that finds the channel empty comes after that.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use racelab::sync::mpsc::{Receiver, channel};

struct Token;

pub struct Exercise {
    tokens: Mutex<Receiver<Token>>,
    made: AtomicUsize,
    value: AtomicU64,
}

impl Lazy for Exercise {
    fn new() -> Self {
        let (sender, receiver) = channel();
        sender.send(Token).expect("the receiver is here");
        Self {
            tokens: Mutex::new(receiver),
            made: AtomicUsize::new(0),
            value: AtomicU64::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.made.load(Ordering::Acquire) == 0 {
            let tokens = self.tokens.lock();
            if let Ok(Token) = tokens.try_recv() {
                self.value.store(make(), Ordering::Relaxed);
                self.made.store(1, Ordering::Release);
            }
        }
        self.value.load(Ordering::Relaxed)
    }
}
