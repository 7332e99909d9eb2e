//! The read-modify-writes of the atomic pointer that work on the bits of the address.

use std::panic::Location;
use std::sync::atomic::Ordering;

use super::pointer::AtomicPtr;

/// Defines the read-modify-writes that work on the bits of the address, each with its function on
/// the pointer in a model.
macro_rules! on_the_address {
    ($($(#[$doc:meta])* $method:ident: |$pointer:ident, $operand:ident| $new:expr;)*) => {
        /// Read-modify-writes on the bits of the address.
        impl<T> AtomicPtr<T> {
            $(
                $(#[$doc])*
                #[inline]
                #[track_caller]
                pub fn $method(&self, $operand: usize, order: Ordering) -> *mut T {
                    match self.object.real() {
                        Some(atomic) => atomic.$method($operand, order),
                        None => self.modify(order, |$pointer| $new),
                    }
                }
            )*
        }
    };
}

on_the_address! {
    /// Moves the pointer `by` elements forward, and returns the previous one. It wraps around at
    /// the end of memory.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = [1, 2];
    /// let first = data.as_mut_ptr();
    /// let p = AtomicPtr::new(first);
    /// assert_eq!(p.fetch_ptr_add(1, Relaxed), first);
    /// assert_eq!(p.load(Relaxed), first.wrapping_add(1));
    /// ```
    fetch_ptr_add: |pointer, by| pointer.wrapping_add(by);
    /// Moves the pointer `by` elements back, and returns the previous one. It wraps around at the
    /// start of memory.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = [1, 2];
    /// let second = data.as_mut_ptr().wrapping_add(1);
    /// let p = AtomicPtr::new(second);
    /// assert_eq!(p.fetch_ptr_sub(1, Relaxed), second);
    /// assert_eq!(p.load(Relaxed), data.as_mut_ptr());
    /// ```
    fetch_ptr_sub: |pointer, by| pointer.wrapping_sub(by);
    /// Moves the pointer `by` bytes forward, and returns the previous one. It wraps around at the
    /// end of memory.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = [1_u32, 2];
    /// let first = data.as_mut_ptr();
    /// let p = AtomicPtr::new(first);
    /// assert_eq!(p.fetch_byte_add(4, Relaxed), first);
    /// assert_eq!(p.load(Relaxed), first.wrapping_add(1));
    /// ```
    fetch_byte_add: |pointer, by| pointer.wrapping_byte_add(by);
    /// Moves the pointer `by` bytes back, and returns the previous one. It wraps around at the
    /// start of memory.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = [1_u32, 2];
    /// let second = data.as_mut_ptr().wrapping_add(1);
    /// let p = AtomicPtr::new(second);
    /// assert_eq!(p.fetch_byte_sub(4, Relaxed), second);
    /// assert_eq!(p.load(Relaxed), data.as_mut_ptr());
    /// ```
    fetch_byte_sub: |pointer, by| pointer.wrapping_byte_sub(by);
    /// Sets bits of the address, and returns the previous pointer.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = 5_i64; // Its address is even, so its last bit can be a mark.
    /// let p = AtomicPtr::new(&raw mut data);
    /// assert_eq!(p.fetch_or(1, Relaxed), &raw mut data);
    /// assert_eq!(p.load(Relaxed).addr() & 1, 1);
    /// ```
    fetch_or: |pointer, bits| pointer.map_addr(|address| address | bits);
    /// Keeps only the bits of the address that are set in `bits`, and returns the previous pointer.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = 5_i64;
    /// let marked = (&raw mut data).map_addr(|address| address | 1);
    /// let p = AtomicPtr::new(marked);
    /// assert_eq!(p.fetch_and(!1, Relaxed), marked);
    /// assert_eq!(p.load(Relaxed), &raw mut data);
    /// ```
    fetch_and: |pointer, bits| pointer.map_addr(|address| address & bits);
    /// Flips bits of the address, and returns the previous pointer.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
    ///
    /// let mut data = 5_i64;
    /// let p = AtomicPtr::new(&raw mut data);
    /// p.fetch_xor(1, Relaxed);
    /// assert_ne!(p.fetch_xor(1, Relaxed), &raw mut data);
    /// assert_eq!(p.load(Relaxed), &raw mut data);
    /// ```
    fetch_xor: |pointer, bits| pointer.map_addr(|address| address ^ bits);
}

impl<T> AtomicPtr<T> {
    /// Reads, modifies and writes in a model by a loop. The explorer knows an address only by its
    /// name, and cannot compute the name of another address from it.
    ///
    /// The loads are Relaxed, because only the exchange is the program's operation, and it has the
    /// program's ordering.
    #[track_caller]
    fn modify(&self, order: Ordering, f: impl Fn(*mut T) -> *mut T) -> *mut T {
        let place = Location::caller();
        let mut old = self.load(Ordering::Relaxed);
        loop {
            let values = (old, f(old));
            let orders = (order, Ordering::Relaxed);
            match self.object.compare_exchange(values, orders, false, place) {
                Ok(old) => return old,
                Err(newer) => old = newer,
            }
        }
    }
}
