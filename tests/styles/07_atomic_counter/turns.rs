//! Tickets under a mutex, and a condition variable for the turns.

use labs::lab_07::Desk;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct Turns {
    /// The next ticket, and the one whose turn it is.
    tickets: Mutex<[u64; 2]>,
    has_moved: Condvar,
}

struct Turn<'a>(&'a Turns);

impl Turns {
    fn wait(&self) -> Turn<'_> {
        let mut tickets = self.tickets.lock();
        let own = tickets[0];
        tickets[0] += 1;
        while tickets[1] != own {
            self.has_moved.wait(&mut tickets);
        }
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.tickets.lock()[1] += 1;
        self.0.has_moved.notify_all();
    }
}

pub struct Exercise {
    turns: Turns,
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            turns: Turns::default(),
            next,
            longest,
        }
    }

    fn take(&self) -> Option<u32> {
        let _turn = self.turns.wait();
        let number = self.next.load(Relaxed);
        let after = number.checked_add(1)?;
        self.next.store(after, Relaxed);
        Some(number)
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Relaxed);
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::{Ordering, fence};
        if tray.full.load(Ordering::Relaxed) {
            return false;
        }
        // After the load, before the write that the load permits.
        fence(Ordering::Acquire);
        tray.form.set(form);
        // After the write, before the store that announces it.
        fence(Ordering::Release);
        tray.full.store(true, Ordering::Relaxed);
        true
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::{Ordering, fence};
        if !tray.full.load(Ordering::Relaxed) {
            return None;
        }
        fence(Ordering::Acquire);
        let form = tray.form.get();
        fence(Ordering::Release);
        tray.full.store(false, Ordering::Relaxed);
        Some(form)
    }
}
