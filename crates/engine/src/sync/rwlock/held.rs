//! The reader-writer lock inside an [`RwLock`](super::RwLock), without the data.

use super::in_model::{ExploredHeld, ExploredLock, HeldInLoom, TakenInLoom};
use crate::explore::hook::{self, ObjectKind};
use crate::sync::mode::{self, Mode};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::{Made, Of, Pristine, Tag, in_execution};
use crate::sync::under_loom::{self, LoomLock};
use crate::waits::{self, For};

pub(super) const WHAT: &str = "RwLock";

/// A reader-writer lock in one of the three ways.
pub(super) enum Lock {
    Real {
        lock: parking_lot::RwLock<()>,
        made: Place,
    },
    /// Made by `const_new`: real or explored, as the code runs at each operation.
    Static {
        lock: parking_lot::RwLock<()>,
        made: Place,
        tag: Tag,
        pristine: Pristine,
    },
    Explored(Box<ExploredLock>),
    Loom(Box<TakenInLoom>),
}

/// The lock, held to read. Dropping it releases the lock.
///
/// What a model keeps is boxed: it is large, and would weigh on the real lock.
pub(super) enum Reading<'a> {
    // Kept only to be dropped.
    Real(#[allow(dead_code)] parking_lot::RwLockReadGuard<'a, ()>),
    Explored(Box<ExploredHeld<'a, false>>),
    Loom(#[allow(dead_code)] Box<HeldInLoom<'a, false>>),
}

/// The lock, held to write. Dropping it releases the lock.
pub(super) enum Writing<'a> {
    // Kept only to be dropped.
    Real(#[allow(dead_code)] parking_lot::RwLockWriteGuard<'a, ()>),
    Explored(Box<ExploredHeld<'a, true>>),
    Loom(#[allow(dead_code)] Box<HeldInLoom<'a, true>>),
}

impl Lock {
    pub(super) fn new(made: Place) -> Self {
        match mode::mode() {
            Mode::Real => Self::Real {
                lock: parking_lot::RwLock::new(()),
                made,
            },
            Mode::Explored => {
                let object = Explored::new(WHAT, ObjectKind::RwLock, 0, made);
                Self::Explored(Box::new(ExploredLock::new(object)))
            }
            Mode::Loom => {
                let lock = LoomLock::new(WHAT, made);
                Self::Loom(Box::new(TakenInLoom::new(lock)))
            }
        }
    }

    pub(super) fn name(&self, name: &str) {
        if let Self::Explored(lock) = self {
            lock.object.name(name);
        }
    }

    /// For a static, around data of this type.
    pub(super) const fn const_new<T: Clone + Sync>(made: Place) -> Self {
        Self::Static {
            lock: parking_lot::RwLock::new(()),
            made,
            tag: Tag::new(),
            pristine: Pristine::new::<T>(),
        }
    }

    /// The lock for one operation.
    ///
    /// # Safety
    ///
    /// `data` points to the data that the lock was made for, and that is reached by guards
    /// and after [`lend`](Self::lend) alone.
    #[inline]
    #[track_caller]
    unsafe fn enter(&self, data: *const (), place: Place) -> Entered<'_> {
        match self {
            Self::Real { lock, made } => {
                mode::require_real(WHAT, made);
                Entered::Real(lock)
            }
            Self::Explored(lock) => Entered::Explored(Of::Own(lock)),
            Self::Loom(lock) => Entered::Loom(lock),
            // SAFETY: the caller says so.
            Self::Static { .. } => unsafe { self.enter_static(data, place) },
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[inline(never)]
    #[track_caller]
    unsafe fn enter_static(&self, data: *const (), place: Place) -> Entered<'_> {
        let Self::Static {
            lock,
            made,
            tag,
            pristine,
        } = self
        else {
            unreachable!("not a static");
        };
        match mode::mode() {
            Mode::Explored => {
                let made = Made {
                    what: WHAT,
                    kind: ObjectKind::RwLock,
                    place: made,
                };
                // SAFETY: the caller says so.
                let lock = unsafe { in_execution(tag, made, pristine, data, ExploredLock::new) };
                Entered::Explored(lock)
            }
            Mode::Loom if under_loom::enter(place) => mode::no_statics_in_loom(WHAT, made),
            // Under loom: a destructor of a thread that unwinds. loom sees neither.
            Mode::Real | Mode::Loom => {
                // The data may change as soon as there is a guard, also through one that
                // reads: a `Cell` in it, for one.
                // SAFETY: the caller says so.
                unsafe { pristine.keep(data) };
                Entered::Real(lock)
            }
        }
    }

    /// The data is about to be reached for real.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    pub(super) unsafe fn lend(&self, data: *const ()) {
        if let Self::Static { pristine, .. } = self {
            // SAFETY: the caller says so.
            unsafe { pristine.keep(data) };
        }
    }

    /// The data is lent out for writing, without a guard.
    pub(super) fn lend_out(&self, place: Place) {
        if let Self::Explored(lock) = self {
            lock.object.lend(place);
        }
    }

    /// The data is about to be reached without a guard, by this method.
    ///
    /// # Panics
    ///
    /// In a model, if the lock was made by `const_new`.
    #[track_caller]
    pub(super) fn require_own_data(&self, method: &str) {
        if let Self::Static { made, .. } = self {
            mode::require_real_for_a_static(WHAT, made, method);
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[track_caller]
    pub(super) unsafe fn read(&self, data: *const (), place: Place) -> Reading<'_> {
        // SAFETY: the caller says so.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => {
                let wait = || waits::during(For::Lock, place, || lock.read());
                Reading::Real(lock.try_read().unwrap_or_else(wait))
            }
            Entered::Explored(lock) => {
                if let Some(id) = lock.object.id() {
                    hook::lock_shared(id, place);
                }
                Reading::Explored(Box::new(ExploredHeld::new(lock, place)))
            }
            Entered::Loom(lock) => {
                let held = lock.lock.lock(place);
                Reading::Loom(Box::new(HeldInLoom::new(lock, held)))
            }
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[track_caller]
    pub(super) unsafe fn write(&self, data: *const (), place: Place) -> Writing<'_> {
        // SAFETY: the caller says so.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => {
                let wait = || waits::during(For::Lock, place, || lock.write());
                Writing::Real(lock.try_write().unwrap_or_else(wait))
            }
            Entered::Explored(lock) => {
                if let Some(id) = lock.object.id() {
                    hook::lock_exclusive(id, place);
                }
                Writing::Explored(Box::new(ExploredHeld::new(lock, place)))
            }
            Entered::Loom(lock) => {
                let held = lock.lock.lock(place);
                Writing::Loom(Box::new(HeldInLoom::new(lock, held)))
            }
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[track_caller]
    pub(super) unsafe fn try_read(&self, data: *const (), place: Place) -> Option<Reading<'_>> {
        // SAFETY: the caller says so.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => lock.try_read().map(Reading::Real),
            Entered::Explored(lock) => hook::try_lock_shared(lock.object.id()?, place)
                .then(|| Reading::Explored(Box::new(ExploredHeld::new(lock, place)))),
            Entered::Loom(lock) => {
                let held = lock.lock.try_lock(place)?;
                Some(Reading::Loom(Box::new(HeldInLoom::new(lock, Some(held)))))
            }
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[track_caller]
    pub(super) unsafe fn try_write(&self, data: *const (), place: Place) -> Option<Writing<'_>> {
        // SAFETY: the caller says so.
        match unsafe { self.enter(data, place) } {
            Entered::Real(lock) => lock.try_write().map(Writing::Real),
            Entered::Explored(lock) => hook::try_lock_exclusive(lock.object.id()?, place)
                .then(|| Writing::Explored(Box::new(ExploredHeld::new(lock, place)))),
            Entered::Loom(lock) => {
                let held = lock.lock.try_lock(place)?;
                Some(Writing::Loom(Box::new(HeldInLoom::new(lock, Some(held)))))
            }
        }
    }
}

/// A lock, where the calling code runs.
enum Entered<'a> {
    Real(&'a parking_lot::RwLock<()>),
    Explored(Of<'a, ExploredLock>),
    Loom(&'a TakenInLoom),
}

impl Reading<'_> {
    /// Where the data lies: `own` is the one inside of the lock.
    pub(super) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self {
            Self::Explored(held) => held.data(own),
            Self::Real(_) | Self::Loom(_) => own,
        }
    }
}

impl Writing<'_> {
    /// As for [`Reading`].
    pub(super) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self {
            Self::Explored(held) => held.data(own),
            Self::Real(_) | Self::Loom(_) => own,
        }
    }
}
