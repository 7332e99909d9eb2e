//! The data of a lock of `const_new`: what it is at first, and the copy of it that each
//! execution has.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};

use parking_lot::Mutex;

use super::Tag;
use crate::explore::hook::{self, ObjectKind};
use crate::sync::model::Explored;
use crate::sync::place::Place;

/// A static's data as it is at first, for the copies that executions begin with.
///
/// The data itself is the real lock's. So before the first real guard a copy is kept.
pub(in crate::sync) struct Pristine {
    data: &'static DataType,
    /// The copy; null as long as the data itself is as at first. Release when it is
    /// written, Acquire when it is read: the copying happens before the first real guard
    /// lets the data change.
    kept: AtomicPtr<()>,
    /// Held during each copying, so that a value which is only Send is never shared.
    copying: Mutex<()>,
}

/// What to do with data whose type `const_new` alone knows.
struct DataType {
    /// Clones into a box.
    copy: unsafe fn(*const ()) -> *mut (),
    /// Drops such a box with its value.
    drop: unsafe fn(*mut ()),
    /// Frees such a box, and forgets its value.
    free: unsafe fn(*mut ()),
}

impl DataType {
    const fn of<T: Clone>() -> &'static Self {
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
/// `data` points to a `T` that nobody changes or shares meanwhile.
unsafe fn copy<T: Clone>(data: *const ()) -> *mut () {
    // SAFETY: the caller says so.
    let value = unsafe { &*data.cast::<T>() };
    Box::into_raw(Box::new(value.clone())).cast()
}

/// # Safety
///
/// `data` is from `Box::into_raw` of a `T`, or of what is laid out as a `T`, and nobody
/// has it any more.
unsafe fn drop_box<T>(data: *mut ()) {
    // SAFETY: the caller says so.
    drop(unsafe { Box::from_raw(data.cast::<T>()) });
}

impl Pristine {
    /// For data of this type.
    pub(in crate::sync) const fn new<T: Clone>() -> Self {
        Self {
            data: DataType::of::<T>(),
            kept: AtomicPtr::new(ptr::null_mut()),
            copying: Mutex::new(()),
        }
    }

    /// Keeps a copy, unless there is one: from now on the data may change.
    ///
    /// # Safety
    ///
    /// `data` points to the data that this was made for, and that nobody has changed
    /// before the first call.
    #[inline]
    pub(in crate::sync) unsafe fn keep(&self, data: *const ()) {
        if self.kept.load(Ordering::Acquire).is_null() {
            let _copying = self.copying.lock();
            // SAFETY: the caller says so; and the lock is held.
            unsafe { self.kept(data) };
        }
    }

    /// A copy for the running execution.
    ///
    /// # Safety
    ///
    /// As for [`keep`](Self::keep).
    unsafe fn fresh(&self, data: *const ()) -> Fresh {
        // A `clone` of the program's belongs to no thread of the execution: which of them
        // comes first depends on more than the graph.
        hook::outside(|| {
            let _copying = self.copying.lock();
            // SAFETY: the caller says so; and the lock is held.
            let kept = unsafe { self.kept(data) };
            // SAFETY: nobody changes the copy that is kept, nor uses it without the lock.
            let data = unsafe { (self.data.copy)(kept) };
            let free = self.data.free;
            Fresh { data, free }
        })
    }

    /// The copy that is kept, made if need be.
    ///
    /// # Safety
    ///
    /// As for [`keep`](Self::keep), and the caller holds `copying`.
    unsafe fn kept(&self, data: *const ()) -> *mut () {
        // Relaxed: only holders of the lock write it.
        let kept = self.kept.load(Ordering::Relaxed);
        if !kept.is_null() {
            return kept;
        }
        // SAFETY: nobody changes the data before a copy is kept, so it is as at first; and
        // only holders of the lock read it until then.
        let kept = unsafe { (self.data.copy)(data) };
        self.kept.store(kept, Ordering::Release);
        kept
    }
}

impl Drop for Pristine {
    fn drop(&mut self) {
        let kept = *self.kept.get_mut();
        if !kept.is_null() {
            // SAFETY: `copy` made it, of the same type, and it ends with its owner.
            unsafe { (self.data.drop)(kept) };
        }
    }
}

/// A static's data in one execution. As for every static, its destructor never runs: what
/// it owns elsewhere is lost with the execution. Its own memory is freed.
struct Fresh {
    data: *mut (),
    free: unsafe fn(*mut ()),
}

// SAFETY: this is memory, and touches no value in it. Who does, by the pointer, argues by
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
    /// Of a static. The guard has a part in it, so that it may outlive the execution.
    Static(Arc<InExecution<L>>),
}

impl<L> Of<'_, L> {
    /// Where the data lies, if not inside of the lock itself.
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

/// What a lock of `const_new` is.
#[derive(Clone, Copy)]
pub(in crate::sync) struct Made {
    pub(in crate::sync) what: &'static str,
    pub(in crate::sync) kind: ObjectKind,
    pub(in crate::sync) place: Place,
}

/// A static in the running execution, as `lock` makes it there.
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
