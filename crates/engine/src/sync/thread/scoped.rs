//! The handle of a thread of a scope.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::thread::Result;

use parking_lot::Mutex;

use super::handle::Thread;
use super::spawn::{Child, ResultSlot};
use crate::sync::mode;
use crate::sync::place::Place;
use crate::waits::{self, For};

/// A model thread; `None` after its join.
pub(super) type ScopedChild = Mutex<Option<Child>>;

/// Waits for the end of a thread of a [`Scope`](super::Scope), and receives its result.
///
/// [`Scope::spawn`](super::Scope::spawn) and
/// [`Builder::spawn_scoped`](super::Builder::spawn_scoped) return it.
pub struct ScopedJoinHandle<'scope, T> {
    pub(super) thread: Thread,
    pub(super) kind: Kind<'scope, T>,
}

pub(super) enum Kind<'scope, T> {
    Real(std::thread::ScopedJoinHandle<'scope, T>),
    Model {
        child: Arc<ScopedChild>,
        slot: ResultSlot<T>,
    },
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Blocks until the thread ends, and returns its result. Everything in the thread happens
    /// before the return.
    ///
    /// # Errors
    ///
    /// If the thread panicked: the value of the panic. In a model a panic ends the execution with
    /// a failure, so `join` does not return.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// let answer = thread::scope(|s| s.spawn(|| 6 * 7).join().unwrap());
    /// assert_eq!(answer, 42);
    /// ```
    #[track_caller]
    pub fn join(self) -> Result<T> {
        match self.kind {
            Kind::Real(handle) => {
                mode::require_real_for_a_thread();
                waits::during(For::End, Location::caller(), || handle.join())
            }
            Kind::Model { child, slot } => {
                join(&child, Location::caller());
                slot.take()
            }
        }
    }

    /// Returns a handle to the thread itself.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// thread::scope(|s| {
    ///     let child = s.spawn(|| thread::park());
    ///     child.thread().unpark();
    /// });
    /// ```
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScopedJoinHandle { .. }")
    }
}

/// Joins the thread, unless another call has; returns `false` if this call finds that it panicked.
#[track_caller]
fn join(child: &ScopedChild, place: Place) -> bool {
    // The lock must be free while this thread waits.
    let child = child.lock().take();
    child.is_none_or(|child| child.join(place))
}
