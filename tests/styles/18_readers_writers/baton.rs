//! Passing the baton, after Andrews: of three semaphores one is open at a time.

use labs::lab_18::Gate;
use racelab::sync::Semaphore;
use racelab::sync::cell::PlainCell;

/// Only the thread that has the baton uses the counts.
pub struct Exercise {
    entry: Semaphore,
    /// Where readers wait, and where writers do.
    doors: [Semaphore; 2],
    delayed: [PlainCell<u32>; 2],
    readers: PlainCell<u32>,
    writers: PlainCell<u32>,
}

fn add(count: &PlainCell<u32>) {
    count.set(count.get() + 1);
}

fn subtract(count: &PlainCell<u32>) {
    count.set(count.get() - 1);
}

impl Exercise {
    fn take_baton(&self) {
        self.entry.acquire().forget();
    }

    fn delay(&self, side: usize) {
        add(&self.delayed[side]);
        self.entry.release(1);
        self.doors[side].acquire().forget();
        subtract(&self.delayed[side]);
    }

    fn pass_baton(&self) {
        let [readers, writers] = [0, 1].map(|side| self.delayed[side].get() > 0);
        let is_writing = self.writers.get() > 0;
        if writers && !is_writing && self.readers.get() == 0 {
            self.doors[1].release(1);
        } else if readers && !writers && !is_writing {
            self.doors[0].release(1);
        } else {
            self.entry.release(1);
        }
    }
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            entry: Semaphore::new(1),
            doors: [Semaphore::new(0), Semaphore::new(0)],
            delayed: Default::default(),
            readers: PlainCell::new(0),
            writers: PlainCell::new(0),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        self.take_baton();
        if self.writers.get() > 0 || self.delayed[1].get() > 0 {
            self.delay(0);
        }
        add(&self.readers);
        self.pass_baton();
        let result = f();
        self.take_baton();
        subtract(&self.readers);
        self.pass_baton();
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        self.take_baton();
        if self.readers.get() > 0 || self.writers.get() > 0 {
            self.delay(1);
        }
        add(&self.writers);
        self.pass_baton();
        let result = f();
        self.take_baton();
        subtract(&self.writers);
        self.pass_baton();
        result
    }
}
