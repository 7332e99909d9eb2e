//! The gate of the demonstration. [`How`] says which thread goes first. In a real run the gate also
//! ends a deadlock.

use clap::ValueEnum;
use racelab::cli::Window;
use racelab::sync::{Condvar, Mutex, MutexGuard, RwLock};

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

/// A gate through which readers go together and writers alone.
pub(crate) struct Gate {
    how: How,
    is_real: bool,
    inside: Mutex<Inside>,
    changed: Condvar,
    library: RwLock<()>,
    lock: Mutex<()>,
}

#[derive(Default)]
struct Inside {
    readers: u8,
    is_written: bool,
    writers_waiting: u8,
    /// The turn that the next thread takes, and the turn of the next thread that goes in.
    next: u8,
    turn: u8,
    /// How often a reader went in though a writer waited.
    passed: u64,
    /// `None` in an explored execution, where the explorer finds a deadlock by itself.
    watch: Option<Watch>,
}

/// Counts the threads that sleep in a real run. That all sleep is known without a time limit: a
/// thread counts itself under the lock before it waits, and a change clears the count.
struct Watch {
    threads: u8,
    asleep: u8,
    all_slept: bool,
}

type Guard<'g> = MutexGuard<'g, Inside>;

impl Gate {
    /// A gate for `threads` threads.
    pub(crate) fn new(how: How, threads: u8, window: &Window) -> Self {
        let watch = || Watch {
            threads,
            asleep: 0,
            all_slept: false,
        };
        let inside = Inside {
            watch: window.is_open().then(watch),
            ..Inside::default()
        };
        Self {
            how,
            is_real: window.is_open(),
            inside: Mutex::new(inside).named("door"),
            changed: Condvar::new().named("changed"),
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
        let mut inside = self.inside.lock();
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
            if self.has_ended(&mut inside) {
                return false;
            }
            self.changed.wait(&mut inside);
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
        let mut inside = self.inside.lock();
        inside.readers -= 1;
        self.notify(&mut inside);
        result
    }

    fn write_after_waiting(&self, f: impl FnOnce()) {
        let mut inside = self.inside.lock();
        let turn = inside.take_turn();
        inside.writers_waiting += 1;
        let has_to_wait = |inside: &Inside| {
            inside.is_written || inside.readers > 0 || self.how == How::Turns && inside.turn != turn
        };
        while has_to_wait(&inside) {
            // When a real run ends, readers give up and leave, so the writer still gets in.
            self.has_ended(&mut inside);
            self.changed.wait(&mut inside);
        }
        inside.writers_waiting -= 1;
        inside.is_written = true;
        self.pass_turn(&mut inside);
        drop(inside);
        f();
        let mut inside = self.inside.lock();
        inside.is_written = false;
        self.notify(&mut inside);
    }

    /// Counts the calling thread, which is about to wait, as asleep. `true` in a real run if now
    /// all threads sleep.
    fn has_ended(&self, inside: &mut Guard<'_>) -> bool {
        let Some(watch) = &mut inside.watch else {
            return false;
        };
        watch.asleep += 1;
        let has_ended = watch.ends();
        if has_ended {
            self.changed.notify_all();
        }
        has_ended
    }

    /// Under [`How::Turns`] the next thread is woken: a reader may follow a reader at once.
    fn pass_turn(&self, inside: &mut Guard<'_>) {
        inside.turn += 1;
        if self.how == How::Turns {
            self.notify(inside);
        }
    }

    fn notify(&self, inside: &mut Guard<'_>) {
        self.changed.notify_all();
        if let Some(watch) = &mut inside.watch {
            watch.asleep = 0;
        }
    }

    /// The calling thread does not come again. In an explored execution this does nothing.
    pub(crate) fn finish(&self) {
        if self.is_real
            && let Some(watch) = &mut self.inside.lock().watch
        {
            watch.threads -= 1;
            if watch.ends() {
                self.changed.notify_all();
            }
        }
    }

    /// How often a reader went in though a writer waited. Only [`How::Readers`] counts it.
    pub(crate) fn passed(&self) -> u64 {
        match self.how {
            How::Readers => self.inside.lock().passed,
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

impl Watch {
    /// Whether all remaining threads sleep.
    fn ends(&mut self) -> bool {
        self.all_slept |= self.threads > 0 && self.asleep >= self.threads;
        self.all_slept
    }
}
