//! The reader-writer lock inside an [`RwLock`](super::RwLock), without the data.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::explore::hook::{self, ObjectKind};
use crate::sync::mode::{self, Mode};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::{Made, Of, Pristine, Tag, at_address, in_execution};
use crate::sync::under_loom::{self, LoomHeld, LoomLock};

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

pub(super) struct ExploredLock {
    object: Explored,
    taken: Taken,
}

pub(super) struct TakenInLoom {
    lock: LoomLock,
    taken: Taken,
}

/// The lock, held to read. Dropping it lets go.
///
/// What a model keeps is boxed: it is large, and would weigh on the real lock.
pub(super) enum Reading<'a> {
    // Kept only to be dropped.
    Real(#[allow(dead_code)] parking_lot::RwLockReadGuard<'a, ()>),
    Explored(Box<ExploredHeld<'a, false>>),
    Loom(#[allow(dead_code)] Box<InLoom<'a, false>>),
}

/// The lock, held to write. Dropping it lets go.
pub(super) enum Writing<'a> {
    // Kept only to be dropped.
    Real(#[allow(dead_code)] parking_lot::RwLockWriteGuard<'a, ()>),
    Explored(Box<ExploredHeld<'a, true>>),
    Loom(#[allow(dead_code)] Box<InLoom<'a, true>>),
}

/// How many guards of a lock in a model exist: so many that read, or one that writes.
///
/// As for the mutex, the soundness of the guards rests on this and not on the models. And
/// as there, a lock that outlives its execution may come to several OS threads at once, so
/// the count is a lock of its own. It changes by read-modify-writes alone, so that no guard
/// is forgotten. A guard begins with an Acquire and ends with a Release; every
/// read-modify-write passes on what it read, so the Acquire of a writer learns of all guards
/// before it, and that of a reader of all writers.
struct Taken(AtomicUsize);

const WRITTEN: usize = usize::MAX;

impl Taken {
    fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    fn set(&self, writes: bool) {
        let taken = self
            .0
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, |there| {
                match there {
                    0 if writes => Some(WRITTEN),
                    _ if writes => None,
                    // The last number below WRITTEN that a reader may make of it.
                    there => there.checked_add(1).filter(|&readers| readers < WRITTEN),
                }
            });
        if taken.is_ok() {
            return;
        }
        // Waiting is impossible: no other thread moves while this one unwinds. The panic is
        // one in a destructor during unwinding, and reported as that.
        assert!(
            std::thread::panicking(),
            "the model gave a lock to a writer and to another thread"
        );
        panic!(
            "a destructor that runs because of a panic waits for a lock which is held; do not \
             lock there while std::thread::panicking()"
        );
    }

    fn clear(&self, writes: bool) {
        let guards = if writes { WRITTEN } else { 1 };
        self.0.fetch_sub(guards, Ordering::Release);
    }
}

impl Lock {
    pub(super) fn new(made: Place) -> Self {
        match mode::mode() {
            Mode::Real => Self::Real {
                lock: parking_lot::RwLock::new(()),
                made,
            },
            Mode::Explored => Self::Explored(Box::new(ExploredLock {
                object: Explored::new(WHAT, ObjectKind::RwLock, 0, made),
                taken: Taken::new(),
            })),
            Mode::Loom => Self::Loom(Box::new(TakenInLoom {
                lock: LoomLock::new(WHAT, made),
                taken: Taken::new(),
            })),
        }
    }

    pub(super) fn name(&self, name: &str) {
        if let Self::Explored(lock) = self {
            lock.object.name(name);
        }
    }

    /// For a static, around data of this type.
    pub(super) const fn const_new<T: Clone>(made: Place) -> Self {
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
                let new = |object| ExploredLock {
                    object,
                    taken: Taken::new(),
                };
                // SAFETY: the caller says so.
                Entered::Explored(unsafe { in_execution(tag, made, pristine, data, new) })
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
            Entered::Real(lock) => Reading::Real(lock.read()),
            Entered::Explored(lock) => {
                if let Some(id) = lock.object.id() {
                    hook::lock_shared(id, place);
                }
                Reading::Explored(Box::new(ExploredHeld::new(lock, place)))
            }
            Entered::Loom(lock) => {
                let held = lock.lock.lock(place);
                Reading::Loom(Box::new(InLoom::new(lock, held)))
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
            Entered::Real(lock) => Writing::Real(lock.write()),
            Entered::Explored(lock) => {
                if let Some(id) = lock.object.id() {
                    hook::lock_exclusive(id, place);
                }
                Writing::Explored(Box::new(ExploredHeld::new(lock, place)))
            }
            Entered::Loom(lock) => {
                let held = lock.lock.lock(place);
                Writing::Loom(Box::new(InLoom::new(lock, held)))
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
                Some(Reading::Loom(Box::new(InLoom::new(lock, Some(held)))))
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
            Entered::Explored(lock) => {
                lock.object.id()?;
                hook::unmodelled("RwLock::try_write; use write, or a Mutex and its try_lock");
                None
            }
            Entered::Loom(lock) => {
                let held = lock.lock.try_lock(place)?;
                Some(Writing::Loom(Box::new(InLoom::new(lock, Some(held)))))
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

/// A lock of an explored execution, held from `place` on.
pub(super) struct ExploredHeld<'a, const WRITES: bool> {
    lock: Of<'a, ExploredLock>,
    place: Place,
}

impl<'a, const WRITES: bool> ExploredHeld<'a, WRITES> {
    fn new(lock: Of<'a, ExploredLock>, place: Place) -> Self {
        lock.taken.set(WRITES);
        Self { lock, place }
    }

    fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self.lock.data() {
            Some(data) => at_address(own, data),
            None => own,
        }
    }
}

impl<const WRITES: bool> Drop for ExploredHeld<'_, WRITES> {
    fn drop(&mut self) {
        // Before the event, during which another thread may get the lock.
        self.lock.taken.clear(WRITES);
        // Nobody calls `drop` from a line of its own: the release stands where
        // the lock was taken.
        match self.lock.object.id_in_drop() {
            Some(id) if WRITES => hook::unlock_exclusive(id, self.place),
            Some(id) => hook::unlock_shared(id, self.place),
            None => {}
        }
    }
}

/// A lock under loom, held.
pub(super) struct InLoom<'a, const WRITES: bool> {
    lock: &'a TakenInLoom,
    /// `None` where the lock was taken by a thread that unwinds.
    held: Option<LoomHeld<'a, WRITES>>,
}

impl<'a, const WRITES: bool> InLoom<'a, WRITES> {
    fn new(lock: &'a TakenInLoom, held: Option<LoomHeld<'a, WRITES>>) -> Self {
        lock.taken.set(WRITES);
        Self { lock, held }
    }
}

impl<const WRITES: bool> Drop for InLoom<'_, WRITES> {
    fn drop(&mut self) {
        // Before the operation, at which another thread may get the lock.
        self.lock.taken.clear(WRITES);
        drop(self.held.take());
    }
}
