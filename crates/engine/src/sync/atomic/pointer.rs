//! The atomic pointer.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::object::AtomicObject;
use super::ptr::Ptr;
use super::updating::updating;
use super::{require_load, require_store};
use crate::explore::hook::Update;
use crate::sync::statics::Tag;

/// An atomic pointer, with the methods of [`std::sync::atomic::AtomicPtr`].
///
/// # What is explored
///
/// The explorer names each address by the thread that first gave it to an operation: `&A1` is the
/// first address of thread A. Addresses differ from run to run, but these names do not. So a
/// program that keeps its pointers in an `AtomicPtr` behaves the same in every run.
///
/// In std, the methods on the bits of the address ([`fetch_or`](Self::fetch_or),
/// [`fetch_ptr_add`](Self::fetch_ptr_add) and the like) take one step. In a model they are a loop
/// of a load and a `compare_exchange`, which has the same outcomes.
///
/// # Examples
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
    pub(super) object: AtomicObject<Ptr<T>>,
}

impl<T> AtomicPtr<T> {
    /// Creates an atomic pointer with this value.
    ///
    /// ```
    /// use racelab::sync::atomic::AtomicPtr;
    ///
    /// let mut data = 5;
    /// let p = AtomicPtr::new(&raw mut data);
    /// ```
    #[track_caller]
    pub fn new(pointer: *mut T) -> Self {
        Self {
            object: AtomicObject::new(Ptr(pointer), Location::caller()),
        }
    }

    /// Creates an atomic pointer for a `static`. At each operation it is real or explored, as the
    /// calling code is; every explored execution finds it with this value. loom does not judge
    /// programs that use it.
    ///
    /// If the executions themselves create it, it is no static, and the exploration ends without a
    /// verdict: use [`new`](Self::new) instead.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// static HEAD: AtomicPtr<u8> = AtomicPtr::const_new(std::ptr::null_mut());
    ///
    /// assert!(HEAD.load(Relaxed).is_null());
    /// ```
    #[track_caller]
    pub const fn const_new(pointer: *mut T) -> Self {
        Self {
            object: AtomicObject::Static {
                atomic: atomic::AtomicPtr::new(pointer),
                initial: Ptr(pointer),
                made: Location::caller(),
                tag: Tag::new(),
            },
        }
    }

    /// Gives it the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::atomic::AtomicPtr;
    ///
    /// let head = AtomicPtr::<u8>::default().named("head");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.name(name);
        self
    }

    /// Loads the pointer.
    ///
    /// # Panics
    ///
    /// If `order` is `Release` or `AcqRel`.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = 5;
    /// let p = AtomicPtr::new(&raw mut data);
    /// assert_eq!(p.load(Relaxed), &raw mut data);
    /// ```
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn load(&self, order: Ordering) -> *mut T {
        require_load(order);
        match self.object.real() {
            Some(atomic) => atomic.load(order),
            None => self.object.load(order, Location::caller()).0,
        }
    }

    /// Stores a pointer.
    ///
    /// # Panics
    ///
    /// If `order` is `Acquire` or `AcqRel`.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let (mut five, mut ten) = (5, 10);
    /// let p = AtomicPtr::new(&raw mut five);
    /// p.store(&raw mut ten, Relaxed);
    /// assert_eq!(p.load(Relaxed), &raw mut ten);
    /// ```
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn store(&self, pointer: *mut T, order: Ordering) {
        require_store(order);
        match self.object.real() {
            Some(atomic) => atomic.store(pointer, order),
            None => self.object.store(Ptr(pointer), order, Location::caller()),
        }
    }

    /// Stores a pointer, and returns the previous one.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let (mut five, mut ten) = (5, 10);
    /// let p = AtomicPtr::new(&raw mut five);
    /// assert_eq!(p.swap(&raw mut ten, Relaxed), &raw mut five);
    /// ```
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

    /// Stores `new` if the pointer is `current`. The result is `Ok` with the previous pointer if
    /// it did, or `Err` with the present pointer if not.
    ///
    /// # Panics
    ///
    /// If `failure` is `Release` or `AcqRel`.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let (mut five, mut ten) = (5, 10);
    /// let (five, ten) = (&raw mut five, &raw mut ten);
    /// let p = AtomicPtr::new(five);
    /// assert_eq!(p.compare_exchange(five, ten, Relaxed, Relaxed), Ok(five));
    /// assert_eq!(p.compare_exchange(five, ten, Relaxed, Relaxed), Err(ten));
    /// ```
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

    /// As [`compare_exchange`](Self::compare_exchange), but it may fail spuriously, with
    /// `Err(current)`. On some processors that is cheaper in a loop.
    ///
    /// # Panics
    ///
    /// If `failure` is `Release` or `AcqRel`.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = [5, 10];
    /// let first = data.as_mut_ptr();
    /// let p = AtomicPtr::new(first);
    /// let mut old = p.load(Relaxed);
    /// while let Err(now) = p.compare_exchange_weak(old, old.wrapping_add(1), Relaxed, Relaxed) {
    ///     old = now;
    /// }
    /// assert_eq!(p.load(Relaxed), first.wrapping_add(1));
    /// ```
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

    updating! { *mut T, AtomicPtr, std::ptr::null_mut::<u8>(), std::ptr::dangling_mut() }

    /// Returns a mutable reference to the pointer. `&mut self` proves that no other thread uses the
    /// atomic.
    ///
    /// # Panics
    ///
    /// In a model, if [`const_new`](Self::const_new) made the atomic.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let (mut data, mut p) = (5, AtomicPtr::default());
    /// *p.get_mut() = &raw mut data;
    /// assert_eq!(p.load(Relaxed), &raw mut data);
    /// ```
    #[track_caller]
    pub fn get_mut(&mut self) -> &mut *mut T {
        if self.object.is_real() {
            self.object.real_mut().get_mut()
        } else {
            &mut self.object.get_mut(Location::caller()).0
        }
    }

    /// Consumes the atomic and returns the pointer.
    ///
    /// ```
    /// use racelab::sync::atomic::AtomicPtr;
    ///
    /// let mut data = 5;
    /// let p = AtomicPtr::new(&raw mut data);
    /// assert_eq!(p.into_inner(), &raw mut data);
    /// ```
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
    /// Shows the pointer of a relaxed load, as std does. In a model the load is an operation of
    /// the program.
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
