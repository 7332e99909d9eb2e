//! The gate of the demonstration. [`How`] says which thread goes first.

use clap::ValueEnum;
use racelab::cli::{Entered, Monitor, Window};
use racelab::sync::{Mutex, RwLock};

/// Which thread goes first.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum How {
    /// The RwLock of the library decides
    Library,
    /// Writers: a reader waits while a writer writes or waits
    Writers,
    /// The thread that came first, reader or writer
    Turns,
    /// Readers: a reader waits only while a writer writes
    Readers,
    /// One lock for readers and writers
    Lock,
}

/// The number of the one condition variable.
const CHANGED: usize = 0;

/// A gate through which readers go together and writers alone.
pub(crate) struct Gate {
    how: How,
    is_real: bool,
    pub(crate) monitor: Monitor<Inside>,
    library: RwLock<()>,
    lock: Mutex<()>,
}

#[derive(Default)]
pub(crate) struct Inside {
    readers: u8,
    is_written: bool,
    writers_waiting: u8,
    /// The turn that the next thread takes, and the turn of the next thread that goes in.
    next: u8,
    turn: u8,
    /// How often a reader went in though a writer waited.
    passed: u64,
}

impl Gate {
    /// A gate for `threads` threads.
    pub(crate) fn new(how: How, threads: u8, window: &Window) -> Self {
        Self {
            how,
            is_real: window.is_open(),
            monitor: Monitor::new(
                "readers",
                Inside::default(),
                &["changed"],
                threads.into(),
                window,
            )
            .showing(|inside: &Inside| inside.readers),
            library: RwLock::new(()).named("data"),
            lock: Mutex::new(()).named("room"),
        }
    }

    /// Calls `f` while no thread writes. `false` in a real run if that moment never comes.
    pub(crate) fn read(&self, f: impl FnOnce() -> bool) -> bool {
        match self.how {
            How::Library => {
                let _held = self.library.read();
                f()
            }
            How::Lock => {
                let _held = self.lock.lock();
                f()
            }
            How::Readers | How::Writers | How::Turns => self.enter() && self.leave_after(f),
        }
    }

    /// Like `read`, for a thread that reads already. In a real run, a lock that this thread does
    /// not get at once it never gets: the holder, or the writer in front of it, waits for this
    /// thread.
    pub(crate) fn read_again(&self, f: impl FnOnce() -> bool) -> bool {
        match self.how {
            How::Library if self.is_real => self.library.try_read().is_some_and(|_held| f()),
            How::Lock if self.is_real => self.lock.try_lock().is_some_and(|_held| f()),
            _ => self.read(f),
        }
    }

    /// Calls `f` while no other thread reads or writes.
    pub(crate) fn write(&self, f: impl FnOnce()) {
        match self.how {
            How::Library => {
                let _held = self.library.write();
                f();
            }
            How::Lock => {
                let _held = self.lock.lock();
                f();
            }
            How::Readers | How::Writers | How::Turns => self.write_after_waiting(f),
        }
    }

    fn enter(&self) -> bool {
        let mut inside = self.monitor.enter();
        let turn = inside.take_turn();
        let has_to_wait = |inside: &Inside| {
            inside.is_written
                || match self.how {
                    How::Writers => inside.writers_waiting > 0,
                    How::Turns => inside.turn != turn,
                    _ => false,
                }
        };
        while has_to_wait(&inside) {
            if !inside.wait(CHANGED) {
                return false;
            }
        }
        if inside.writers_waiting > 0 && self.how == How::Readers {
            inside.passed += 1;
        }
        inside.readers += 1;
        self.pass_turn(&mut inside);
        true
    }

    fn leave_after(&self, f: impl FnOnce() -> bool) -> bool {
        let result = f();
        let mut inside = self.monitor.enter();
        inside.readers -= 1;
        inside.notify_all(CHANGED);
        result
    }

    fn write_after_waiting(&self, f: impl FnOnce()) {
        let mut inside = self.monitor.enter();
        let turn = inside.take_turn();
        inside.writers_waiting += 1;
        let has_to_wait = |inside: &Inside| {
            inside.is_written || inside.readers > 0 || self.how == How::Turns && inside.turn != turn
        };
        while has_to_wait(&inside) {
            if !inside.wait(CHANGED) {
                return; // a reader waits for itself, and gives up too
            }
        }
        inside.writers_waiting -= 1;
        inside.is_written = true;
        self.pass_turn(&mut inside);
        drop(inside);
        f();
        let mut inside = self.monitor.enter();
        inside.is_written = false;
        inside.notify_all(CHANGED);
    }

    /// Under [`How::Turns`] the next thread is woken: a reader may follow a reader at once.
    fn pass_turn(&self, inside: &mut Entered<'_, Inside>) {
        inside.turn += 1;
        if self.how == How::Turns {
            inside.notify_all(CHANGED);
        }
    }

    /// How often a reader went in though a writer waited. Only [`How::Readers`] counts it.
    pub(crate) fn passed(&self) -> u64 {
        match self.how {
            How::Readers => self.monitor.enter().passed,
            _ => 0,
        }
    }
}

impl Inside {
    fn take_turn(&mut self) -> u8 {
        self.next += 1;
        self.next - 1
    }
}
