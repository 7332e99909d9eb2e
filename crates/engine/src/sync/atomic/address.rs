//! The read-modify-writes of the atomic pointer that work on the bits of the address.

use std::sync::atomic::Ordering;

use super::pointer::AtomicPtr;

/// Defines the read-modify-writes that work on the bits of the address: each with what it
/// makes of the pointer in a model.
macro_rules! on_the_address {
    ($($(#[$doc:meta])* $method:ident: |$pointer:ident, $operand:ident| $new:expr;)*) => {
        /// Read-modify-writes on the bits of the address.
        impl<T> AtomicPtr<T> {
            $(
                $(#[$doc])*
                #[cfg_attr(not(debug_assertions), inline)]
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
    /// Moves the pointer `by` elements on, around the end of memory if need be; returns the
    /// old one.
    fetch_ptr_add: |pointer, by| pointer.wrapping_add(by);
    /// Moves the pointer `by` elements back, around the end of memory if need be; returns
    /// the old one.
    fetch_ptr_sub: |pointer, by| pointer.wrapping_sub(by);
    /// Moves the pointer `by` bytes on, around the end of memory if need be; returns the old
    /// one.
    fetch_byte_add: |pointer, by| pointer.wrapping_byte_add(by);
    /// Moves the pointer `by` bytes back, around the end of memory if need be; returns the
    /// old one.
    fetch_byte_sub: |pointer, by| pointer.wrapping_byte_sub(by);
    /// Sets the bits of `bits` in the address; returns the old pointer.
    fetch_or: |pointer, bits| pointer.map_addr(|address| address | bits);
    /// Keeps the bits of the address that `bits` has too; returns the old pointer.
    fetch_and: |pointer, bits| pointer.map_addr(|address| address & bits);
    /// Flips the bits of `bits` in the address; returns the old pointer.
    fetch_xor: |pointer, bits| pointer.map_addr(|address| address ^ bits);
}

impl<T> AtomicPtr<T> {
    /// Reads, modifies and writes in a model: the explorer knows an address by its name
    /// alone, of which it cannot compute another address's.
    ///
    /// The loads order nothing (Relaxed), since only the exchange is the operation that
    /// the program makes.
    #[track_caller]
    fn modify(&self, order: Ordering, f: impl Fn(*mut T) -> *mut T) -> *mut T {
        let mut old = self.load(Ordering::Relaxed);
        loop {
            match self.exchange((old, f(old)), (order, Ordering::Relaxed), false) {
                Ok(old) => return old,
                Err(newer) => old = newer,
            }
        }
    }
}
