//! The data of a `const_new` lock: its initial value, and the copy in each execution.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::Tag;
use crate::explore::hook::{self, ObjectKind};
use crate::sync::model::Explored;
use crate::sync::place::Place;

/// The initial data of a static. Each execution begins with a copy of it.
///
/// The real lock owns the data, and a real guard may change it. So a copy is made before the first
/// one.
pub(in crate::sync) struct Pristine {
    data: &'static DataType,
    /// The copy; none while the data itself is unchanged.
    kept: OnceLock<Kept>,
}

/// The operations on data whose type only `const_new` knows.
struct DataType {
    /// Clones into a box.
    copy: unsafe fn(*const ()) -> *mut (),
    /// Drops such a box with its value.
    drop: unsafe fn(*mut ()),
    /// Frees such a box without dropping its value.
    free: unsafe fn(*mut ()),
}

impl DataType {
    const fn of<T: Clone + Sync>() -> &'static Self {
        const {
            &Self {
                copy: copy::<T>,
                drop: drop_box::<T>,
                free: drop_box::<ManuallyDrop<T>>,
            }
        }
    }
}

/// # Safety
///
/// `data` points to a `T` that no code changes meanwhile.
unsafe fn copy<T: Clone + Sync>(data: *const ()) -> *mut () {
    // SAFETY: the caller says so; and a `T` may be shared with other threads that clone it.
    let value = unsafe { &*data.cast::<T>() };
    Box::into_raw(Box::new(value.clone())).cast()
}

/// # Safety
///
/// `data` is from `Box::into_raw` of a `T`, or of what is laid out as a `T`, and no code uses
/// it any more.
unsafe fn drop_box<T>(data: *mut ()) {
    // SAFETY: the caller says so.
    drop(unsafe { Box::from_raw(data.cast::<T>()) });
}

/// A copy made by `copy`.
struct Kept(*mut ());

// SAFETY: the copy is a `T: Sync` and is only shared, until its owner, the lock, is dropped; and
// the lock is Send only if `T` is.
unsafe impl Send for Kept {}
// SAFETY: as above.
unsafe impl Sync for Kept {}

impl Pristine {
    /// For data of this type.
    ///
    /// `T: Sync` prevents one execution from influencing the next: all clones are made of one
    /// value, and a Sync value changes behind a shared reference only by operations, which a clone
    /// must not make.
    pub(in crate::sync) const fn new<T: Clone + Sync>() -> Self {
        Self {
            data: DataType::of::<T>(),
            kept: OnceLock::new(),
        }
    }

    /// Makes the copy, unless it exists: the data may change afterwards.
    ///
    /// # Safety
    ///
    /// `data` points to the data that this was made for, and that no code has changed
    /// before the first call.
    #[inline]
    pub(in crate::sync) unsafe fn keep(&self, data: *const ()) -> *const () {
        // SAFETY: the caller says so: until this is over no code changes the data.
        let copy = || Kept(unsafe { (self.data.copy)(data) });
        self.kept.get_or_init(copy).0
    }

    /// A new copy for the running execution.
    ///
    /// # Safety
    ///
    /// As for [`keep`](Self::keep).
    unsafe fn fresh(&self, data: *const ()) -> Fresh {
        // The graph does not decide which thread of the execution calls this first, so a `clone` of
        // the program must not make operations.
        hook::without_operations(|| {
            // SAFETY: the caller says so.
            let kept = unsafe { self.keep(data) };
            // SAFETY: no code changes the copy that is kept.
            let data = unsafe { (self.data.copy)(kept) };
            let free = self.data.free;
            Fresh { data, free }
        })
    }
}

impl Drop for Pristine {
    fn drop(&mut self) {
        if let Some(Kept(kept)) = self.kept.take() {
            // SAFETY: `copy` made it, of the same type, and it ends with its owner.
            unsafe { (self.data.drop)(kept) };
        }
    }
}

/// The data of a static in one execution. As for every static, its destructor never runs: memory
/// that it owns elsewhere is lost with the execution. Its own memory is freed.
struct Fresh {
    data: *mut (),
    free: unsafe fn(*mut ()),
}

// SAFETY: this is memory, and touches no value in it. Code that does, by the pointer, argues by
// the lock's type, which knows whether its data is Send or Sync.
unsafe impl Send for Fresh {}
// SAFETY: as above.
unsafe impl Sync for Fresh {}

impl Drop for Fresh {
    fn drop(&mut self) {
        // SAFETY: `copy` made it, of the same type. Each guard that points to it holds the
        // `Arc` around it, so none is left.
        unsafe { (self.free)(self.data) };
    }
}

/// A lock of `const_new` in one execution: `L` without the data, and its data.
pub(in crate::sync) struct InExecution<L> {
    lock: L,
    data: Fresh,
}

/// The lock that a guard holds in an execution.
pub(in crate::sync) enum Of<'a, L> {
    Own(&'a L),
    /// Of a static. The guard shares its ownership, so that the guard may outlive the execution.
    Static(Arc<InExecution<L>>),
}

impl<L> Of<'_, L> {
    /// The address of the data, if it is not inside the lock itself.
    pub(in crate::sync) fn data(&self) -> Option<*mut ()> {
        match self {
            Self::Own(_) => None,
            Self::Static(part) => Some(part.data.data),
        }
    }
}

impl<L> Deref for Of<'_, L> {
    type Target = L;

    fn deref(&self) -> &L {
        match self {
            Self::Own(lock) => lock,
            Self::Static(part) => &part.lock,
        }
    }
}

/// The description of a `const_new` lock.
#[derive(Clone, Copy)]
pub(in crate::sync) struct Made {
    pub(in crate::sync) what: &'static str,
    pub(in crate::sync) kind: ObjectKind,
    pub(in crate::sync) place: Place,
}

/// The static in the running execution; `lock` creates it there.
///
/// # Safety
///
/// `data` is the static's data, as for [`Pristine::keep`].
pub(in crate::sync) unsafe fn in_execution<L: Send + Sync + 'static>(
    tag: &Tag,
    made: Made,
    pristine: &Pristine,
    data: *const (),
    lock: impl FnOnce(Explored) -> L,
) -> Of<'static, L> {
    let id = tag.id();
    Of::Static(hook::part_of_static(id, || {
        let object = hook::of_static(id, made.what, made.kind, 0, made.place);
        InExecution {
            lock: lock(Explored::existing(made.what, object, made.place)),
            // SAFETY: the caller says so.
            data: unsafe { pristine.fresh(data) },
        }
    }))
}

/// The same pointer, but to this address.
pub(in crate::sync) fn at_address<T: ?Sized>(mut pointer: *mut T, address: *mut ()) -> *mut T {
    // SAFETY: a pointer to whatever begins with the address (the assertion makes sure);
    // what may follow, a length or a table of methods, stays.
    unsafe { (&raw mut pointer).cast::<*mut ()>().write(address) };
    assert_eq!(
        pointer.cast(),
        address,
        "a pointer does not begin with its address"
    );
    pointer
}
