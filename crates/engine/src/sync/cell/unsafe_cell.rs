//! `UnsafeCell`: data that its owner promises to guard.

use std::fmt;
use std::panic::Location;

use crate::explore::hook::{self, ObjectKind};
use crate::plug::model::{self as plug, model};
use crate::sync::mode::{self, Mode};
use crate::sync::model::{Explored, InLoom};
use crate::sync::place::Place;

const WHAT: &str = "UnsafeCell";

/// Data behind a raw pointer, as `std::cell::UnsafeCell`, for the labs that build a lock
/// or a channel of their own.
///
/// The pointer is handed to a closure, so that the models know how long an access lasts;
/// do not keep it longer. An access is no event: it is only checked that each two accesses
/// of different threads, at least one of them by [`with_mut`](Self::with_mut), are ordered
/// by happens-before. If they are not, that is a data race.
///
/// ```
/// use racelab::sync::cell::UnsafeCell;
///
/// let cell = UnsafeCell::new(vec![1]);
/// // SAFETY: no other thread has the cell.
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
    /// A cell around `data`.
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

    /// Gives it the name under which a data race is reported.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(object) = &self.kind {
            object.name(name);
        }
        self
    }

    /// The data.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Lets `f` read the data. Dereferencing the pointer is sound as long as no thread
    /// writes the data meanwhile.
    #[inline]
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        let data = self.data.get().cast_const();
        self.kind.access(false, Location::caller(), || f(data))
    }

    /// Lets `f` read and write the data. Dereferencing the pointer is sound as long as no
    /// other thread accesses the data meanwhile.
    #[inline]
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        let data = self.data.get();
        self.kind.access(true, Location::caller(), || f(data))
    }

    /// The data: `&mut self` says that no other thread has the cell.
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
            // The access is an interval, and may span other operations: it is checked at
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
