//! `Mutex`: a lock around data.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr::NonNull;

use super::lock::{Held, Lock};
use super::place::Place;

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
    /// Inside of the mutex or, if that is a static, where the execution has it.
    data: NonNull<T>,
    held: Held<'a>,
    borrow: PhantomData<&'a mut T>,
}

// SAFETY: a guard is shared between threads as a `&mut T` is: only if `T: Sync`. What it
// holds is reached only by code that has the guard alone. (No guard is Send.)
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

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

impl<T: Clone + Sync> Mutex<T> {
    /// A mutex for a `static`: real or explored, as the code runs at each operation; every
    /// explored execution finds it unlocked, around a clone of `data`, whatever other
    /// executions and the real threads have made of theirs. loom does not judge programs
    /// that use it.
    ///
    /// A clone belongs to no thread of the execution, so an operation of [`racelab::sync`](super)
    /// in it is a panic. As Rust drops no static, it drops none of the clones either: what
    /// they own on the heap is lost with each execution.
    ///
    /// An exploration ends without a verdict if the mutex is no static, but one that each
    /// execution makes: use [`new`](Self::new) for that.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// static NAMES: Mutex<Vec<&str>> = Mutex::const_new(Vec::new());
    /// NAMES.lock().push("Ada");
    /// assert_eq!(*NAMES.lock(), ["Ada"]);
    /// ```
    #[track_caller]
    pub const fn const_new(data: T) -> Self {
        Self {
            lock: Lock::const_new::<T>(Location::caller()),
            data: UnsafeCell::new(data),
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until no other thread holds the lock, and takes it.
    ///
    /// A thread that holds the lock already waits for ever; the explorer and loom
    /// report the deadlock.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        if let Some(held) = self.lock.lock_real(Location::caller()) {
            return self.guard(Held::Real(held));
        }
        self.lock_of_model_or_static(Location::caller())
    }

    /// The lock of a model or of a static. It is out of line so that the real guard is never
    /// copied: the copy would read 16 bytes that were just written as two words, and wait for
    /// both, which takes longer than the lock itself.
    #[inline(never)]
    #[track_caller]
    fn lock_of_model_or_static(&self, place: Place) -> MutexGuard<'_, T> {
        // SAFETY: it is the data of this lock, which no method reaches in another way.
        let held = unsafe {
            self.lock
                .lock_of_model_or_static(self.data.get().cast(), place)
        };
        self.guard(held)
    }

    /// Takes the lock if no thread holds it; `None` if one does.
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        // SAFETY: as in `lock`.
        let held = unsafe {
            self.lock
                .try_lock(self.data.get().cast(), Location::caller())
        };
        Some(self.guard(held?))
    }

    fn guard<'a>(&'a self, held: Held<'a>) -> MutexGuard<'a, T> {
        MutexGuard {
            data: NonNull::new(held.data(self.data.get())).expect("data lies somewhere"),
            held,
            borrow: PhantomData,
        }
    }

    /// The data, without locking: `&mut self` says that nobody else has the
    /// mutex.
    ///
    /// # Panics
    ///
    /// In a model, if it was made by `const_new`.
    #[track_caller]
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.require_own_data("get_mut");
        // SAFETY: as in `lock`.
        unsafe { self.lock.lend(self.data.get().cast()) };
        self.lock.lend_out(Location::caller());
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
    /// Without the data. In a model, to look at it would be an operation of the program's,
    /// and what is shown is the same for real.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mutex { .. }")
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock (`held`) of this data and keeps both alive,
        // there is one guard at a time, and the borrow of the guard keeps it from being
        // used mutably.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`; `&mut self` makes this the only reference.
        unsafe { self.data.as_mut() }
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
