//! `OnceLock`: a value that the first thread sets for all threads.

use std::panic::Location;

use super::cell::{InUse, Stage, Used};
use crate::explore::hook::ObjectKind;
use crate::sync::mode::{self, Mode};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::Tag;
use crate::sync::under_loom;
use crate::sync::{Condvar, Mutex};

/// A cell for one write, with the signatures of [`std::sync::OnceLock`].
///
/// The set happens before every operation that gets the value.
///
/// # What is explored
///
/// Each thread that may be the first to set the value makes an execution. So does each result of
/// another thread, which comes before or after the set. So n threads that try to set it make n
/// times two to the power of n - 1 executions.
///
/// # Examples
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
    /// The cell of `const_new`, which is real or explored at each operation, as the calling code
    /// is.
    Static {
        made: Place,
        tag: Tag,
    },
    Explored(Box<Explored>),
    Loom(Box<(Mutex<Stage>, Condvar)>),
}

impl<T> OnceLock<T> {
    /// Creates a cell without a value.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// assert_eq!(OnceLock::<u8>::new().get(), None);
    /// ```
    #[track_caller]
    pub fn new() -> Self {
        Self::made("OnceLock", Location::caller())
    }

    /// Creates a cell for a `static`, as [`Once::const_new`](super::Once::const_new) does. At each
    /// operation it is real or explored, as the calling code is; in every explored execution it has
    /// no value at the beginning.
    ///
    /// Rust drops no static, so the values of explored executions are neither dropped nor freed:
    /// code that has a `&'static T` may keep it.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// static NAME: OnceLock<String> = OnceLock::const_new();
    ///
    /// assert_eq!(NAME.get_or_init(|| "Ada".to_owned()), "Ada");
    /// ```
    #[track_caller]
    pub const fn const_new() -> Self {
        Self::made_static("OnceLock", Location::caller())
    }

    pub(super) const fn made_static(what: &'static str, made: Place) -> Self {
        let tag = Tag::new();
        Self {
            value: std::sync::OnceLock::new(),
            kind: Kind::Static { made, tag },
            what,
        }
    }

    #[track_caller]
    pub(super) fn made(what: &'static str, made: Place) -> Self {
        let kind = match mode::mode() {
            Mode::Real => Kind::Real(made),
            Mode::Explored => {
                let kind = ObjectKind::Once(what);
                Kind::Explored(Box::new(Explored::new(what, kind, 0, made)))
            }
            Mode::Loom => Kind::Loom(Box::new((Mutex::new(Stage::New), Condvar::new()))),
        };
        let value = std::sync::OnceLock::new();
        Self { value, kind, what }
    }

