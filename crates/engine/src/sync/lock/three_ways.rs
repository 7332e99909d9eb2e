//! A lock without its data, for a mutex and a reader-writer lock: real, explored or loom's.

use super::shown::Shown;
use super::taken::Taken;
use crate::explore::hook::{self, ObjectKind};
use crate::sync::mode::{self, Mode};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::{Of, Pristine, Tag, in_execution};
use crate::sync::under_loom;

/// A real lock, which tells what an explored one in its place is.
pub(in crate::sync) trait RealLock {
    /// The type of the lock, as messages name it.
    const WHAT: &'static str;
    const KIND: ObjectKind;
}

/// A lock in an explored execution.
pub(in crate::sync) struct ExploredLock {
    pub(in crate::sync) object: Explored,
    pub(in crate::sync) taken: Taken,
    /// The number that an execution shows beside the lock.
    pub(in crate::sync) shown: Shown,
}

impl ExploredLock {
    fn new(object: Explored) -> Self {
        Self {
            object,
            taken: Taken::new(),
            shown: Shown::nothing(),
        }
    }
}

/// A lock: `R` is the real one, `L` that of loom.
pub(in crate::sync) enum ThreeWayLock<R, L> {
    Real {
        lock: R,
        made: Place,
    },
    /// The lock of `const_new`, which is real or explored at each operation, as the calling code
    /// is.
    Static {
        lock: R,
        made: Place,
        tag: Tag,
        pristine: Pristine,
    },
    Explored(Box<ExploredLock>),
    Loom(Box<L>),
}

/// The lock that one operation uses.
pub(in crate::sync) enum Entered<'a, R, L> {
    Real(&'a R),
    Explored(Of<'a, ExploredLock>),
    Loom(&'a L),
}

impl<R: RealLock, L> ThreeWayLock<R, L> {
    /// Creates the lock for the mode in which the calling code runs.
    pub(in crate::sync) fn of_mode(
        lock: R,
        loom: fn(&'static str, Place) -> L,
        made: Place,
    ) -> Self {
        match mode::mode() {
            Mode::Real => Self::Real { lock, made },
            Mode::Explored => {
                let object = Explored::new(R::WHAT, R::KIND, 0, made);
                Self::Explored(Box::new(ExploredLock::new(object)))
            }
            Mode::Loom => Self::Loom(Box::new(loom(R::WHAT, made))),
        }
    }

    /// Creates the lock of a static, around data of this type.
    pub(in crate::sync) const fn of_static<T: Clone + Sync>(lock: R, made: Place) -> Self {
        Self::Static {
            lock,
            made,
            tag: Tag::new(),
            pristine: Pristine::new::<T>(),
        }
    }

    pub(in crate::sync) fn name(&self, name: &str) {
        if let Self::Explored(lock) = self {
            lock.object.name(name);
        }
    }

    /// Shows this number of the data beside an explored lock.
    ///
    /// # Safety
    ///
    /// `data` points to the data of the lock, which is of the type of `shown`.
    pub(in crate::sync) unsafe fn show(&mut self, shown: impl FnOnce() -> Shown, data: *const ()) {
        if let Self::Explored(lock) = self {
            let shown = shown();
            // SAFETY: the caller promises it; and `&mut self` excludes other threads.
            let number = unsafe { shown.of(data) };
            if let Some(id) = lock.object.id_in_drop() {
                hook::guards(id, number);
            }
            lock.shown = shown;
        }
    }

    /// The lock that an operation of the calling code uses.
    ///
    /// # Safety
    ///
    /// `data` points to the data of the lock. Other code accesses the data only through guards and
    /// after [`lend`](Self::lend).
    #[inline]
    #[track_caller]
    pub(in crate::sync) unsafe fn enter(&self, data: *const (), place: Place) -> Entered<'_, R, L> {
        match self {
            Self::Real { lock, made } => {
                mode::require_real(R::WHAT, made);
                Entered::Real(lock)
            }
            Self::Explored(lock) => Entered::Explored(Of::Own(lock)),
            Self::Loom(lock) => Entered::Loom(lock),
            // SAFETY: the caller promises it.
            Self::Static { .. } => unsafe { self.enter_static(data, place) },
        }
    }

    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    #[inline(never)]
    #[track_caller]
    unsafe fn enter_static(&self, data: *const (), place: Place) -> Entered<'_, R, L> {
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
                let lock = |id| {
                    let object = hook::of_static(id, R::WHAT, R::KIND, 0, made);
                    ExploredLock::new(Explored::existing(R::WHAT, object, made))
                };
                // SAFETY: the caller promises it.
                Entered::Explored(unsafe { in_execution(tag, pristine, data, lock) })
            }
            Mode::Loom if under_loom::enter(place) => mode::no_statics_in_loom(R::WHAT, made),
            // Under loom, a destructor of a thread that unwinds comes here: loom sees neither the thread
            // nor the lock.
            Mode::Real | Mode::Loom => {
                // The data may change as soon as a guard exists, even one that reads: the data may hold
                // a `Cell`.
                // SAFETY: the caller promises it.
                unsafe { pristine.keep(data) };
                Entered::Real(lock)
            }
        }
    }

    /// Prepares for an access to the data outside of models.
    ///
    /// # Safety
    ///
    /// As for [`enter`](Self::enter).
    pub(in crate::sync) unsafe fn lend(&self, data: *const ()) {
        if let Self::Static { pristine, .. } = self {
            // SAFETY: the caller promises it.
            unsafe { pristine.keep(data) };
        }
    }

    /// Tells the explorer that the caller may write to the data without a guard.
    pub(in crate::sync) fn lend_out(&self, place: Place) {
        if let Self::Explored(lock) = self {
            lock.object.lend(place);
            // The caller may change the data, and no release tells the number. So no acquire
            // shows one.
            if let Some(id) = lock.object.id_in_drop() {
                hook::guards(id, None);
            }
        }
    }

    /// Requires that this method may access the data without a guard.
    ///
    /// # Panics
    ///
    /// In a model, if the lock was made by `const_new`.
    #[track_caller]
    pub(in crate::sync) fn require_own_data(&self, method: &str) {
        if let Self::Static { made, .. } = self {
            mode::require_real_for_a_static(R::WHAT, made, method);
        }
    }
}
