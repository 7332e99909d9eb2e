//! `Condvar`: a thread that holds a lock waits until another thread notifies it.
//!
//! # Layout
//!
//! - `timed`: waits with a timeout;
//! - `in_loom`: a condition variable under loom.

mod in_loom;
mod timed;

use std::fmt;
use std::panic::Location;

pub use self::timed::WaitTimeoutResult;

use self::in_loom::LoomCondvar;
use super::lock::Held;
use super::mode::{self, Mode};
use super::model::Explored;
use super::mutex::MutexGuard;
use super::place::Place;
use crate::explore::hook::{self, ObjectKind};
use crate::waits::{self, For};

const WHAT: &str = "Condvar";

/// A condition variable, with the signatures of `parking_lot::Condvar`: a thread waits on it, while
/// it holds a [`Mutex`](super::Mutex), until another thread notifies it.
///
/// A wait may end *spuriously*, without a notification: always check the condition again, in a loop
/// or with [`wait_while`](Self::wait_while). A notification that finds no waiter is lost.
///
/// # What is explored
///
/// A wait releases the lock and acquires it again afterwards; these and the notifications are
/// events. Which waiter a [`notify_one`](Self::notify_one) wakes is a choice, and each choice is an
/// execution. Spurious wake-ups are explored if
/// [`Explorer::spurious`](crate::explore::Explorer::spurious) asks for them; for real, and under
/// loom, there are none. A wait that no thread notifies is a deadlock.
///
/// # Examples
///
/// ```
/// use racelab::sync::{Condvar, Mutex, thread};
///
/// let (ready, changed) = (Mutex::new(false), Condvar::new());
/// thread::scope(|s| {
///     s.spawn(|| {
///         *ready.lock() = true;
///         changed.notify_one();
///     });
///     let mut guard = ready.lock();
///     while !*guard {
///         changed.wait(&mut guard);
///     }
/// });
/// ```
pub struct Condvar {
    kind: Kind,
}

enum Kind {
    Real {
        condvar: parking_lot::Condvar,
        made: Place,
    },
    Explored(Box<Explored>),
    Loom(Box<LoomCondvar>),
}

impl Condvar {
    /// Creates a condition variable without waiters.
    ///
    /// ```
    /// use racelab::sync::Condvar;
    ///
    /// let changed = Condvar::new();
    /// assert!(!changed.notify_one()); // No thread waits.
    /// ```
    #[track_caller]
    pub fn new() -> Self {
        let made = Location::caller();
        let kind = match mode::mode() {
            Mode::Real => Kind::Real {
                condvar: parking_lot::Condvar::new(),
                made,
            },
            Mode::Explored => {
                Kind::Explored(Box::new(Explored::new(WHAT, ObjectKind::Condvar, 0, made)))
            }
            Mode::Loom => Kind::Loom(Box::new(LoomCondvar::new(WHAT, made))),
        };
        Self { kind }
    }

    /// Gives the condition variable the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::Condvar;
    ///
    /// let not_empty = Condvar::new().named("not_empty");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(condvar) = &self.kind {
            condvar.name(name);
        }
        self
    }

    /// Releases the lock, blocks the calling thread until a notification, and acquires the lock
    /// again.
    ///
    /// Releasing the lock and starting to wait is one step: a thread that notifies after it has
    /// held the lock wakes this thread.
    ///
    /// # Panics
    ///
    /// For real, if another thread waits on this condition variable with another mutex.
    ///
    /// ```
    /// use racelab::sync::{Condvar, Mutex, thread};
    ///
    /// let (ready, changed) = (Mutex::new(false), Condvar::new());
    /// thread::scope(|s| {
    ///     s.spawn(|| {
    ///         *ready.lock() = true;
    ///         changed.notify_all();
    ///     });
    ///     let mut guard = ready.lock();
    ///     while !*guard {
    ///         changed.wait(&mut guard);
    ///     }
    /// });
    /// ```
    #[track_caller]
    pub fn wait<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>) {
        self.wait_at(guard.held(), Location::caller());
    }

    /// Waits as long as `condition` is true; it is checked before the first wait and after each
    /// one, under the lock.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use racelab::sync::{Condvar, Mutex, thread};
    ///
    /// let (pending, changed) = (Mutex::new(true), Condvar::new());
    /// thread::scope(|s| {
    ///     s.spawn(|| {
    ///         *pending.lock() = false;
    ///         changed.notify_one();
    ///     });
    ///     changed.wait_while(&mut pending.lock(), |pending| *pending);
    /// });
    /// ```
    #[track_caller]
    pub fn wait_while<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) {
        let place = Location::caller();
        while condition(&mut **guard) {
            self.wait_at(guard.held(), place);
        }
    }

    #[track_caller]
    fn wait_at(&self, held: &mut Held<'_>, place: Place) {
        match (&self.kind, held) {
            (Kind::Real { condvar, made }, Held::Real(guard)) => {
                mode::require_real(WHAT, made);
                waits::during(For::Notification, place, || condvar.wait(guard));
            }
            (Kind::Explored(condvar), Held::Explored(held)) => held.wait(condvar, place),
            (Kind::Loom(condvar), Held::Loom(held)) => {
                if let Some(state) = condvar.object.enter(place) {
                    held.unlocked(place, state.enqueue());
                }
            }
            (Kind::Real { made, .. }, _) => mode::require_real(WHAT, made),
            _ => panic!(
                "the Condvar and the lock belong to different executions; create both inside the \
                 explored closure"
            ),
        }
    }

    /// Wakes one waiter; returns whether there was one.
    ///
    /// ```
    /// use racelab::sync::{Condvar, Mutex, thread};
    ///
    /// let (ready, changed) = (Mutex::new(false), Condvar::new());
    /// thread::scope(|s| {
    ///     s.spawn(|| changed.wait_while(&mut ready.lock(), |ready| !*ready));
    ///     *ready.lock() = true;
    ///     changed.notify_one(); // `false` if the other thread comes later.
    /// });
    /// ```
    #[track_caller]
    pub fn notify_one(&self) -> bool {
        let place = Location::caller();
        match &self.kind {
            Kind::Real { condvar, made } => {
                mode::require_real(WHAT, made);
                condvar.notify_one()
            }
            Kind::Explored(condvar) => condvar.id().is_some_and(|id| hook::notify_one(id, place)),
            Kind::Loom(condvar) => condvar
                .object
                .enter(place)
                .is_some_and(|state| state.notify(1) == 1),
        }
    }

    /// Wakes all waiters; returns their number.
    ///
    /// ```
    /// use racelab::sync::{Condvar, Mutex, thread};
    ///
    /// let (open, changed) = (Mutex::new(false), Condvar::new());
    /// thread::scope(|s| {
    ///     for _ in 0..3 {
    ///         s.spawn(|| changed.wait_while(&mut open.lock(), |open| !*open));
    ///     }
    ///     *open.lock() = true;
    ///     let woken = changed.notify_all();
    ///     assert!(woken <= 3);
    /// });
    /// ```
    #[track_caller]
    pub fn notify_all(&self) -> usize {
        let place = Location::caller();
        match &self.kind {
            Kind::Real { condvar, made } => {
                mode::require_real(WHAT, made);
                condvar.notify_all()
            }
            Kind::Explored(condvar) => condvar.id().map_or(0, |id| hook::notify_all(id, place)),
            Kind::Loom(condvar) => condvar
                .object
                .enter(place)
                .map_or(0, |state| state.notify(usize::MAX)),
        }
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condvar { .. }")
    }
}
