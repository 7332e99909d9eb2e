//! The table of the demonstration; in a real run it also ends a deadlock.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use clap::ValueEnum;
use racelab::cli::Window;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Mutex, MutexGuard, Semaphore};

/// In which order a philosopher takes forks.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum How {
    /// The left fork first, then the right one
    Left,
    /// The fork with the lower number first
    Ordered,
    /// The left fork first; only the last philosopher takes the right one first
    LeftHanded,
    /// The left fork first; a waiter lets in all philosophers but one at a time
    Waiter,
    /// Both or none: a philosopher that does not get the second puts the first one back
    PutBack,
}

/// The forks, and the waiter.
pub(crate) struct Table {
    forks: Vec<Mutex<()>>,
    waiter: Semaphore,
    /// How often each philosopher has eaten. Without a count, a meal would change nothing, and
    /// the explorer could not tell a round of [`How::PutBack`] that succeeds from one that fails.
    eaten: Vec<PlainCell<u64>>,
    /// `None` in an explored execution, where the explorer finds a deadlock by itself.
    circle: Option<Circle>,
}

impl Table {
    pub(crate) fn new(seats: usize, window: &Window) -> Self {
        let fork = |number| Mutex::new(()).named(&format!("fork {number}"));
        let eaten = |seat| PlainCell::new(0).named(&format!("eaten at seat {seat}"));
        Self {
            forks: (0..seats).map(fork).collect(),
            eaten: (0..seats).map(eaten).collect(),
            waiter: Semaphore::new(seats - 1).named("waiter"),
            circle: window.is_open().then(|| Circle::new(seats)),
        }
    }

    /// Eats once; `false` in a real run in which the second fork never becomes free.
    pub(crate) fn dine(&self, seat: usize, how: How) -> bool {
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let is_last = right == 0;
        let _permit = (how == How::Waiter).then(|| self.waiter.acquire());
        match how {
            How::Left | How::Waiter => self.eat(left, right),
            How::Ordered => self.eat(left.min(right), left.max(right)),
            How::LeftHanded if is_last => self.eat(right, left),
            How::LeftHanded => self.eat(left, right),
            How::PutBack => self.eat_with_both_or_none(left, right),
        }
    }

    fn eat(&self, first: usize, second: usize) -> bool {
        let _first = self.forks[first].lock();
        if let Some(circle) = &self.circle {
            return circle.take(&self.forks[second]).is_some();
        }
        let _second = self.forks[second].lock();
        true
    }

    fn eat_with_both_or_none(&self, left: usize, right: usize) -> bool {
        // ANCHOR: put_back
        loop {
            let _left = self.forks[left].lock();
            if let Some(_right) = self.forks[right].try_lock() {
                self.eaten[left].set(self.eaten[left].get() + 1);
                return true;
            }
            // The left one is put back here.
        }
        // ANCHOR_END: put_back
    }
}

/// Ends a real run in which philosophers would wait for ever. It needs no time limit to know that:
/// if as many philosophers as there are forks hold one fork and want another, none of them can go
/// on.
struct Circle {
    forks: usize,
    /// How many hold one fork and want another. An atomic of std, which no check sees.
    with_one: AtomicUsize,
}

impl Circle {
    fn new(forks: usize) -> Self {
        Self {
            forks,
            with_one: AtomicUsize::new(0),
        }
    }

    /// Takes a second fork; `None` if it never becomes free.
    fn take<'f>(&self, fork: &'f Mutex<()>) -> Option<MutexGuard<'f, ()>> {
        self.with_one.fetch_add(1, SeqCst);
        loop {
            if let Some(guard) = fork.try_lock() {
                self.with_one.fetch_sub(1, SeqCst);
                return Some(guard);
            }
            if self.with_one.load(SeqCst) == self.forks {
                return None;
            }
            std::thread::yield_now();
        }
    }
}
