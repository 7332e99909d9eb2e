//! `Once` and `OnceLock`: what the first thread to come does for all.
//!
//! # Layout
//!
//! - `cell`: where one operation on an `OnceLock` is made, and the value lies.

mod cell;

use std::fmt;
use std::panic::Location;

use self::cell::{Cell, Used};
use super::mode::{self, Mode};
use super::model::Explored;
use super::place::Place;
use super::statics::Tag;
use super::under_loom;
use super::{Condvar, Mutex};
use crate::explore::hook::ObjectKind;

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
    /// Made by `const_new`: real or explored, as the code runs at each operation.
    Static {
        made: Place,
        tag: Tag,
    },
    Explored(Box<Explored>),
    Loom(Box<(Mutex<State>, Condvar)>),
}

#[derive(PartialEq, Eq)]
enum State {
    New,
    Begun,
    Done,
}

impl Once {
    /// Something that has not been done.
    #[track_caller]
    pub fn new() -> Self {
        let cell = OnceLock::made("Once", Location::caller());
        Self { cell }
    }

    /// Something for a `static`: real or explored, as the code runs at each operation; not
    /// done at the beginning of every explored execution. loom does not judge programs
    /// that use it.
    ///
    /// An exploration ends without a verdict if it is no static, but something that each
    /// execution makes: use [`new`](Self::new) for that.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// static START: Once = Once::const_new();
    /// START.call_once(|| println!("started"));
    /// assert!(START.is_completed());
    /// ```
    #[track_caller]
    pub const fn const_new() -> Self {
        let cell = OnceLock::made_static("Once", Location::caller());
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

    /// One for a `static`, as [`Once::const_new`]: real or explored, as the code runs at
    /// each operation, and without a value at the beginning of every explored execution.
    ///
    /// The values of explored executions are neither dropped nor freed, as those of statics
    /// are not: code that has a `&'static T` may keep it.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// static NAME: OnceLock<String> = OnceLock::const_new();
    /// assert_eq!(NAME.get_or_init(|| "Ada".to_owned()), "Ada");
    /// ```
    #[track_caller]
    pub const fn const_new() -> Self {
        Self::made_static("OnceLock", Location::caller())
    }

    const fn made_static(what: &'static str, made: Place) -> Self {
        let tag = Tag::new();
        Self {
            value: std::sync::OnceLock::new(),
            kind: Kind::Static { made, tag },
            what,
        }
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
        let cell = self.cell(place);
        let done = cell.is_set(place);
        cell.get().filter(|_| done)
    }

    /// Sets the value.
    ///
    /// # Errors
    ///
    /// If it has one, or another thread sets it (then when that is done): `value`.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let place = Location::caller();
        let mut value = Some(value);
        self.cell(place).initialize(|| value.take(), place);
        value.map_or(Ok(()), Err)
    }

    /// The value; what `f` makes, if it has none. Waits, if another thread sets it.
    ///
    /// # Panics
    ///
    /// If `f` panics.
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        let place = Location::caller();
        let cell = self.cell(place);
        let mut f = Some(f);
        let make = || f.take().map(|f| f());
        cell.initialize(make, place);
        match (cell.get(), f) {
            (Some(value), _) => value,
            // A thread that unwinds, under loom or outside of every execution: nothing waits
            // and nothing is done.
            (None, Some(f)) => cell.get_or_set(f),
            (None, None) => unreachable!("what was made was set"),
        }
    }

    /// What an operation is made on.
    #[track_caller]
    fn cell(&self, place: Place) -> Cell<'_, T> {
        let own = |kind| Cell::own(&self.value, kind);
        match &self.kind {
            Kind::Real(made) => {
                mode::require_real(self.what, made);
                own(Used::Real)
            }
            Kind::Explored(object) => own(Used::Explored(**object)),
            Kind::Loom(model) => own(Used::Loom(model)),
            Kind::Static { made, tag } => match mode::mode() {
                Mode::Explored => Cell::of_static(tag, self.what, made),
                Mode::Loom if under_loom::enter(place) => mode::no_statics_in_loom(self.what, made),
                // Under loom: a destructor of a thread that unwinds. loom does not see it.
                Mode::Real | Mode::Loom => own(Used::Real),
            },
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
