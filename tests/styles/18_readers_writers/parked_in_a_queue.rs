//! A queue of threads that wait; a thread that leaves wakes those at its head that can go in.

use std::collections::VecDeque;

use labs::lab_18::Gate;
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex, atomic::{AtomicBool, Ordering::*}};

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Reader,
    Writer,
}

struct Waiter {
    kind: Kind,
    thread: Thread,
    is_in: Arc<AtomicBool>,
}

#[derive(Default)]
struct Inside {
    readers: usize,
    is_written: bool,
    queue: VecDeque<Waiter>,
}

impl Inside {
    fn admits(&self, kind: Kind) -> bool {
        !self.is_written && (kind == Kind::Reader || self.readers == 0)
    }

    fn enter(&mut self, kind: Kind) {
        match kind {
            Kind::Reader => self.readers += 1,
            Kind::Writer => self.is_written = true,
        }
    }

    /// Lets those in that stand at the head and can go in, on their behalf.
    fn admit(&mut self) {
        while let Some(kind) = self.queue.front().map(|first| first.kind)
            && self.admits(kind)
        {
            self.enter(kind);
            if let Some(first) = self.queue.pop_front() {
                first.is_in.store(true, Release);
                first.thread.unpark();
            }
        }
    }
}

pub struct Exercise(Mutex<Inside>);

impl Exercise {
    fn enter(&self, kind: Kind) {
        let mut inside = self.0.lock();
        if inside.queue.is_empty() && inside.admits(kind) {
            inside.enter(kind);
            return;
        }
        let is_in = Arc::new(AtomicBool::new(false));
        inside.queue.push_back(Waiter {
            kind,
            thread: thread::current(),
            is_in: Arc::clone(&is_in),
        });
        drop(inside);
        while !is_in.load(Acquire) {
            thread::park();
        }
    }

    fn leave(&self, kind: Kind) {
        let mut inside = self.0.lock();
        match kind {
            Kind::Reader => inside.readers -= 1,
            Kind::Writer => inside.is_written = false,
        }
        inside.admit();
    }

    fn through<R>(&self, kind: Kind, f: impl FnOnce() -> R) -> R {
        self.enter(kind);
        let result = f();
        self.leave(kind);
        result
    }
}

impl Gate for Exercise {
    fn new() -> Self {
        Self(Mutex::default())
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        self.through(Kind::Reader, f)
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        self.through(Kind::Writer, f)
    }
}
