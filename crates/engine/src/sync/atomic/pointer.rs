//! The atomic pointer.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::object::Object;
use super::ptr::Ptr;
use super::updating::updating;
use super::{require_load, require_store};
use crate::explore::hook::Update;
use crate::sync::statics::Tag;

/// An atomic pointer, with the methods of [`std::sync::atomic::AtomicPtr`].
///
/// In an explored execution its values are addresses by name: an address differs from run to
/// run, and which thread gave it to an operation first does not. So a program that keeps
/// its pointers here is the same program in every run. The lanes show such a name as `&A1`,
/// the first address of thread A.
///
/// In a model, what std does in one step with the bits of the address
/// ([`fetch_or`](Self::fetch_or), [`fetch_ptr_add`](Self::fetch_ptr_add) and the like) is a
/// loop of a load and a `compare_exchange`, which has the same outcomes.
///
/// ```
/// use racelab::sync::atomic::{AtomicPtr, Ordering::{Acquire, Release}};
///
/// let mut five = 5;
/// let p = AtomicPtr::<i32>::new(std::ptr::null_mut());
/// assert!(p.load(Acquire).is_null());
/// p.store(&raw mut five, Release);
/// assert_eq!(p.load(Acquire), &raw mut five);
/// ```
pub struct AtomicPtr<T> {
    pub(super) object: Object<Ptr<T>>,
}

impl<T> AtomicPtr<T> {
    /// An atomic with this pointer.
    #[track_caller]
    pub fn new(pointer: *mut T) -> Self {
        Self {
            object: Object::new(Ptr(pointer), Location::caller()),
        }
    }

    /// An atomic for a `static`: real or explored, as the code runs at each operation;
    /// every explored execution finds it with this pointer. loom does not judge programs
    /// that use it.
    ///
    /// An exploration ends without a verdict if the atomic is no static, but one that each
    /// execution makes: use [`new`](Self::new) for that.
    #[track_caller]
    pub const fn const_new(pointer: *mut T) -> Self {
        Self {
            object: Object::Static {
                atomic: atomic::AtomicPtr::new(pointer),
                initial: Ptr(pointer),
                made: Location::caller(),
                tag: Tag::new(),
            },
        }
    }

    /// Gives it the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.name(name);
        self
    }

    /// The pointer.
    ///
    /// # Panics
    ///
    /// If `order` is `Release` or `AcqRel`.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn load(&self, order: Ordering) -> *mut T {
        require_load(order);
        match self.object.real() {
            Some(atomic) => atomic.load(order),
            None => self.object.load(order, Location::caller()).0,
        }
    }

    /// Replaces the pointer.
    ///
    /// # Panics
    ///
    /// If `order` is `Acquire` or `AcqRel`.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn store(&self, pointer: *mut T, order: Ordering) {
        require_store(order);
        match self.object.real() {
            Some(atomic) => atomic.store(pointer, order),
            None => self.object.store(Ptr(pointer), order, Location::caller()),
        }
    }

    /// Replaces the pointer, and returns the old one.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn swap(&self, pointer: *mut T, order: Ordering) -> *mut T {
        match self.object.real() {
            Some(atomic) => atomic.swap(pointer, order),
            None => {
                let place = Location::caller();
                let swap = Update::Swap;
                self.object.update(swap, Ptr(pointer), order, place).0
            }
        }
    }

    /// Replaces the pointer by `new` if it is `current`. `Ok` with the old pointer if it
    /// was, `Err` with the one that was there instead.
    ///
    /// # Panics
    ///
    /// If `failure` is `Release` or `AcqRel`.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
        require_load(failure);
        match self.object.real() {
            Some(atomic) => atomic.compare_exchange(current, new, success, failure),
            None => self.exchange((current, new), (success, failure), false),
        }
    }

    /// As [`compare_exchange`](Self::compare_exchange), but it may fail spuriously:
    /// `Err(current)`. On some processors that is cheaper inside of a loop.
    ///
    /// # Panics
    ///
    /// As `compare_exchange`.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
        require_load(failure);
        match self.object.real() {
            Some(atomic) => atomic.compare_exchange_weak(current, new, success, failure),
            None => self.exchange((current, new), (success, failure), true),
        }
    }

    updating! { *mut T }

    /// The pointer, to look at and to change: `&mut self` says that no other thread has the
    /// atomic.
    ///
    /// # Panics
    ///
    /// In a model, if it was made by `const_new`.
    #[track_caller]
    pub fn get_mut(&mut self) -> &mut *mut T {
        if self.object.is_real() {
            self.object.real_mut().get_mut()
        } else {
            &mut self.object.get_mut(Location::caller()).0
        }
    }

    /// The pointer.
    #[track_caller]
    pub fn into_inner(mut self) -> *mut T {
        if self.object.is_real() {
            *self.object.real_mut().get_mut()
        } else {
            self.object.newest(Location::caller()).0
        }
    }

    /// Compares and exchanges in a model.
    #[track_caller]
    pub(super) fn exchange(
        &self,
        (current, new): (*mut T, *mut T),
        orders: (Ordering, Ordering),
        weak: bool,
    ) -> Result<*mut T, *mut T> {
        let values = (Ptr(current), Ptr(new));
        let place = Location::caller();
        let result = self.object.compare_exchange(values, orders, weak, place);
        result.map(|old| old.0).map_err(|there| there.0)
    }
}

/// Null.
impl<T> Default for AtomicPtr<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(std::ptr::null_mut())
    }
}

impl<T> From<*mut T> for AtomicPtr<T> {
    #[track_caller]
    fn from(pointer: *mut T) -> Self {
        Self::new(pointer)
    }
}

impl<T> fmt::Debug for AtomicPtr<T> {
    /// The pointer, by a relaxed load, as std's; in a model that is an operation of the
    /// program's like any other.
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.object.is_here() {
            self.load(Ordering::Relaxed).fmt(f)
        } else {
            f.write_str("<of another execution>")
        }
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    /// As [`Debug`](fmt::Debug).
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
