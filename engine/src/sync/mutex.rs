//! `Mutex`: a lock around data.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;

use super::lock::{Held, Lock};
use super::mode::{self, Mode};

/// A lock around data, with the signatures of `parking_lot::Mutex`: `lock` gives
/// the guard, and a panic of the thread that holds it poisons nothing.
///
/// ```
/// use racelab::sync::Mutex;
///
/// let names = Mutex::new(Vec::new()).named("names");
/// names.lock().push("Ada");
/// assert_eq!(names.into_inner(), ["Ada"]);
/// ```
pub struct Mutex<T: ?Sized> {
    lock: Lock,
    data: UnsafeCell<T>,
}

// SAFETY: moving the mutex moves the data, which `T: Send` allows; the lock is
// Send by itself.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: through a shared mutex the data is reached only by the one thread that
// holds the lock, which is a move of it from thread to thread: `T: Send`.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}

/// The right to the data of a [`Mutex`]; dropping it releases the lock.
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    held: Held<'a>,
    /// A guard is shared between threads as a `&mut T` is: only if `T: Sync`.
    /// (What it holds is not Send, so neither is the guard.)
    borrow: PhantomData<&'a mut T>,
}

impl<T> Mutex<T> {
    /// An unlocked mutex around `data`.
    #[track_caller]
    pub fn new(data: T) -> Self {
        Self {
            lock: Lock::new(Location::caller()),
            data: UnsafeCell::new(data),
        }
    }

    /// Gives the mutex the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.lock.name(name);
        self
    }

    /// The data, without locking: nobody else can hold the lock of a mutex that
    /// is moved.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until no other thread holds the lock, and takes it.
    ///
    /// A thread that holds the lock already waits for ever; the explorer and loom
    /// report the deadlock.
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        MutexGuard {
            mutex: self,
            held: self.lock.lock(Location::caller()),
            borrow: PhantomData,
        }
    }

    /// Takes the lock if no thread holds it; `None` if one does.
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        Some(MutexGuard {
            mutex: self,
            held: self.lock.try_lock(Location::caller())?,
            borrow: PhantomData,
        })
    }

    /// The data, without locking: `&mut self` says that nobody else has the
    /// mutex.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Mutex");
        // In a model, looking would be an operation of the program's.
        let guard = match mode::mode() {
            Mode::Real => self.try_lock(),
            Mode::Explored | Mode::Loom => None,
        };
        match guard {
            Some(guard) => out.field("data", &&*guard),
            None => out.field("data", &format_args!("<not shown>")),
        };
        out.finish()
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock (`held`), there is one guard at a
        // time, and the borrow of the guard keeps it from being used mutably.
        unsafe { &*self.mutex.data.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`; `&mut self` makes this the only reference.
        unsafe { &mut *self.mutex.data.get() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The lock inside, for the condition variable.
    pub(super) fn held(&mut self) -> &mut Held<'a> {
        &mut self.held
    }
}
