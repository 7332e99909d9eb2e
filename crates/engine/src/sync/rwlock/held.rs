//! The reader-writer lock inside an [`RwLock`](super::RwLock), without the data.

use super::in_model::{ExploredRwHeld, HeldInLoom, TakenInLoom};
use crate::explore::hook::{self, ObjectKind};
use crate::sync::lock::{Entered, RealLock, ThreeWayLock};
use crate::sync::place::Place;
use crate::waits::{self, For};

/// The lock of an `RwLock`.
pub(super) type Lock = ThreeWayLock<parking_lot::RwLock<()>, TakenInLoom>;

impl RealLock for parking_lot::RwLock<()> {
    const WHAT: &'static str = "RwLock";
    const KIND: ObjectKind = ObjectKind::RwLock;
}

/// A lock that is held to write or to read. Dropping it releases the lock.
///
/// The state for a model is boxed: it is large, and would slow down the real lock.
pub(super) enum Held<'a, const WRITES: bool> {
    // These exist for their drop alone.
    Real(#[allow(dead_code)] RealHeld<'a>),
    Explored(Box<ExploredRwHeld<'a, WRITES>>),
    Loom(#[allow(dead_code)] Box<HeldInLoom<'a, WRITES>>),
}

/// A real lock that is held.
pub(super) enum RealHeld<'a> {
    Reading(#[allow(dead_code)] parking_lot::RwLockReadGuard<'a, ()>),
    Writing(#[allow(dead_code)] parking_lot::RwLockWriteGuard<'a, ()>),
}

impl<'a> RealHeld<'a> {
    fn lock(lock: &'a parking_lot::RwLock<()>, writes: bool, place: Place) -> Self {
        let wait = || match writes {
            true => Self::Writing(lock.write()),
            false => Self::Reading(lock.read()),
        };
        Self::try_lock(lock, writes).unwrap_or_else(|| waits::during(For::Lock, place, wait))
    }

    fn try_lock(lock: &'a parking_lot::RwLock<()>, writes: bool) -> Option<Self> {
        match writes {
            true => lock.try_write().map(Self::Writing),
            false => lock.try_read().map(Self::Reading),
        }
    }
}

impl Lock {
    pub(super) fn new(made: Place) -> Self {
        Self::of_mode(parking_lot::RwLock::new(()), TakenInLoom::new, made)
    }

    pub(super) const fn const_new<T: Clone + Sync>(made: Place) -> Self {
        Self::of_static::<T>(parking_lot::RwLock::new(()), made)
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[track_caller]
    pub(super) unsafe fn lock<const WRITES: bool>(
        &self,
        data: *const (),
        place: Place,
    ) -> Held<'_, WRITES> {
        // SAFETY: the caller promises it.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => Held::Real(RealHeld::lock(lock, WRITES, place)),
            Entered::Explored(lock) => {
                if let Some(id) = lock.object.id() {
                    hook::lock_rw(id, WRITES, place);
                }
                Held::Explored(Box::new(ExploredRwHeld::new(lock, data, place)))
            }
            Entered::Loom(lock) => {
                let held = lock.lock.lock(place);
                Held::Loom(Box::new(HeldInLoom::new(lock, held)))
            }
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[track_caller]
    pub(super) unsafe fn try_lock<const WRITES: bool>(
        &self,
        data: *const (),
        place: Place,
    ) -> Option<Held<'_, WRITES>> {
        // SAFETY: the caller promises it.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => RealHeld::try_lock(lock, WRITES).map(Held::Real),
            Entered::Explored(lock) => {
                let id = lock.object.id()?;
                let acquires = hook::try_lock_rw(id, WRITES, place);
                acquires.then(|| Held::Explored(Box::new(ExploredRwHeld::new(lock, data, place))))
            }
            Entered::Loom(lock) => {
                let held = lock.lock.try_lock(place)?;
                Some(Held::Loom(Box::new(HeldInLoom::new(lock, Some(held)))))
            }
        }
    }
}

impl<const WRITES: bool> Held<'_, WRITES> {
    /// The address of the data; `own` is that of the data inside the lock.
    pub(super) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self {
            Self::Explored(held) => held.lock.data(own),
            Self::Real(_) | Self::Loom(_) => own,
        }
    }
}
