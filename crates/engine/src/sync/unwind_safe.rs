//! The types that a program may use after it has caught a panic: the same as in std.
//!
//! Many of them would not be unwind safe by their fields, which change behind a shared reference.
//! `tests/seam/auto_traits.rs` compares them with std's types. `Mutex` is unwind safe as in std,
//! although a panic does not poison it: code that catches a panic has to check the data itself.

use std::panic::{RefUnwindSafe, UnwindSafe};

use super::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize,
};
use super::mpsc::{Receiver, Sender, SyncSender};
use super::thread::Scope;
use super::{
    Barrier, Condvar, Mutex, MutexGuard, Once, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard,
    Semaphore, SemaphoreGuard,
};

macro_rules! unwind_safe {
    ($($Type:ident)*) => {$(
        impl UnwindSafe for $Type {}
        impl RefUnwindSafe for $Type {}
    )*};
}

/// For any data.
macro_rules! unwind_safe_of_any {
    ($($Type:ident $(<$a:lifetime>)?)*) => {$(
        impl<T: ?Sized> UnwindSafe for $Type<$($a,)? T> {}
        impl<T: ?Sized> RefUnwindSafe for $Type<$($a,)? T> {}
    )*};
}

unwind_safe! {
    AtomicBool AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize
    AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize
    Barrier Condvar Once Semaphore
}

unwind_safe_of_any! { Mutex MutexGuard<'_> RwLock RwLockWriteGuard<'_> }

impl UnwindSafe for SemaphoreGuard<'_> {}
impl RefUnwindSafe for SemaphoreGuard<'_> {}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}
impl<T> UnwindSafe for SyncSender<T> {}
impl<T> RefUnwindSafe for SyncSender<T> {}
impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T: RefUnwindSafe> UnwindSafe for AtomicPtr<T> {}
impl<T> RefUnwindSafe for AtomicPtr<T> {}

impl<T: ?Sized + RefUnwindSafe> UnwindSafe for RwLockReadGuard<'_, T> {}
impl<T: ?Sized + RefUnwindSafe> RefUnwindSafe for RwLockReadGuard<'_, T> {}

impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}

impl RefUnwindSafe for Scope<'_, '_> {}
