//! The lock inside a [`Mutex`](super::Mutex), without the data.
//!
//! # Layout
//!
//! - `explored`, `in_loom`: the lock in the two models;
//! - `taken`: the flag on which the soundness of their guards rests.

mod explored;
mod in_loom;
mod taken;

use self::explored::{ExploredHeld, ExploredLock};
use self::in_loom::{LoomHeld, LoomLock};
use super::mode::{self, Mode};
use super::model::Explored;
use super::place::Place;
use super::statics::{Made, Of, Pristine, Tag, at_address, in_execution};
use super::under_loom;
use crate::explore::hook::ObjectKind;
use crate::waits::{self, For};

const WHAT: &str = "Mutex";

/// A lock in one of the three ways.
pub(super) enum Lock {
    Real {
        lock: parking_lot::Mutex<()>,
        made: Place,
    },
    /// The lock of `const_new`, which is real or explored at each operation, as the calling code
    /// is.
    Static {
        lock: parking_lot::Mutex<()>,
        made: Place,
        tag: Tag,
        pristine: Pristine,
    },
    Explored(Box<ExploredLock>),
    Loom(Box<LoomLock>),
}

/// The lock, held. Dropping it releases the lock.
///
/// The part of loom is in a box, because it is large and would slow down the real lock. The part
/// of the explorer has only a few words, and a box would take a good part of its time for a lock.
pub(super) enum Held<'a> {
    Real(parking_lot::MutexGuard<'a, ()>),
    Explored(ExploredHeld<'a>),
    Loom(Box<LoomHeld<'a>>),
}

/// The real lock, held.
#[cfg_attr(not(debug_assertions), inline)]
fn real_lock(lock: &parking_lot::Mutex<()>, place: Place) -> parking_lot::MutexGuard<'_, ()> {
    lock.try_lock()
        .unwrap_or_else(|| waits::during(For::Lock, place, || lock.lock()))
}

impl Lock {
    pub(super) fn new(made: Place) -> Self {
        match mode::mode() {
            Mode::Real => Self::Real {
                lock: parking_lot::Mutex::new(()),
                made,
            },
            Mode::Explored => {
                let object = Explored::new(WHAT, ObjectKind::Mutex, 0, made);
                Self::Explored(Box::new(ExploredLock::new(object)))
            }
            Mode::Loom => Self::Loom(Box::new(LoomLock::new(WHAT, made))),
        }
    }

    /// Creates the lock of a static, around data of this type.
    pub(super) const fn const_new<T: Clone + Sync>(made: Place) -> Self {
        Self::Static {
            lock: parking_lot::Mutex::new(()),
            made,
            tag: Tag::new(),
            pristine: Pristine::new::<T>(),
        }
    }

    pub(super) fn name(&self, name: &str) {
        if let Self::Explored(lock) = self {
            lock.object.name(name);
        }
    }

    /// Acquires a lock that `new` created outside of models; `None` for any other lock.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub(super) fn lock_real(&self, place: Place) -> Option<parking_lot::MutexGuard<'_, ()>> {
        let Self::Real { lock, made } = self else {
            return None;
        };
        mode::require_real(WHAT, made);
        Some(real_lock(lock, place))
    }

    /// Acquires a lock of a model or of a static, for which [`lock_real`](Self::lock_real) returns
    /// `None`.
    ///
    /// # Safety
    ///
    /// `data` points to the data of the lock. Other code accesses the data only through guards and
    /// after [`lend`](Self::lend).
    #[track_caller]
    pub(super) unsafe fn lock_of_model_or_static(&self, data: *const (), place: Place) -> Held<'_> {
        match self {
            Self::Real { .. } => unreachable!("`lock_real` locks it"),
            Self::Explored(lock) => Held::Explored(ExploredLock::lock(Of::Own(lock), place)),
            Self::Loom(lock) => Held::Loom(Box::new(lock.lock(place))),
            // SAFETY: the caller promises it.
            Self::Static { .. } => unsafe { self.lock_static(data, place) },
        }
    }

    /// # Safety
    ///
    /// As for [`lock_of_model_or_static`](Self::lock_of_model_or_static).
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub(super) unsafe fn try_lock(&self, data: *const (), place: Place) -> Option<Held<'_>> {
        match self {
            Self::Real { lock, made } => {
                mode::require_real(WHAT, made);
                lock.try_lock().map(Held::Real)
            }
            Self::Explored(lock) => {
                ExploredLock::try_lock(Of::Own(lock), place).map(Held::Explored)
            }
            Self::Loom(lock) => lock.try_lock(place).map(Box::new).map(Held::Loom),
            // SAFETY: the caller promises it.
            Self::Static { .. } => unsafe { self.try_lock_static(data, place) },
        }
    }

    /// # Safety
    ///
    /// As for [`lock_of_model_or_static`](Self::lock_of_model_or_static).
    #[inline(never)]
    #[track_caller]
    unsafe fn lock_static(&self, data: *const (), place: Place) -> Held<'_> {
        // SAFETY: the caller promises it.
        match unsafe { self.of_static(data, place) } {
            Ok(lock) => Held::Explored(ExploredLock::lock(lock, place)),
            Err(lock) => {
                let guard = real_lock(lock, place);
                // SAFETY: as above.
                unsafe { self.lend(data) };
                Held::Real(guard)
            }
        }
    }

    /// # Safety
    ///
    /// As for [`lock_of_model_or_static`](Self::lock_of_model_or_static).
    #[inline(never)]
    #[track_caller]
    unsafe fn try_lock_static(&self, data: *const (), place: Place) -> Option<Held<'_>> {
        // SAFETY: the caller promises it.
        match unsafe { self.of_static(data, place) } {
            Ok(lock) => ExploredLock::try_lock(lock, place).map(Held::Explored),
            Err(lock) => {
                let guard = lock.try_lock()?;
                // SAFETY: as above.
                unsafe { self.lend(data) };
                Some(Held::Real(guard))
            }
        }
    }

    /// The lock for an operation on a static: that of the running execution, or the real one.
    ///
    /// # Safety
    ///
    /// As for [`lock_of_model_or_static`](Self::lock_of_model_or_static).
    #[track_caller]
    unsafe fn of_static(
        &self,
        data: *const (),
        place: Place,
    ) -> Result<Of<'_, ExploredLock>, &parking_lot::Mutex<()>> {
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
            Mode::Real => Err(lock),
            Mode::Explored => {
                let made = Made {
                    what: WHAT,
                    kind: ObjectKind::Mutex,
                    place: made,
                };
                // SAFETY: the caller promises it.
                Ok(unsafe { in_execution(tag, made, pristine, data, ExploredLock::new) })
            }
            // A destructor of an unwinding thread gets the real lock: loom sees neither lock.
            Mode::Loom if !under_loom::enter(place) => Err(lock),
            Mode::Loom => mode::no_statics_in_loom(WHAT, made),
        }
    }

    /// Prepares an access to the real data.
    ///
    /// # Safety
    ///
    /// As for [`lock_of_model_or_static`](Self::lock_of_model_or_static).
    pub(super) unsafe fn lend(&self, data: *const ()) {
        if let Self::Static { pristine, .. } = self {
            // SAFETY: the caller promises it.
            unsafe { pristine.keep(data) };
        }
    }

    /// Notes that the data is lent out for writing, without a guard.
    pub(super) fn lend_out(&self, place: Place) {
        if let Self::Explored(lock) = self {
            lock.object.lend(place);
        }
    }

    /// Checks that `method` may access the data without a guard.
    ///
    /// # Panics
    ///
    /// In a model, if `const_new` created the lock.
    #[track_caller]
    pub(super) fn require_own_data(&self, method: &str) {
        if let Self::Static { made, .. } = self {
            mode::require_real_for_a_static(WHAT, made, method);
        }
    }
}

impl Held<'_> {
    /// The place of the data; `own` is the data inside the lock.
    pub(super) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self {
            Self::Explored(held) => match held.data() {
                Some(data) => at_address(own, data),
                None => own,
            },
            Self::Real(_) | Self::Loom(_) => own,
        }
    }
}
