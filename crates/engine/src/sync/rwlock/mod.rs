//! `RwLock`: a lock that many threads may hold to read, or one thread to write.
//!
//! # Layout
//!
//! - `guard`: the guards;
//! - `held`: the lock without the data, in the three ways;
//! - `in_model`: the lock in the two models.

mod guard;
mod held;
mod in_model;

use std::cell::UnsafeCell;
use std::fmt;
use std::panic::Location;

pub use self::guard::{RwLockReadGuard, RwLockWriteGuard};
use self::held::Lock;
use super::lock::Shown;
use super::word::Word;

/// A reader-writer lock around data, with the signatures of `parking_lot::RwLock`: any number of
/// threads may hold it to read, or one thread to write.
///
/// Unlike std's, the lock has no poisoning: if an owner panics, the lock is released and stays
/// usable.
///
/// A real lock makes a reader wait behind a writer that already waits. So a thread that holds the
/// lock to read, and asks to read again, deadlocks if a writer has asked in between.
///
/// # What is explored
///
/// The explorer grants requests in the order in which they come, and explores every order of a
/// reader and a writer. Readers without a writer between them have no order, so n readers and one
/// writer are two to the power of n executions. It finds the deadlock of a thread that reads twice.
/// If a thread calls [`try_write`](Self::try_write), all operations on the lock have an order, and
/// each order is an execution of its own.
///
/// Under loom a reader does not wait behind a writer that itself still waits. So loom does not find
/// the deadlock of a thread that reads twice.
///
/// # Examples
///
/// ```
/// use racelab::sync::RwLock;
///
/// let names = RwLock::new(vec!["Ada"]).named("names");
/// {
///     let (a, b) = (names.read(), names.read()); // Many readers at a time.
///     assert_eq!((a.len(), b[0]), (1, "Ada"));
/// }
/// names.write().push("Grace"); // One writer alone.
/// assert_eq!(names.into_inner(), ["Ada", "Grace"]);
/// ```
pub struct RwLock<T: ?Sized> {
    lock: Lock,
    data: UnsafeCell<T>,
}

// SAFETY: moving the lock moves the data, which `T: Send` allows; the lock inside is
// Send by itself.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: through a shared lock one thread writes to the data, which moves it from thread to thread
// (`T: Send`), or several threads read it, which share it (`T: Sync`).
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}

impl<T> RwLock<T> {
    /// Creates an unlocked lock around `data`.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let lock = RwLock::new(5);
    /// ```
    #[track_caller]
    pub fn new(data: T) -> Self {
        let mut lock = Self {
            lock: Lock::new(Location::caller()),
            data: UnsafeCell::new(data),
        };
        // SAFETY: this is the data of the lock, a `T`.
        unsafe { lock.lock.show(Shown::word::<T>, lock.data.get().cast()) };
        lock
    }

    /// Gives the lock the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let prices = RwLock::new([3, 5]).named("prices");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.lock.name(name);
        self
    }

    /// Shows a number of the data beside the lock, wherever an execution is shown: an acquire has
    /// the number that it finds, a release the number that it leaves. For real and under loom this
    /// has no effect.
    ///
    /// A lock around an integer or a bool shows its data without this call. `number` performs no
    /// operation on objects of [`racelab::sync`](super), and does not panic.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let names = RwLock::new(vec!["Ada"]).named("names").showing(Vec::len);
    /// ```
    #[must_use]
    pub fn showing<W: Word>(mut self, number: impl Fn(&T) -> W + Send + Sync + 'static) -> Self
    where
        T: 'static,
    {
        // SAFETY: this is the data of the lock, a `T`.
        unsafe {
            self.lock
                .show(|| Shown::number(number), self.data.get().cast())
        };
        self
    }

    /// Consumes the lock and returns the data. It does not lock: no other thread can hold a lock
    /// that is moved.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the lock.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let lock = RwLock::new(1);
    /// *lock.write() += 1;
    /// assert_eq!(lock.into_inner(), 2);
    /// ```
    #[track_caller]
    pub fn into_inner(self) -> T {
        self.lock.require_own_data("into_inner");
        self.data.into_inner()
    }
}

