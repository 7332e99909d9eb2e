//! Each thread that comes leaves the sender of a channel, and the last one sends a letter to
//! each.

use labs::lab_17::Barrier;
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Sender, channel};

pub struct Exercise {
    threads: usize,
    waiting: Mutex<Vec<Sender<()>>>,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            waiting: Mutex::new(Vec::with_capacity(threads)),
        }
    }

    fn wait(&self) -> bool {
        let letter = {
            let mut waiting = self.waiting.lock();
            if waiting.len() + 1 == self.threads {
                for sender in waiting.drain(..) {
                    sender.send(()).expect("its receiver waits");
                }
                return true;
            }
            let (sender, letter) = channel();
            waiting.push(sender);
            letter
        };
        letter.recv().expect("the last one sends before it drops");
        false
    }
}
