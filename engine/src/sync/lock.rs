//! The lock inside a [`Mutex`](super::Mutex), without the data.

use std::sync::atomic::{AtomicBool, Ordering};

use super::mode::{self, Mode};
use super::model::{Explored, InLoom};
use super::place::Place;
use super::statics::{Made, Of, Pristine, Tag, at_address, in_execution};
use super::under_loom;
use crate::explore::hook::{self, ObjectKind};

const WHAT: &str = "Mutex";

/// A lock in one of the three ways.
pub(super) enum Lock {
    Real {
        lock: parking_lot::Mutex<()>,
        made: Place,
    },
    /// Made by `const_new`: real or explored, as the code runs at each operation.
    Static {
        lock: parking_lot::Mutex<()>,
        made: Place,
        tag: Tag,
        pristine: Pristine,
    },
    Explored(Box<ExploredLock>),
    Loom(Box<LoomLock>),
}

pub(super) struct ExploredLock {
    object: Explored,
    taken: Taken,
}

pub(super) struct LoomLock {
    object: InLoom<loom::sync::Mutex<()>>,
    taken: Taken,
}

/// The lock, held. Dropping it releases the lock.
///
/// What a model keeps is boxed: it is large, and would weigh on the real lock.
pub(super) enum Held<'a> {
    Real(parking_lot::MutexGuard<'a, ()>),
    Explored(Box<ExploredHeld<'a>>),
    Loom(Box<LoomHeld<'a>>),
}

/// Whether a guard of a lock in a model exists.
///
/// The models say themselves who holds a lock, but not always: loom hears nothing of a
/// thread that unwinds, and no model knows a lock that has outlived its execution. A
/// destructor that locks then would get a second guard, and with it a second `&mut` to the
/// data. So the soundness of the guards rests on this flag and not on the models.
///
/// A lock that outlives its execution may come to several OS threads at once. So the flag
/// is a lock of its own: it is taken by an Acquire that reads what a Release wrote when the
/// last guard went, and what that guard's holder did to the data happens before what the
/// next one does.
struct Taken(AtomicBool);

impl Taken {
    fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    fn set(&self) {
        if !self.0.swap(true, Ordering::Acquire) {
            return;
        }
        // Waiting is impossible: no other thread moves while this one unwinds. The panic is
        // one in a destructor during unwinding, and reported as that.
        assert!(
            std::thread::panicking(),
            "the model gave a lock to two threads"
        );
        panic!(
            "a destructor that runs because of a panic waits for a lock which is held; do not \
             lock there while std::thread::panicking()"
        );
    }

    fn clear(&self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Lock {
    pub(super) fn new(made: Place) -> Self {
        match mode::mode() {
            Mode::Real => Self::Real {
                lock: parking_lot::Mutex::new(()),
                made,
            },
            Mode::Explored => Self::Explored(Box::new(ExploredLock {
                object: Explored::new(WHAT, ObjectKind::Mutex, 0, made),
                taken: Taken::new(),
            })),
            Mode::Loom => Self::Loom(Box::new(LoomLock {
                object: InLoom::new(WHAT, loom::sync::Mutex::new(()), made),
                taken: Taken::new(),
            })),
        }
    }

    /// For a static, around data of this type.
    pub(super) const fn const_new<T: Clone>(made: Place) -> Self {
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

    /// # Safety
    ///
    /// `data` points to the data that the lock was made for, and that is reached by guards
    /// and after [`lend`](Self::lend) alone.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub(super) unsafe fn lock(&self, data: *const (), place: Place) -> Held<'_> {
        match self {
            Self::Real { lock, made } => {
                mode::require_real(WHAT, made);
                Held::Real(lock.lock())
            }
            Self::Explored(lock) => {
                Held::Explored(Box::new(ExploredLock::lock(Of::Own(lock), place)))
            }
            Self::Loom(lock) => Held::Loom(Box::new(lock.lock(place))),
            // SAFETY: the caller says so.
            Self::Static { .. } => unsafe { self.lock_static(data, place) },
        }
    }

    /// # Safety
    ///
    /// As for [`lock`](Self::lock).
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub(super) unsafe fn try_lock(&self, data: *const (), place: Place) -> Option<Held<'_>> {
        match self {
            Self::Real { lock, made } => {
                mode::require_real(WHAT, made);
                lock.try_lock().map(Held::Real)
            }
            Self::Explored(lock) => ExploredLock::try_lock(Of::Own(lock), place)
                .map(Box::new)
                .map(Held::Explored),
            Self::Loom(lock) => lock.try_lock(place).map(Box::new).map(Held::Loom),
            // SAFETY: the caller says so.
            Self::Static { .. } => unsafe { self.try_lock_static(data, place) },
        }
    }

    /// # Safety
    ///
    /// As for [`lock`](Self::lock).
    #[inline(never)]
    #[track_caller]
    unsafe fn lock_static(&self, data: *const (), place: Place) -> Held<'_> {
        // SAFETY: the caller says so.
        match unsafe { self.of_static(data, place) } {
            Ok(lock) => Held::Explored(Box::new(ExploredLock::lock(lock, place))),
            Err(lock) => {
                let guard = lock.lock();
                // SAFETY: as above.
                unsafe { self.lend(data) };
                Held::Real(guard)
            }
        }
    }

    /// # Safety
    ///
    /// As for [`lock`](Self::lock).
    #[inline(never)]
    #[track_caller]
    unsafe fn try_lock_static(&self, data: *const (), place: Place) -> Option<Held<'_>> {
        // SAFETY: the caller says so.
        match unsafe { self.of_static(data, place) } {
            Ok(lock) => ExploredLock::try_lock(lock, place)
                .map(Box::new)
                .map(Held::Explored),
            Err(lock) => {
                let guard = lock.try_lock()?;
                // SAFETY: as above.
                unsafe { self.lend(data) };
                Some(Held::Real(guard))
            }
        }
    }

    /// What an operation on a static is made on: the lock of the running execution, or the
    /// real one.
    ///
    /// # Safety
    ///
    /// As for [`lock`](Self::lock).
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
                let new = |object| ExploredLock {
                    object,
                    taken: Taken::new(),
                };
                // SAFETY: the caller says so.
                Ok(unsafe { in_execution(tag, made, pristine, data, new) })
            }
            // A destructor of a thread that unwinds gets the real one: loom sees neither.
            Mode::Loom if !under_loom::enter(place) => Err(lock),
            Mode::Loom => mode::no_statics_in_loom(WHAT, made),
        }
    }

    /// The data is about to be reached for real.
    ///
    /// # Safety
    ///
    /// As for [`lock`](Self::lock).
    pub(super) unsafe fn lend(&self, data: *const ()) {
        if let Self::Static { pristine, .. } = self {
            // SAFETY: the caller says so.
            unsafe { pristine.keep(data) };
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
}

/// A lock of an explored execution, held from `place` on.
pub(super) struct ExploredHeld<'a> {
    lock: Of<'a, ExploredLock>,
    place: Place,
    /// `false` while a condition variable has released the lock.
    holds: bool,
}

