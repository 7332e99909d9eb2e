//! The lock inside a [`Mutex`](super::Mutex), without the data, and the parts that it shares with the
//! lock inside an [`RwLock`](super::RwLock).
//!
//! # Layout
//!
//! - `explored`, `in_loom`: the lock in the two models;
//! - `three_ways`: a lock that is real, explored or loom's;
//! - `taken`: the count of guards, on which their soundness in a model rests;
//! - `shown`: the number that an execution shows beside the lock.

mod explored;
mod in_loom;
mod shown;
mod taken;
mod three_ways;

use self::explored::ExploredHeld;
use self::in_loom::{LoomHeld, LoomLock};
pub(super) use self::shown::Shown;
pub(super) use self::taken::Taken;
pub(super) use self::three_ways::{Entered, ExploredLock, RealLock, ThreeWayLock};
use super::mode;
use super::place::Place;
use crate::explore::hook::ObjectKind;
use crate::waits::{self, For};

/// The lock of a mutex.
pub(super) type Lock = ThreeWayLock<parking_lot::Mutex<()>, LoomLock>;

impl RealLock for parking_lot::Mutex<()> {
    const WHAT: &'static str = "Mutex";
    const KIND: ObjectKind = ObjectKind::Mutex;
}

/// A held lock. Dropping it releases the lock.
///
/// The state for loom is boxed: it is large, and would slow down the real lock. The state for the
/// explorer is a few words; a box would take a good part of the time of an explored lock.
pub(super) enum Held<'a> {
    Real(parking_lot::MutexGuard<'a, ()>),
    Explored(ExploredHeld<'a>),
    Loom(Box<LoomHeld<'a>>),
}

/// Acquires the real lock.
#[inline]
fn real_lock(lock: &parking_lot::Mutex<()>, place: Place) -> parking_lot::MutexGuard<'_, ()> {
    lock.try_lock()
        .unwrap_or_else(|| waits::during(For::Lock, place, || lock.lock()))
}

impl Lock {
    pub(super) fn new(made: Place) -> Self {
        Self::of_mode(parking_lot::Mutex::new(()), LoomLock::new, made)
    }

    pub(super) const fn const_new<T: Clone + Sync>(made: Place) -> Self {
        Self::of_static::<T>(parking_lot::Mutex::new(()), made)
    }

    /// Acquires a lock that `new` created outside of models; `None` for any other lock.
    #[inline]
    #[track_caller]
    pub(super) fn lock_real(&self, place: Place) -> Option<parking_lot::MutexGuard<'_, ()>> {
        let Self::Real { lock, made } = self else {
            return None;
        };
        mode::require_real(parking_lot::Mutex::WHAT, made);
        Some(real_lock(lock, place))
    }

    /// Acquires the lock. For a real one, [`lock_real`](Self::lock_real) takes less time.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[track_caller]
    pub(super) unsafe fn lock(&self, data: *const (), place: Place) -> Held<'_> {
        // SAFETY: the caller promises it.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => Held::Real(real_lock(lock, place)),
            Entered::Explored(lock) => Held::Explored(ExploredHeld::lock(lock, data, place)),
            Entered::Loom(lock) => Held::Loom(Box::new(lock.lock(place))),
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[inline]
    #[track_caller]
    pub(super) unsafe fn try_lock(&self, data: *const (), place: Place) -> Option<Held<'_>> {
        // SAFETY: the caller promises it.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => lock.try_lock().map(Held::Real),
            Entered::Explored(lock) => {
                ExploredHeld::try_lock(lock, data, place).map(Held::Explored)
            }
            Entered::Loom(lock) => lock.try_lock(place).map(Box::new).map(Held::Loom),
        }
    }
}

impl Held<'_> {
    /// The address of the data; `own` is that of the data inside the lock.
    pub(super) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self {
            Self::Explored(held) => held.lock.data(own),
            Self::Real(_) | Self::Loom(_) => own,
        }
    }
}
