//! The guards of an `RwLock`.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use super::held::Held;

/// Shared access to the data of an [`RwLock`](super::RwLock); dropping it releases the lock.
///
/// [`RwLock::read`](super::RwLock::read) and [`RwLock::try_read`](super::RwLock::try_read) return
/// it.
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    /// The data inside the lock; of a static, the data that belongs to the execution.
    data: NonNull<T>,
    /// The drop of the held lock releases it.
    _held: Held<'a, false>,
    borrow: PhantomData<&'a T>,
}

// SAFETY: threads may share a guard as they may share a `&T`: if `T: Sync`. The held lock inside is
// only dropped. (No guard is Send.)
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}

/// Exclusive access to the data of an [`RwLock`](super::RwLock); dropping it releases the lock.
///
/// [`RwLock::write`](super::RwLock::write) and [`RwLock::try_write`](super::RwLock::try_write)
/// return it.
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    /// As in [`RwLockReadGuard`].
    data: NonNull<T>,
    _held: Held<'a, true>,
    borrow: PhantomData<&'a mut T>,
}

// SAFETY: threads may share a guard as they may share a `&mut T`: if `T: Sync`. The held lock
// inside is only dropped. (No guard is Send.)
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    /// `own` is the data inside the held lock.
    pub(super) fn new(own: &'a UnsafeCell<T>, held: Held<'a, false>) -> Self {
        Self {
            data: NonNull::new(held.data(own.get())).expect("data lies somewhere"),
            _held: held,
            borrow: PhantomData,
        }
    }
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// `own` is the data inside the held lock.
    pub(super) fn new(own: &'a UnsafeCell<T>, held: Held<'a, true>) -> Self {
        Self {
            data: NonNull::new(held.data(own.get())).expect("data lies somewhere"),
            _held: held,
            borrow: PhantomData,
        }
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock to read (`_held`) and keeps the data alive, and
        // while it is borrowed no guard that writes exists.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock to write (`_held`) and keeps the data alive; it
        // is the only one, and its borrow keeps it from being used mutably.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`; `&mut self` makes this the only reference.
        unsafe { self.data.as_mut() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
