//! A lock that is handed over to parked waiters.

use std::collections::VecDeque;

use labs::lab_07::Desk;
use racelab::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex};

#[derive(Default)]
struct Door {
    state: Mutex<(bool, VecDeque<(Thread, Arc<AtomicBool>)>)>,
}

impl Door {
    fn enter(&self) {
        let (is_mine, wait) = {
            let (is_taken, waiters) = &mut *self.state.lock();
            let is_mine = Arc::new(AtomicBool::new(!*is_taken));
            let wait = std::mem::replace(is_taken, true);
            if wait {
                waiters.push_back((thread::current(), Arc::clone(&is_mine)));
            }
            (is_mine, wait)
        };
        while wait && !is_mine.load(Acquire) {
            thread::park();
        }
    }

    fn leave(&self) {
        let (is_taken, waiters) = &mut *self.state.lock();
        let Some((thread, is_theirs)) = waiters.pop_front() else {
            *is_taken = false;
            return;
        };
        is_theirs.store(true, Release);
        thread.unpark();
    }
}

pub struct Exercise {
    door: Door,
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            door: Door::default(),
            next,
            longest,
        }
    }

    fn take(&self) -> Option<u32> {
        self.door.enter();
        let number = self.next.load(Relaxed);
        let after = number.checked_add(1);
        self.next.store(after.unwrap_or(number), Relaxed);
        self.door.leave();
        after.map(|after| after - 1)
    }

    fn report(&self, length: u64) {
        self.door.enter();
        self.longest
            .store(self.longest.load(Relaxed).max(length), Relaxed);
        self.door.leave();
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        let is_free = !tray.full.load(Acquire);
        if is_free {
            tray.form.set(form);
            tray.full.store(true, Release);
        }
        is_free
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        tray.full.load(Acquire).then(|| {
            let form = tray.form.get();
            tray.full.store(false, Release);
            form
        })
    }
}
