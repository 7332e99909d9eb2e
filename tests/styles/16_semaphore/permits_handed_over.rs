//! A release hands its permit to the thread that has waited longest, through a channel of that
//! thread.

use std::collections::VecDeque;

use labs::lab_16::Semaphore;
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Sender, channel};

#[derive(Default)]
struct Inside {
    permits: u64,
    waiting: VecDeque<Sender<()>>,
}

pub struct Exercise {
    inside: Mutex<Inside>,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let inside = Inside {
            permits,
            ..Inside::default()
        };
        Self {
            inside: Mutex::new(inside),
        }
    }

    fn acquire(&self) {
        let (hand_over, mine) = channel();
        {
            let mut inside = self.inside.lock();
            if inside.permits > 0 {
                inside.permits -= 1;
                return;
            }
            inside.waiting.push_back(hand_over);
        }
        mine.recv().expect("its sender is in the queue");
    }

    fn release(&self) {
        let mut inside = self.inside.lock();
        match inside.waiting.pop_front() {
            Some(first) => first.send(()).expect("its receiver waits"),
            None => inside.permits += 1,
        }
    }

    fn try_acquire(&self) -> bool {
        let mut inside = self.inside.lock();
        let is_there = inside.permits > 0;
        if is_there {
            inside.permits -= 1;
        }
        is_there
    }
}
