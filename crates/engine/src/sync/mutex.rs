//! `Mutex`: a lock around data.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr::NonNull;

use super::lock::{Held, Lock, Shown};
use super::place::Place;
use super::word::Word;

/// A mutual exclusion lock around data, with the signatures of `parking_lot::Mutex`.
///
/// The data is accessible only through the guard that [`lock`](Self::lock) and
/// [`try_lock`](Self::try_lock) return, so a thread accesses it only while it holds the lock.
/// Unlike std's, the lock has no poisoning: a panic of its owner releases the lock, which stays
/// usable.
///
/// # What is explored
///
/// Explored, an acquire and a release are events. Each order in which the threads acquire the lock
/// is an execution. The explorer reports a deadlock with the waiting threads and the locks for
/// which they wait.
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
// SAFETY: through a shared mutex, only the thread that holds the lock accesses the data. That is
// like a move from thread to thread, which `T: Send` allows.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}

/// Access to the data of a [`Mutex`], by dereferencing; dropping it releases the lock.
///
/// [`Mutex::lock`] and [`Mutex::try_lock`] return it.
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    /// The data in the mutex or, for a static, the data of the execution.
    data: NonNull<T>,
    held: Held<'a>,
    borrow: PhantomData<&'a mut T>,
}

// SAFETY: threads may share a guard like a `&mut T`, if `T: Sync`. Only code with exclusive access
// to the guard uses `held`. (No guard is Send.)
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
        let mut mutex = Self {
            lock: Lock::new(Location::caller()),
            data: UnsafeCell::new(data),
        };
        // SAFETY: this is the data of the lock, a `T`.
        unsafe { mutex.lock.show(Shown::word::<T>, mutex.data.get().cast()) };
        mutex
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

    /// Shows a number of the data beside the lock, wherever an execution is shown: an acquire has
    /// the number that it finds, a release the number that it leaves. For real and under loom this
    /// has no effect.
    ///
    /// A lock around an integer or a bool shows its data without this call. `number` performs no
    /// operation on objects of [`racelab::sync`](super), and does not panic.
    ///
    /// ```
    /// use racelab::sync::Mutex;
    ///
    /// let names = Mutex::new(vec!["Ada"]).named("names").showing(Vec::len);
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
    /// Every explored execution finds it unlocked, around a clone of `data`. Other executions and
    /// real threads have their own data. loom does not judge programs that use it.
    ///
    /// A clone belongs to no thread of the execution, so `T::clone` panics if it operates on
    /// objects of [`racelab::sync`](super). Rust drops no static, and the explorer drops no clone:
    /// each execution leaks the memory that its clone owns on the heap.
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
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        if let Some(held) = self.lock.lock_real(Location::caller()) {
            return self.guard(Held::Real(held));
        }
        self.lock_of_model_or_static(Location::caller())
    }

    /// Acquires a lock of a model or of a static. The function is out of line so that no code
    /// copies the real guard: the copy would read 16 bytes right after their write as two words,
    /// and wait for both. That takes longer than the lock itself.
    #[inline(never)]
    #[track_caller]
    fn lock_of_model_or_static(&self, place: Place) -> MutexGuard<'_, T> {
        // SAFETY: this is the data of the lock, and no method accesses it in another way.
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
    /// Shows no data: in a model, a look at the data would be an operation of the program. For
    /// real the text is the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mutex { .. }")
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock (`held`) of this data, and keeps both alive. Only one
        // guard exists at a time, and the borrow of the guard excludes a mutable use.
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
