//! `Once` and `OnceLock`: what the first thread to come does for all.

use std::fmt;
use std::panic::Location;

use super::mode::{self, Mode};
use super::model::Explored;
use super::place::Place;
use super::{Condvar, Mutex};
use crate::explore::hook::{self, ObjectKind};

/// Something to be done once, with the signatures of [`std::sync::Once`].
///
/// ```
/// use racelab::sync::Once;
///
/// let (once, mut done) = (Once::new(), 0);
/// once.call_once(|| done += 1);
/// once.call_once(|| done += 1);
/// assert_eq!(done, 1);
/// ```
pub struct Once {
    cell: OnceLock<()>,
}

/// A value that is set once, with the signatures of [`std::sync::OnceLock`]. What
/// the thread that sets it did before happens before what any does that has it.
///
/// Explored, n threads that come to set it are n executions, one for each that may
/// be the first, times two for each other one: it comes before or after the value
/// is there.
///
/// ```
/// use racelab::sync::OnceLock;
///
/// let lock = OnceLock::new();
/// assert_eq!(lock.get(), None);
/// assert_eq!(lock.get_or_init(|| 1), &1);
/// assert_eq!(lock.set(2), Err(2));
/// ```
pub struct OnceLock<T> {
    value: std::sync::OnceLock<T>,
    kind: Kind,
    what: &'static str,
}

enum Kind {
    Real(Place),
    Explored(Box<Explored>),
    Loom(Box<(Mutex<State>, Condvar)>),
}

#[derive(PartialEq, Eq)]
enum State {
    New,
    Begun,
    Done,
}

/// Tells the explorer of a panic before what is to be done once was done.
struct GiveUp(hook::ObjectId);

impl Drop for GiveUp {
    fn drop(&mut self) {
        hook::give_up(self.0);
    }
}

impl Once {
    /// Something that has not been done.
    #[track_caller]
    pub fn new() -> Self {
        let cell = OnceLock::made("Once", Location::caller());
        Self { cell }
    }

    /// Gives it the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        let cell = self.cell.named(name);
        Self { cell }
    }

    /// Does it, if nobody has; waits, if somebody does.
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        self.cell.get_or_init(f);
    }

    /// Whether it is done. If so, what was done is there.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        self.cell.get().is_some()
    }
}

impl<T> OnceLock<T> {
    /// One that has no value.
    #[track_caller]
    pub fn new() -> Self {
        Self::made("OnceLock", Location::caller())
    }

    #[track_caller]
    fn made(what: &'static str, made: Place) -> Self {
        let kind = match mode::mode() {
            Mode::Real => Kind::Real(made),
            Mode::Explored => {
                let kind = ObjectKind::Once(what);
                Kind::Explored(Box::new(Explored::new(what, kind, 0, made)))
            }
            Mode::Loom => Kind::Loom(Box::new((Mutex::new(State::New), Condvar::new()))),
        };
        let value = std::sync::OnceLock::new();
        Self { value, kind, what }
    }

    /// Gives it the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(object) = &self.kind {
            object.name(name);
        }
        self
    }

    /// The value, if it is set.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        let place = Location::caller();
        let done = match &self.kind {
            Kind::Real(made) => {
                mode::require_real(self.what, made);
                true
            }
            Kind::Explored(object) => object.id().is_some_and(|id| hook::is_complete(id, place)),
            Kind::Loom(state) => *state.0.lock() == State::Done,
        };
        self.value.get().filter(|_| done)
    }

    /// Sets the value.
    ///
    /// # Errors
    ///
    /// If it has one, or another thread sets it (then when that is done): `value`.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.initialize(|| value.take(), Location::caller());
        value.map_or(Ok(()), Err)
    }

    /// The value; what `f` makes, if it has none. Waits, if another thread sets it.
    ///
    /// # Panics
    ///
    /// If `f` panics.
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        let mut f = Some(f);
        let make = || f.take().map(|f| f());
        self.initialize(make, Location::caller());
        match (self.value.get(), f) {
            (Some(value), _) => value,
            // A thread that unwinds, under loom or outside of every execution: nothing waits
            // and nothing is done.
            (None, Some(f)) => self.value.get_or_init(f),
            (None, None) => unreachable!("what was made was set"),
        }
    }

    /// Has the value set by `make`, if the calling thread is the first.
    #[track_caller]
    fn initialize(&self, mut make: impl FnMut() -> Option<T>, place: Place) {
        let set = |value: Option<T>| {
            if let Some(value) = value {
                let first = self.value.set(value).is_ok();
                assert!(first, "the model lets one thread in");
            }
        };
        match &self.kind {
            Kind::Real(made) => {
                mode::require_real(self.what, made);
                self.value.get_or_init(|| make().expect("called once only"));
            }
            Kind::Explored(object) => {
                if let Some(id) = object.id()
                    && hook::enter(id, place)
                {
                    let give_up = GiveUp(id);
                    set(make());
                    std::mem::forget(give_up);
                    hook::complete(id, place);
                }
            }
            Kind::Loom(model) => {
                let (state, changed) = &**model;
                let mut guard = state.lock();
                changed.wait_while(&mut guard, |state| *state == State::Begun);
                if *guard == State::Done {
                    return;
                }
                *guard = State::Begun;
                drop(guard);
                set(make());
                *state.lock() = State::Done;
                changed.notify_all();
            }
        }
    }
}

impl Default for Once {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once { .. }")
    }
}

impl<T> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnceLock { .. }")
    }
}
