//! The data of a `const_new` lock: its initial value, and the copy in each execution.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::Tag;
use crate::explore::hook::{self, StaticId};

/// The initial data of a static. Each execution begins with a copy of it.
///
/// The real lock owns the data, and a real guard may change it. So the lock makes a copy before
/// the first real guard.
pub(in crate::sync) struct Pristine {
    data: &'static DataType,
    /// The copy, which does not exist while the data itself is unchanged.
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
    // SAFETY: the caller promises it, and threads may share a `T: Sync` to clone it.
    let value = unsafe { &*data.cast::<T>() };
    Box::into_raw(Box::new(value.clone())).cast()
}

/// # Safety
///
/// `data` is from `Box::into_raw` of a `T`, or of a type with the same layout, and no code uses it
/// any more.
unsafe fn drop_box<T>(data: *mut ()) {
    // SAFETY: the caller promises it.
    drop(unsafe { Box::from_raw(data.cast::<T>()) });
}

/// A copy made by `copy`.
struct Kept(*mut ());

// SAFETY: the copy is a `T: Sync`, and code only shares it until the drop of its owner, the lock.
// The lock is Send only if `T` is.
unsafe impl Send for Kept {}
// SAFETY: as above.
unsafe impl Sync for Kept {}

impl Pristine {
    /// The initial data of this type.
    ///
    /// `T: Sync` prevents one execution from influencing the next: all clones come from one value,
    /// and a Sync value changes behind a shared reference only by operations, which a clone must
    /// not perform.
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
    /// `data` points to the data of this object, and no code has changed it before the first call.
    #[inline]
    pub(in crate::sync) unsafe fn keep(&self, data: *const ()) -> *const () {
        // SAFETY: the caller promises that no code changes the data before the end of this call.
        let copy = || Kept(unsafe { (self.data.copy)(data) });
        self.kept.get_or_init(copy).0
    }

    /// A new copy for the running execution.
    ///
    /// # Safety
    ///
    /// As for [`keep`](Self::keep).
    unsafe fn fresh(&self, data: *const ()) -> Fresh {
        // The graph does not decide which thread of the execution calls this first, so a `clone`
        // of the program must not perform operations.
        hook::without_operations(|| {
            // SAFETY: the caller promises it.
            let kept = unsafe { self.keep(data) };
            // SAFETY: no code changes the kept copy.
            let data = unsafe { (self.data.copy)(kept) };
            let free = self.data.free;
            Fresh { data, free }
        })
    }
}

impl Drop for Pristine {
    fn drop(&mut self) {
        if let Some(Kept(kept)) = self.kept.take() {
            // SAFETY: `copy` created it with the same type, and it ends with its owner.
            unsafe { (self.data.drop)(kept) };
        }
    }
}

/// The data of a static in one execution. As for every static, its destructor never runs, so each
/// execution leaks the memory that the data owns elsewhere. The drop of this object frees the
/// memory of the data itself.
struct Fresh {
    data: *mut (),
    free: unsafe fn(*mut ()),
}

// SAFETY: this type owns memory and accesses no value in it. Code that accesses the value through
// the pointer relies on the lock's type, which is Send and Sync only as its data allows.
unsafe impl Send for Fresh {}
// SAFETY: as above.
unsafe impl Sync for Fresh {}

impl Drop for Fresh {
    fn drop(&mut self) {
        // SAFETY: `copy` created it with the same type. Each guard that points to it holds the
        // `Arc` around it, so no guard is left.
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
    /// The lock of a static. The guard shares its ownership, so that the guard may outlive the
    /// execution.
    Static(Arc<InExecution<L>>),
}

impl<L> Of<'_, L> {
    /// The address of the data; `own` is that of the data inside the lock itself.
    pub(in crate::sync) fn data<T: ?Sized>(&self, own: *mut T) -> *mut T {
        match self {
            Self::Own(_) => own,
            Self::Static(part) => at_address(own, part.data.data),
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

/// The static in the running execution; `lock` creates it there.
///
/// # Safety
///
/// `data` is the static's data, as for [`Pristine::keep`].
pub(in crate::sync) unsafe fn in_execution<L: Send + Sync + 'static>(
    tag: &Tag,
    pristine: &Pristine,
    data: *const (),
    lock: impl FnOnce(StaticId) -> L,
) -> Of<'static, L> {
    let id = tag.id();
    Of::Static(hook::part_of_static(id, || InExecution {
        lock: lock(id),
        // SAFETY: the caller promises it.
        data: unsafe { pristine.fresh(data) },
    }))
}

/// The same pointer, but to this address.
fn at_address<T: ?Sized>(mut pointer: *mut T, address: *mut ()) -> *mut T {
    // SAFETY: a pointer to any type begins with its address, which the assertion checks. This
    // write keeps the rest of it, a length or a table of methods.
    unsafe { (&raw mut pointer).cast::<*mut ()>().write(address) };
    assert_eq!(
        pointer.cast(),
        address,
        "a pointer does not begin with its address"
    );
    pointer
}