impl ExploredLock {
    #[track_caller]
    fn lock(lock: Of<'_, Self>, place: Place) -> ExploredHeld<'_> {
        if let Some(id) = lock.object.id() {
            hook::lock(id, place);
        }
        lock.taken.set();
        ExploredHeld {
            lock,
            place,
            holds: true,
        }
    }

    #[track_caller]
    fn try_lock(lock: Of<'_, Self>, place: Place) -> Option<ExploredHeld<'_>> {
        if !hook::try_lock(lock.object.id()?, place) {
            return None;
        }
        lock.taken.set();
        Some(ExploredHeld {
            lock,
            place,
            holds: true,
        })
    }
}

impl Held<'_> {
    /// Where the data lies: `own` is the one inside of the lock.
    pub(super) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self {
            Self::Explored(held) => match held.lock.data() {
                Some(data) => at_address(own, data),
                None => own,
            },
            Self::Real(_) | Self::Loom(_) => own,
        }
    }
}

impl ExploredHeld<'_> {
    /// Waits on a condition variable.
    #[track_caller]
    pub(super) fn wait(&mut self, condvar: &Explored, place: Place) {
        let (Some(condvar), Some(mutex)) = (condvar.id(), self.lock.object.id()) else {
            return;
        };
        // In this order: if the wait unwinds, this guard holds nothing.
        self.holds = false;
        self.lock.taken.clear();
        hook::wait(condvar, mutex, place);
        self.lock.taken.set();
        self.holds = true;
    }
}

