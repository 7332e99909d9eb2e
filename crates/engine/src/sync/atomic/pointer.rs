//! The atomic pointer.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::definition::atomic_type;
use super::object::AtomicObject;
use super::updating::updating;
use super::words::AtomicWord;
use super::{require_load, require_store};
use crate::explore::hook::{self, Role, Update, ValueType};
use crate::sync::place::Place;
use crate::sync::statics::Tag;

atomic_type! {
    ///
    /// The explorer names each address by the thread that first gave it to an operation: `&A1` is
    /// the first address of thread A. Addresses differ from run to run, but these names do not. So
    /// a program that keeps its pointers in an `AtomicPtr` behaves the same in every run.
    ///
    /// In std, the methods on the bits of the address ([`fetch_or`](Self::fetch_or),
    /// [`fetch_ptr_add`](Self::fetch_ptr_add) and the like) take one step. In a model they are a
    /// loop of a load and a `compare_exchange`, which has the same outcomes.
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
    AtomicPtr<T = u8>, *mut T, "std::ptr::null_mut::<u8>()", "std::ptr::dangling_mut()" {
        /// Stores a pointer, and returns the previous one.
        ///
        /// ```
        /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
        ///
        /// let (mut five, mut ten) = (5, 10);
        /// let p = AtomicPtr::new(&raw mut five);
        /// assert_eq!(p.swap(&raw mut ten, Relaxed), &raw mut five);
        /// ```
        swap: Swap,
    }
}

// SAFETY: this crate treats a pointer as a number and never dereferences it. Without the pointer,
// the fields are those of an `AtomicUsize`, which is `Send`. A thread that dereferences a pointer
// from here needs its own unsafe code, as with std's `AtomicPtr`.
unsafe impl<T> Send for AtomicPtr<T> {}
// SAFETY: as above; an `AtomicUsize` is `Sync`.
unsafe impl<T> Sync for AtomicPtr<T> {}

impl<T> fmt::Pointer for AtomicPtr<T> {
    /// As [`Debug`](fmt::Debug).
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl<T> AtomicWord for *mut T {
    const NAME: &'static str = "AtomicPtr";
    const TYPE: ValueType = ValueType::Pointer;
    type Real = atomic::AtomicPtr<T>;

    fn zero() -> Self {
        std::ptr::null_mut()
    }

    fn real(self) -> Self::Real {
        atomic::AtomicPtr::new(self)
    }

    fn give(self, role: Role, place: Place) -> u64 {
        hook::name_of(self.cast(), role, place)
    }

    fn get(bits: u64) -> Self {
        hook::pointer_of(bits).cast()
    }

    fn into_loom(self) -> u64 {
        self.expose_provenance() as u64
    }

    fn from_loom(bits: u64) -> Self {
        let address = usize::try_from(bits).expect("it was an address");
        std::ptr::with_exposed_provenance_mut(address)
    }
}