impl<T: Clone + Sync> RwLock<T> {
    /// Creates a lock for a `static`, as [`Mutex::const_new`](super::Mutex::const_new) does. At
    /// each operation it is real or explored, as the calling code is; every explored execution
    /// finds it around a clone of `data`.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// static NAMES: RwLock<Vec<&str>> = RwLock::const_new(Vec::new());
    ///
    /// NAMES.write().push("Ada");
    /// assert_eq!(*NAMES.read(), ["Ada"]);
    /// ```
    #[track_caller]
    pub const fn const_new(data: T) -> Self {
        Self {
            lock: Lock::const_new::<T>(Location::caller()),
            data: UnsafeCell::new(data),
        }
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Acquires the lock to read, and blocks the calling thread until no other thread writes.
    ///
    /// A thread that holds the lock to write deadlocks, and so may one that holds it to read. The
    /// explorer reports both deadlocks, loom the first.
    ///
    /// ```
    /// use racelab::sync::{RwLock, thread};
    ///
    /// let lock = RwLock::new(1);
    /// let mine = lock.read();
    /// let theirs = thread::scope(|s| s.spawn(|| *lock.read()).join().unwrap());
    /// assert_eq!(*mine, theirs);
    /// ```
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        // SAFETY: it is the data of this lock, which no method accesses in another way.
        let held = unsafe { self.lock.lock(self.data.get().cast(), Location::caller()) };
        RwLockReadGuard::new(&self.data, held)
    }

    /// Acquires the lock to write, and blocks the calling thread until no other thread reads or
    /// writes.
    ///
    /// A thread that already holds the lock deadlocks; the explorer and loom report that.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let lock = RwLock::new(1);
    /// *lock.write() = 2;
    /// assert_eq!(*lock.read(), 2);
    /// ```
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        // SAFETY: it is the data of this lock, which no method accesses in another way.
        let held = unsafe { self.lock.lock(self.data.get().cast(), Location::caller()) };
        RwLockWriteGuard::new(&self.data, held)
    }

    /// Acquires the lock to read, unless a thread writes or waits to write: then it returns `None`
    /// at once.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let lock = RwLock::new(1);
    /// let writing = lock.write();
    /// assert!(lock.try_read().is_none());
    /// drop(writing);
    /// assert_eq!(lock.try_read().as_deref(), Some(&1));
    /// ```
    #[track_caller]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        // SAFETY: as in `read`.
        let held = unsafe {
            self.lock
                .try_lock(self.data.get().cast(), Location::caller())
        };
        Some(RwLockReadGuard::new(&self.data, held?))
    }

    /// Acquires the lock to write, unless a thread reads, writes, or waits to do so: then it
    /// returns `None` at once.
    ///
    /// A `try_write` that fails synchronizes with nothing. The explorer tries it before and after
    /// each operation on the lock that does not happen before it.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let best = RwLock::new(7);
    /// let reading = best.read();
    /// assert!(best.try_write().is_none());
    /// drop(reading);
    /// *best.try_write().unwrap() += 1;
    /// assert_eq!(*best.read(), 8);
    /// ```
    #[track_caller]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        // SAFETY: as in `write`.
        let held = unsafe {
            self.lock
                .try_lock(self.data.get().cast(), Location::caller())
        };
        Some(RwLockWriteGuard::new(&self.data, held?))
    }

    /// Returns a mutable reference to the data. It does not lock: `&mut self` proves that no other
    /// thread uses the lock.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the lock.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let mut lock = RwLock::new(0);
    /// *lock.get_mut() = 10;
    /// assert_eq!(*lock.read(), 10);
    /// ```
    #[track_caller]
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.require_own_data("get_mut");
        // SAFETY: as in `read`.
        unsafe { self.lock.lend(self.data.get().cast()) };
        self.lock.lend_out(Location::caller());
        self.data.get_mut()
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    /// Leaves out the data: in a model, reading it would be an operation of the program. The text is
    /// the same for real.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RwLock { .. }")
    }
}
