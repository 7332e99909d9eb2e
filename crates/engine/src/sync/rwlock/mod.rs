//! `RwLock`: a lock that many threads may hold to read, or one thread to write.
//!
//! # Layout
//!
//! - `held`: the lock without the data, in the three ways;
//! - `in_model`: the lock in the two models.

mod held;
mod in_model;

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr::NonNull;

use self::held::{Lock, Reading, Writing};

/// A lock that many threads may hold at a time to read the data inside, or one to
/// write it, with the signatures of `parking_lot::RwLock`: `read` and `write` give
/// the guard, and a panic of a thread that holds it poisons nothing.
///
/// A real lock makes a reader wait behind a writer that already waits. So a thread that
/// holds the lock to read, and asks to read again, deadlocks if a writer has asked in between.
///
/// The explorer grants requests in the order in which they come, and explores every order of
/// a reader and a writer. Readers without a writer between them are in no order, so n readers
/// and one writer are two to the power of n executions. It finds the deadlock of a thread that
/// reads twice. `try_read` fails while a writer holds the lock or waits for it. If a thread
/// calls [`try_write`](Self::try_write), all operations on the lock are in one order, and each
/// order is an execution of its own.
///
/// Under loom a reader does not wait behind a writer that itself still waits. So loom does not
/// find the deadlock of a thread that reads twice.
///
/// ```
/// use racelab::sync::RwLock;
///
/// let names = RwLock::new(vec!["Ada"]).named("names");
/// let (a, b) = (names.read(), names.read());
/// assert_eq!((a.len(), b[0]), (1, "Ada"));
/// drop((a, b));
/// names.write().push("Grace");
/// assert_eq!(names.into_inner(), ["Ada", "Grace"]);
/// ```
pub struct RwLock<T: ?Sized> {
    lock: Lock,
    data: UnsafeCell<T>,
}

// SAFETY: moving the lock moves the data, which `T: Send` allows; the lock inside is
// Send by itself.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: through a shared lock the data is reached by one thread that writes, which is
// a move of it from thread to thread (`T: Send`), or by several that read, which share
// it (`T: Sync`).
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}

/// The right to read the data of an [`RwLock`]; dropping it releases the lock.
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    /// Inside of the lock or, if that is a static, where the execution has it.
    data: NonNull<T>,
    /// Dropped with the guard, which releases the lock.
    _held: Reading<'a>,
    borrow: PhantomData<&'a T>,
}

// SAFETY: a guard is shared between threads as a `&T` is: if `T: Sync`. What it holds is
// only dropped. (No guard is Send.)
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}

/// The right to write the data of an [`RwLock`]; dropping it releases the lock.
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    /// As in [`RwLockReadGuard`].
    data: NonNull<T>,
    _held: Writing<'a>,
    borrow: PhantomData<&'a mut T>,
}

// SAFETY: a guard is shared between threads as a `&mut T` is: if `T: Sync`. What it holds
// is only dropped. (No guard is Send.)
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    /// An unlocked lock around `data`.
    #[track_caller]
    pub fn new(data: T) -> Self {
        Self {
            lock: Lock::new(Location::caller()),
            data: UnsafeCell::new(data),
        }
    }

    /// Gives the lock the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.lock.name(name);
        self
    }

    /// The data, without locking: no other thread can hold a lock that is moved.
    ///
    /// # Panics
    ///
    /// In a model, if it was made by `const_new`.
    #[track_caller]
    pub fn into_inner(self) -> T {
        self.lock.require_own_data("into_inner");
        self.data.into_inner()
    }
}

impl<T: Clone + Sync> RwLock<T> {
    /// A lock for a `static`, as [`Mutex::const_new`](super::Mutex::const_new): real or
    /// explored, as the code runs at each operation, and around a clone of `data` in every
    /// explored execution.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// static NAMES: RwLock<Vec<&str>> = RwLock::const_new(Vec::new());
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
    /// Waits until no other thread writes, and reads.
    ///
    /// A thread that writes already waits for ever, and so may one that reads already;
    /// the explorer reports both deadlocks, loom the first.
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        // SAFETY: it is the data of this lock, which no method reaches in another way.
        let held = unsafe { self.lock.read(self.data.get().cast(), Location::caller()) };
        RwLockReadGuard::new(self, held)
    }

    /// Waits until no other thread reads or writes, and writes.
    ///
    /// A thread that holds the lock already waits for ever; the explorer and loom
    /// report the deadlock.
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        // SAFETY: it is the data of this lock, which no method reaches in another way.
        let held = unsafe { self.lock.write(self.data.get().cast(), Location::caller()) };
        RwLockWriteGuard::new(self, held)
    }

    /// Reads, if no thread writes or waits to; `None` otherwise.
    #[track_caller]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        // SAFETY: as in `read`.
        let held = unsafe {
            self.lock
                .try_read(self.data.get().cast(), Location::caller())
        };
        Some(RwLockReadGuard::new(self, held?))
    }

    /// Writes, if no thread reads or writes, or waits to; `None` otherwise.
    ///
    /// One that fails synchronizes with nothing. The explorer tries it before and after each
    /// other operation on the lock that its thread does not know of.
    ///
    /// ```
    /// use racelab::sync::RwLock;
    ///
    /// let best = RwLock::new(7);
    /// let reads = best.read();
    /// assert!(best.try_write().is_none());
    /// drop(reads);
    /// *best.try_write().unwrap() += 1;
    /// assert_eq!(*best.read(), 8);
    /// ```
    #[track_caller]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        // SAFETY: as in `write`.
        let held = unsafe {
            self.lock
                .try_write(self.data.get().cast(), Location::caller())
        };
        Some(RwLockWriteGuard::new(self, held?))
    }

    /// The data, without locking: `&mut self` says that no other thread has the lock.
    ///
    /// # Panics
    ///
    /// In a model, if it was made by `const_new`.
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
    /// Without the data. In a model, to look at it would be an operation of the program's,
    /// and what is shown is the same for real.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RwLock { .. }")
    }
}

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    fn new(lock: &'a RwLock<T>, held: Reading<'a>) -> Self {
        Self {
            data: NonNull::new(held.data(lock.data.get())).expect("data lies somewhere"),
            _held: held,
            borrow: PhantomData,
        }
    }
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    fn new(lock: &'a RwLock<T>, held: Writing<'a>) -> Self {
        Self {
            data: NonNull::new(held.data(lock.data.get())).expect("data lies somewhere"),
            _held: held,
            borrow: PhantomData,
        }
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock to read (`_held`) and keeps the data alive, and
        // while it is borrowed no guard that writes exists.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock to write (`_held`) and keeps the data alive; it
        // is the only one, and its borrow keeps it from being used mutably.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`; `&mut self` makes this the only reference.
        unsafe { self.data.as_mut() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
