//! `UnsafeCell`: data that unsafe code has to guard.

use std::fmt;
use std::panic::Location;

use crate::explore::hook::{self, ObjectKind};
use crate::plug::model::{self as plug, model};
use crate::sync::mode::{self, Mode};
use crate::sync::model::{Explored, InLoom};
use crate::sync::place::Place;

const WHAT: &str = "UnsafeCell";

/// Data behind a raw pointer, as [`std::cell::UnsafeCell`], for the labs that build a lock or a
/// channel of their own.
///
/// A closure gets the pointer, so that a model knows how long an access lasts; do not keep the
/// pointer longer.
///
/// # What is explored
///
/// An access is no event, so it makes no further executions. The explorer and loom check that
/// happens-before orders every two accesses of different threads of which at least one is by
/// [`with_mut`](Self::with_mut). Two unordered accesses are a data race.
///
/// # Examples
///
/// ```
/// use racelab::sync::cell::UnsafeCell;
///
/// let cell = UnsafeCell::new(vec![1]);
/// // SAFETY: no other thread uses the cell.
/// cell.with_mut(|data| unsafe { (*data).push(2) });
/// assert_eq!(cell.into_inner(), [1, 2]);
/// ```
pub struct UnsafeCell<T: ?Sized> {
    kind: Kind,
    data: std::cell::UnsafeCell<T>,
}

enum Kind {
    Real { made: Place },
    Explored(Box<Explored>),
    Loom(Box<InLoom<Box<dyn plug::Cell>>>),
}

impl<T> UnsafeCell<T> {
    /// Creates a cell around `data`.
    ///
    /// ```
    /// use racelab::sync::cell::UnsafeCell;
    ///
    /// let cell = UnsafeCell::new(5);
    /// ```
    #[track_caller]
    pub fn new(data: T) -> Self {
        let made = Location::caller();
        let kind = match mode::mode() {
            Mode::Real => Kind::Real { made },
            Mode::Explored => {
                Kind::Explored(Box::new(Explored::new(WHAT, ObjectKind::Cell, 0, made)))
            }
            Mode::Loom => Kind::Loom(Box::new(InLoom::new(WHAT, model().cell(), made))),
        };
        Self {
            kind,
            data: std::cell::UnsafeCell::new(data),
        }
    }

    /// Gives the cell the name under which a data race is reported.
    ///
    /// ```
    /// use racelab::sync::cell::UnsafeCell;
    ///
    /// let slots = UnsafeCell::new([0; 4]).named("slots");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(object) = &self.kind {
            object.name(name);
        }
        self
    }

    /// Consumes the cell and returns the data.
    ///
    /// ```
    /// use racelab::sync::cell::UnsafeCell;
    ///
    /// assert_eq!(UnsafeCell::new(5).into_inner(), 5);
    /// ```
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Passes a pointer to the data to `f`, to read. Dereferencing it is sound as long as no thread
    /// writes the data meanwhile.
    ///
    /// ```
    /// use racelab::sync::cell::UnsafeCell;
    ///
    /// let cell = UnsafeCell::new(5);
    /// // SAFETY: no other thread uses the cell.
    /// assert_eq!(cell.with(|data| unsafe { *data }), 5);
    /// ```
    #[inline]
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        let data = self.data.get().cast_const();
        self.kind.access(false, Location::caller(), || f(data))
    }

    /// Passes a pointer to the data to `f`, to read and write. Dereferencing it is sound as long as
    /// no other thread accesses the data meanwhile.
    ///
    /// ```
    /// use racelab::sync::cell::UnsafeCell;
    ///
    /// let cell = UnsafeCell::new(5);
    /// // SAFETY: no other thread uses the cell.
    /// cell.with_mut(|data| unsafe { *data += 1 });
    /// assert_eq!(cell.into_inner(), 6);
    /// ```
    #[inline]
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        let data = self.data.get();
        self.kind.access(true, Location::caller(), || f(data))
    }

    /// Returns a mutable reference to the data. `&mut self` proves that no other thread uses the
    /// cell.
    ///
    /// ```
    /// use racelab::sync::cell::UnsafeCell;
    ///
    /// let mut cell = UnsafeCell::new(5);
    /// *cell.get_mut() += 1;
    /// assert_eq!(cell.into_inner(), 6);
    /// ```
    #[track_caller]
    pub fn get_mut(&mut self) -> &mut T {
        if let Kind::Explored(object) = &self.kind {
            object.lend(Location::caller());
        }
        self.data.get_mut()
    }
}

impl Kind {
    /// Runs `f` as an access to the data.
    #[inline]
    #[track_caller]
    fn access<R>(&self, write: bool, place: Place, f: impl FnOnce() -> R) -> R {
        match self {
            Self::Real { made } => {
                mode::require_real(WHAT, made);
                f()
            }
            // The access is an interval, and may span other operations, so the explorer checks
            // both of its ends.
            Self::Explored(object) => {
                explored(object, write, place);
                let result = f();
                explored(object, write, place);
                result
            }
            Self::Loom(cell) => match cell.enter(place) {
                Some(cell) => {
                    let (mut f, mut result) = (Some(f), None);
                    cell.access(write, &mut || result = f.take().map(|f| f()));
                    result.expect("the access has called `f`")
                }
                None => f(),
            },
        }
    }
}

#[track_caller]
fn explored(object: &Explored, write: bool, place: Place) {
    if let Some(id) = object.id() {
        hook::access(id, write, place);
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for UnsafeCell<T> {
    #[track_caller]
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

impl<T: ?Sized> fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsafeCell { .. }")
    }
}