impl ExploredHeld<'_> {
    /// The same with a limit in time; returns whether it was over.
    #[track_caller]
    pub(super) fn wait_for(&mut self, condvar: &Explored, place: Place) -> bool {
        let (Some(condvar), Some(mutex)) = (condvar.id(), self.lock.object.id()) else {
            return true;
        };
        // In this order, as above.
        self.holds = false;
        self.lock.taken.clear();
        let late = hook::wait_for(condvar, mutex, place);
        self.lock.taken.set();
        self.holds = true;
        late
    }
}

impl Drop for ExploredHeld<'_> {
    fn drop(&mut self) {
        if !self.holds {
            return;
        }
        // Before the event, during which another thread may get the lock.
        self.lock.taken.clear();
        // Nobody calls `drop` from a line of its own: the release stands where
        // the lock was taken.
        if let Some(id) = self.lock.object.id_in_drop() {
            hook::unlock(id, self.place);
        }
    }
}

/// A lock of loom's, held.
pub(super) struct LoomHeld<'a> {
    lock: &'a LoomLock,
    /// `None` while a condition variable has released the lock, and where the
    /// lock was taken by a thread that unwinds.
    guard: Option<loom::sync::MutexGuard<'a, ()>>,
    /// `false` while a condition variable has released the lock.
    holds: bool,
}

impl LoomLock {
    #[track_caller]
    fn lock(&self, place: Place) -> LoomHeld<'_> {
        let guard = self.object.enter(place).map(lock_in_loom);
        self.taken.set();
        LoomHeld {
            lock: self,
            guard,
            holds: true,
        }
    }

    #[track_caller]
    fn try_lock(&self, place: Place) -> Option<LoomHeld<'_>> {
        let guard = self.object.enter(place)?.try_lock().ok()?;
        self.taken.set();
        Some(LoomHeld {
            lock: self,
            guard: Some(guard),
            holds: true,
        })
    }
}

fn lock_in_loom(lock: &loom::sync::Mutex<()>) -> loom::sync::MutexGuard<'_, ()> {
    // loom's mutex is poisoned by a guard that is dropped while unwinding, and
    // `LoomHeld` drops none.
    lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl LoomHeld<'_> {
    /// Releases the lock, and takes it again after `wait`.
    #[track_caller]
    pub(super) fn unlocked(&mut self, place: Place, wait: impl FnOnce()) {
        self.holds = false;
        self.lock.taken.clear();
        self.guard = None;
        wait();
        self.guard = self.lock.object.enter(place).map(lock_in_loom);
        self.lock.taken.set();
        self.holds = true;
    }
}

impl Drop for LoomHeld<'_> {
    fn drop(&mut self) {
        if self.holds {
            self.lock.taken.clear();
        }
        // A guard that outlives its execution has nothing to say to loom, which would
        // panic outside of one.
        let here = self.lock.object.is_here();
        if here && std::thread::panicking() {
            under_loom::end(under_loom::End::Panic);
        }
        if !here || std::thread::panicking() {
            std::mem::forget(self.guard.take());
        }
    }
}
