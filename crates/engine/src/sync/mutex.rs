//! `Mutex`: a lock around data.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr::NonNull;

use super::lock::{Held, Lock};
use super::place::Place;

/// A mutual exclusion lock around data, with the signatures of `parking_lot::Mutex`.
///
/// The data is accessible only through the guard that [`lock`](Self::lock) and
/// [`try_lock`](Self::try_lock) return, so a thread accesses it only while it holds the lock.
/// Unlike std's, the lock has no poisoning: if its owner panics, the lock is released and stays
/// usable.
///
/// # What is explored
///
/// Explored, an acquisition and a release are events. Each order in which the threads acquire the
/// lock is an execution of its own. A deadlock is reported with the threads that wait and the locks
/// that they wait for.
///
/// # Examples
///
/// ```
/// use racelab::sync::{Arc, Mutex, thread};
///
/// let total = Arc::new(Mutex::new(0).named("total"));
/// let adders: Vec<_> = (1..=3)
///     .map(|n| {
///         let total = Arc::clone(&total);
///         thread::spawn(move || *total.lock() += n)
///     })
///     .collect();
/// for adder in adders {
///     adder.join().unwrap();
/// }
/// assert_eq!(*total.lock(), 6);
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

/// Access to the data of a [`Mutex`], by dereferencing; dropping it releases the lock.
///
/// [`Mutex::lock`] and [`Mutex::try_lock`] return it.
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
    /// Creates an unlocked mutex around `data`.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// let mutex = Mutex::new(0);
    /// ```
    #[track_caller]
    pub fn new(data: T) -> Self {
        Self {
            lock: Lock::new(Location::caller()),
            data: UnsafeCell::new(data),
        }
    }

    /// Gives the mutex the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// let balance = Mutex::new(100).named("balance");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.lock.name(name);
        self
    }

    /// Consumes the mutex and returns the data. It does not lock: no other thread can hold the lock
    /// of a mutex that is moved.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the mutex.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// let names = Mutex::new(vec!["Ada"]);
    /// names.lock().push("Grace");
    /// assert_eq!(names.into_inner(), ["Ada", "Grace"]);
    /// ```
    #[track_caller]
    pub fn into_inner(self) -> T {
        self.lock.require_own_data("into_inner");
        self.data.into_inner()
    }
}

impl<T: Clone + Sync> Mutex<T> {
    /// Creates a mutex for a `static`. At each operation it is real or explored, as the calling
    /// code is.
    ///
    /// Every explored execution finds it unlocked, around a clone of `data`; what other executions
    /// and real threads did to theirs has no influence. loom does not judge programs that use it.
    ///
    /// A clone belongs to no thread of the execution, so `T::clone` must not operate on objects of
    /// [`racelab::sync`](super): that is a panic. Rust drops no static, so the clones are not
    /// dropped either: memory that they own on the heap is lost with each execution.
    ///
    /// If the executions themselves create the mutex, it is no static, and the exploration ends
    /// without a verdict: use [`new`](Self::new) instead.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// static NAMES: Mutex<Vec<&str>> = Mutex::const_new(Vec::new());
    ///
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
    /// Acquires the lock, and blocks the calling thread until no other thread holds it.
    ///
    /// A thread that already holds the lock deadlocks: it waits for itself. The explorer and loom
    /// report that; for real the thread waits for ever.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// let mutex = Mutex::new(1);
    /// {
    ///     let mut data = mutex.lock();
    ///     *data += 1;
    /// } // The guard is dropped here, which releases the lock.
    /// assert_eq!(*mutex.lock(), 2);
    /// ```
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
        let held = unsafe { self.lock.lock(self.data.get().cast(), place) };
        self.guard(held)
    }

    /// Acquires the lock if no thread holds it; returns `None` at once if one does.
    ///
    /// Explored, a `try_lock` that fails is an event too. It synchronizes with nothing.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// let mutex = Mutex::new(1);
    /// let guard = mutex.lock();
    /// assert!(mutex.try_lock().is_none());
    /// drop(guard);
    /// assert_eq!(mutex.try_lock().as_deref(), Some(&1));
    /// ```
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

    /// Returns a mutable reference to the data. It does not lock: `&mut self` proves that no other
    /// thread uses the mutex.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the mutex.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// let mut mutex = Mutex::new(0);
    /// *mutex.get_mut() = 10;
    /// assert_eq!(*mutex.lock(), 10);
    /// ```
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
