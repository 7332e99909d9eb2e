//! A pointer as a value of an atomic.

use std::sync::atomic;

use super::words::AtomicWord;
use crate::explore::hook::{self, Role, ValueType};
use crate::sync::place::Place;

/// A pointer as a value.
#[repr(transparent)]
pub(in crate::sync) struct Ptr<T>(pub(super) *mut T);

// SAFETY: this crate treats a pointer as a number and never dereferences it. A thread that
// dereferences a pointer from here needs its own unsafe code, as with std's `AtomicPtr`.
unsafe impl<T> Send for Ptr<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Ptr<T> {}

impl<T> Clone for Ptr<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ptr<T> {}

impl<T> PartialEq for Ptr<T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl<T> Default for Ptr<T> {
    fn default() -> Self {
        Self(std::ptr::null_mut())
    }
}

impl<T> AtomicWord for Ptr<T> {
    const NAME: &'static str = "AtomicPtr";
    const TYPE: ValueType = ValueType::Pointer;
    type Real = atomic::AtomicPtr<T>;

    fn real(self) -> Self::Real {
        atomic::AtomicPtr::new(self.0)
    }

    fn give(self, role: Role, place: Place) -> u64 {
        hook::name_of(self.0.cast(), role, place)
    }

    fn get(bits: u64) -> Self {
        Self(hook::pointer_of(bits).cast())
    }

    fn into_loom(self) -> u64 {
        self.0.expose_provenance() as u64
    }

    fn from_loom(bits: u64) -> Self {
        let address = usize::try_from(bits).expect("it was an address");
        Self(std::ptr::with_exposed_provenance_mut(address))
    }
}
