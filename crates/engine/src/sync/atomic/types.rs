//! The atomic types.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::definition::atomic_type;
use super::object::AtomicObject;
use super::updating::updating;
use super::words::AtomicWord;
use super::{require_load, require_store};
use crate::explore::hook::Update;
use crate::sync::statics::Tag;

/// The integer types, which all have the same read-modify-writes.
macro_rules! atomic_integers {
    ($($Atomic:ident $int:ident,)*) => {$(
        atomic_type! { $Atomic, $int, 5, 7 {
            /// Stores a value, and returns the previous one.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(5);")]
            /// assert_eq!(x.swap(7, Relaxed), 5);
            /// assert_eq!(x.load(Relaxed), 7);
            /// ```
            swap: Swap,
            /// Adds to the value, and returns the previous one. It wraps around on overflow.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(5);")]
            /// assert_eq!(x.fetch_add(2, Relaxed), 5);
            /// assert_eq!(x.load(Relaxed), 7);
            /// ```
            fetch_add: Add,
            /// Subtracts from the value, and returns the previous one. It wraps around on overflow.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(5);")]
            /// assert_eq!(x.fetch_sub(2, Relaxed), 5);
            /// assert_eq!(x.load(Relaxed), 3);
            /// ```
            fetch_sub: Sub,
            /// Bitwise "and" with the value; returns the previous one.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(0b110);")]
            /// assert_eq!(x.fetch_and(0b011, Relaxed), 0b110);
            /// assert_eq!(x.load(Relaxed), 0b010);
            /// ```
            fetch_and: And,
            /// Bitwise "not and" with the value; returns the previous one.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(0b110);")]
            /// assert_eq!(x.fetch_nand(0b011, Relaxed), 0b110);
            /// assert_eq!(x.load(Relaxed), !0b010);
            /// ```
            fetch_nand: Nand,
            /// Bitwise "or" with the value; returns the previous one.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(0b110);")]
            /// assert_eq!(x.fetch_or(0b011, Relaxed), 0b110);
            /// assert_eq!(x.load(Relaxed), 0b111);
            /// ```
            fetch_or: Or,
            /// Bitwise "exclusive or" with the value; returns the previous one.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(0b110);")]
            /// assert_eq!(x.fetch_xor(0b011, Relaxed), 0b110);
            /// assert_eq!(x.load(Relaxed), 0b101);
            /// ```
            fetch_xor: Xor,
            /// Stores the maximum of the value and `value`; returns the previous one.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(5);")]
            /// assert_eq!(x.fetch_max(7, Relaxed), 5);
            /// assert_eq!(x.load(Relaxed), 7);
            /// ```
            fetch_max: Max,
            /// Stores the minimum of the value and `value`; returns the previous one.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(5);")]
            /// assert_eq!(x.fetch_min(7, Relaxed), 5);
            /// assert_eq!(x.load(Relaxed), 5);
            /// ```
            fetch_min: Min,
        } }
    )*};
}

atomic_integers! {
    AtomicU8 u8,
    AtomicU16 u16,
    AtomicU32 u32,
    AtomicU64 u64,
    AtomicUsize usize,
    AtomicI8 i8,
    AtomicI16 i16,
    AtomicI32 i32,
    AtomicI64 i64,
    AtomicIsize isize,
}

atomic_type! { AtomicBool, bool, true, false {
    /// Stores a value, and returns the previous one.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
    ///
    /// let x = AtomicBool::new(true);
    /// assert_eq!(x.swap(false, Relaxed), true);
    /// assert_eq!(x.load(Relaxed), false);
    /// ```
    swap: Swap,
    /// Logical "and" with the value; returns the previous one.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
    ///
    /// let x = AtomicBool::new(true);
    /// assert_eq!(x.fetch_and(false, Relaxed), true);
    /// assert_eq!(x.load(Relaxed), false);
    /// ```
    fetch_and: And,
    /// Logical "not and" with the value; returns the previous one.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
    ///
    /// let x = AtomicBool::new(true);
    /// assert_eq!(x.fetch_nand(false, Relaxed), true);
    /// assert_eq!(x.load(Relaxed), true);
    /// ```
    fetch_nand: Nand,
    /// Logical "or" with the value; returns the previous one.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
    ///
    /// let x = AtomicBool::new(true);
    /// assert_eq!(x.fetch_or(false, Relaxed), true);
    /// assert_eq!(x.load(Relaxed), true);
    /// ```
    fetch_or: Or,
    /// Logical "exclusive or" with the value; returns the previous one.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
    ///
    /// let x = AtomicBool::new(true);
    /// assert_eq!(x.fetch_xor(true, Relaxed), true);
    /// assert_eq!(x.load(Relaxed), false);
    /// ```
    fetch_xor: Xor,
} }

impl AtomicBool {
    /// Logical "not" of the value; returns the previous one.
    ///
    /// ```
    /// use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
    ///
    /// let x = AtomicBool::new(true);
    /// assert_eq!(x.fetch_not(Relaxed), true);
    /// assert_eq!(x.load(Relaxed), false);
    /// ```
    #[inline]
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}
