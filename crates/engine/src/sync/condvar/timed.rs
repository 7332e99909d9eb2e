//! Waits with a timeout.

use std::panic::Location;
use std::time::{Duration, Instant};

use super::{Condvar, Kind, WHAT};
use crate::sync::lock::Held;
use crate::sync::mode;
use crate::sync::mutex::MutexGuard;
use crate::sync::place::{self, Place};
use crate::sync::under_loom;

impl Condvar {
    /// Waits for a notification, but no longer than `timeout`; then acquires the lock again,
    /// however long that takes.
    ///
    /// # What is explored
    ///
    /// Time has no length in a model: a wait that no notification ends times out, and a
    /// notification may come in time or too late; both are explored. loom cannot judge a program
    /// that waits with a timeout.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use racelab::sync::{Condvar, Mutex};
    /// use std::time::Duration;
    ///
    /// let (lock, never) = (Mutex::new(()), Condvar::new());
    /// let result = never.wait_for(&mut lock.lock(), Duration::from_millis(1));
    /// assert!(result.timed_out());
    /// ```
    #[track_caller]
    pub fn wait_for<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        timeout: Duration,
    ) -> WaitTimeoutResult {
        let deadline = Instant::now().checked_add(timeout);
        WaitTimeoutResult(self.wait_until_at(guard.held(), deadline, Location::caller()))
    }

    /// Waits as long as `condition` is true, but no longer than `timeout`. After a timeout
    /// `condition` may be true or false: check it.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use racelab::sync::{Condvar, Mutex};
    /// use std::time::Duration;
    ///
    /// let (pending, changed) = (Mutex::new(true), Condvar::new());
    /// let mut guard = pending.lock();
    /// let limit = Duration::from_millis(1);
    /// let result = changed.wait_while_for(&mut guard, |pending| *pending, limit);
    /// assert!(result.timed_out() && *guard);
    /// ```
    #[track_caller]
    pub fn wait_while_for<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        mut condition: impl FnMut(&mut T) -> bool,
        timeout: Duration,
    ) -> WaitTimeoutResult {
        let place = Location::caller();
        let deadline = Instant::now().checked_add(timeout);
        while condition(&mut **guard) {
            if self.wait_until_at(guard.held(), deadline, place) {
                return WaitTimeoutResult(true);
            }
        }
        WaitTimeoutResult(false)
    }

    /// Returns whether the time was over; `None` is a time too far away to come.
    /// Only for real does it matter when that is.
    #[track_caller]
    fn wait_until_at(&self, held: &mut Held<'_>, deadline: Option<Instant>, place: Place) -> bool {
        match (&self.kind, held, deadline) {
            (Kind::Real { condvar, made }, Held::Real(guard), Some(deadline)) => {
                mode::require_real(WHAT, made);
                condvar.wait_until(guard, deadline).timed_out()
            }
            (Kind::Explored(condvar), Held::Explored(held), _) => held.wait_for(condvar, place),
            (Kind::Loom(condvar), Held::Loom(_), _) => {
                condvar.object.enter(place).is_none()
                    || under_loom::cannot_judge(format!(
                        "loom has no time, so its waits never end too late ({})",
                        place::short(place)
                    ))
            }
            (_, held, _) => {
                self.wait_at(held, place);
                false
            }
        }
    }
}

/// The result of a wait with a timeout, from [`Condvar::wait_for`] and [`Condvar::wait_while_for`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the wait ended because the time was over.
    ///
    /// ```
    /// use racelab::sync::{Condvar, Mutex};
    /// use std::time::Duration;
    ///
    /// let (lock, never) = (Mutex::new(()), Condvar::new());
    /// assert!(never.wait_for(&mut lock.lock(), Duration::ZERO).timed_out());
    /// ```
    pub fn timed_out(self) -> bool {
        self.0
    }
}