    /// Gives it the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// let config = OnceLock::<u8>::new().named("config");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(object) = &self.kind {
            object.name(name);
        }
        self
    }

    /// Returns the value, if it is set. It never blocks.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// let lock = OnceLock::new();
    /// assert_eq!(lock.get(), None);
    /// lock.set(1).unwrap();
    /// assert_eq!(lock.get(), Some(&1));
    /// ```
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        if let Kind::Real(made) = &self.kind {
            mode::require_real(self.what, made);
            return self.value.get();
        }
        let place = Location::caller();
        let cell = self.cell(place);
        let done = cell.is_set(place);
        cell.get().filter(|_| done)
    }

    /// Sets the value. If another thread is setting it, blocks until that thread has finished.
    ///
    /// # Errors
    ///
    /// If the cell has a value: `value`.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// let lock = OnceLock::new();
    /// assert_eq!(lock.set(1), Ok(()));
    /// assert_eq!(lock.set(2), Err(2));
    /// assert_eq!(lock.get(), Some(&1));
    /// ```
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let place = Location::caller();
        let mut value = Some(value);
        self.cell(place).initialize(|| value.take(), place);
        value.map_or(Ok(()), Err)
    }

    /// Returns the value. If the cell has none, first sets it to the result of `f`. If another
    /// thread is setting it, blocks until that thread has finished.
    ///
    /// # Panics
    ///
    /// If `f` panics. For real the cell then stays without a value.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// let lock = OnceLock::new();
    /// assert_eq!(lock.get_or_init(|| 1), &1);
    /// assert_eq!(lock.get_or_init(|| unreachable!()), &1);
    /// ```
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        let place = Location::caller();
        let cell = self.cell(place);
        let mut f = Some(f);
        let make = || f.take().map(|f| f());
        cell.initialize(make, place);
        match (cell.get(), f) {
            (Some(value), _) => value,
            // An unwinding thread, under loom or outside of every execution. It never waits.
            (None, Some(f)) => cell.get_or_set(f),
            (None, None) => unreachable!("what was made was set"),
        }
    }

    /// Blocks until another thread has set the value. If no thread sets it, that is a deadlock.
    ///
    /// ```
    /// use racelab::sync::{OnceLock, thread};
    ///
    /// let lock = OnceLock::new();
    /// thread::scope(|s| {
    ///     s.spawn(|| lock.set(1));
    ///     assert_eq!(lock.wait(), &1);
    /// });
    /// ```
    #[track_caller]
    pub fn wait(&self) -> &T {
        let place = Location::caller();
        let cell = self.cell(place);
        if cell.is_real() {
            return self.value.wait();
        }
        cell.wait(place);
        cell.get().unwrap_or_else(|| {
            // The thread unwinds outside of its execution, where it cannot wait.
            panic!("no thread sets the value of this {} any more", self.what)
        })
    }

    /// Returns a mutable reference to the value, if it is set. `&mut self` proves that no other
    /// thread uses the cell.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the cell.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// let mut lock = OnceLock::from(1);
    /// *lock.get_mut().unwrap() += 1;
    /// assert_eq!(lock.get(), Some(&2));
    /// ```
    #[track_caller]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.require_own("get_mut");
        if let Kind::Explored(object) = &self.kind {
            object.lend(Location::caller());
        }
        self.value.get_mut()
    }

    /// Consumes the cell and returns the value, if it is set.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the cell.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// assert_eq!(OnceLock::<u8>::new().into_inner(), None);
    /// assert_eq!(OnceLock::from(1).into_inner(), Some(1));
    /// ```
    #[track_caller]
    pub fn into_inner(self) -> Option<T> {
        self.require_own("into_inner");
        self.value.into_inner()
    }

    /// Takes the value out, and leaves the cell without one.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the cell.
    ///
    /// ```
    /// use racelab::sync::OnceLock;
    ///
    /// let mut lock = OnceLock::from(1);
    /// assert_eq!(lock.take(), Some(1));
    /// assert_eq!(lock.set(2), Ok(()));
    /// ```
    #[track_caller]
    pub fn take(&mut self) -> Option<T> {
        self.require_own("take");
        match &mut self.kind {
            Kind::Explored(object) => object.renew(0, Location::caller()),
            Kind::Loom(model) => *model.0.get_mut() = Stage::New,
            Kind::Real(_) | Kind::Static { .. } => {}
        }
        self.value.take()
    }

    /// Checks that `method`, which has exclusive access to the cell, may access the value.
    #[track_caller]
    fn require_own(&self, method: &str) {
        match &self.kind {
            Kind::Real(made) => mode::require_real(self.what, made),
            Kind::Static { made, .. } => {
                mode::require_real_for_a_static(self.what, made, method);
            }
            Kind::Explored(_) | Kind::Loom(_) => {}
        }
    }

    /// The cell for one operation.
    #[track_caller]
    pub(super) fn cell(&self, place: Place) -> InUse<'_, T> {
        let own = |kind| InUse::own(&self.value, kind);
        match &self.kind {
            Kind::Real(made) => {
                mode::require_real(self.what, made);
                own(Used::Real)
            }
            Kind::Explored(object) => own(Used::Explored(**object)),
            Kind::Loom(model) => own(Used::Loom(model)),
            Kind::Static { made, tag } => match mode::mode() {
                Mode::Explored => InUse::of_static(tag, self.what, made),
                Mode::Loom if under_loom::enter(place) => mode::no_statics_in_loom(self.what, made),
                // Under loom this is a destructor of an unwinding thread, which loom does not see.
                Mode::Real | Mode::Loom => own(Used::Real),
            },
        }
    }
}
