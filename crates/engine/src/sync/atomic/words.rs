//! The types with an atomic in std.

use std::sync::atomic;

use crate::explore::hook::{Role, ValueType};
use crate::sync::place::Place;
use crate::sync::word::Bits;

/// A type that has an atomic in std.
pub(in crate::sync) trait AtomicWord: Copy + PartialEq {
    /// The name of its atomic type.
    const NAME: &'static str;
    /// The explorer's type for it.
    const TYPE: ValueType;
    /// Its atomic type in std.
    type Real;

    /// The value of its atomic type's default.
    fn zero() -> Self;

    fn real(self) -> Self::Real;

    /// The explorer's form of the value, which the running thread passes in this role at `place`.
    fn give(self, role: Role, place: Place) -> u64;
    /// The value from the explorer's form, for the running thread.
    fn get(bits: u64) -> Self;

    /// The form of the value in an [atomic of loom](crate::plug::Atomic).
    fn into_loom(self) -> u64;
    /// The value from the form in an atomic of loom.
    fn from_loom(bits: u64) -> Self;
}

macro_rules! atomic_words {
    ($($Atomic:ident $word:ident,)*) => {$(
        impl AtomicWord for $word {
            const NAME: &'static str = stringify!($Atomic);
            const TYPE: ValueType = <$word as Bits>::TYPE.0;
            type Real = atomic::$Atomic;

            fn zero() -> Self {
                <$word>::default()
            }

            fn real(self) -> Self::Real {
                atomic::$Atomic::new(self)
            }

            #[inline]
            fn give(self, _role: Role, _place: Place) -> u64 {
                self.bits()
            }

            #[inline]
            fn get(bits: u64) -> Self {
                Self::from_bits(bits)
            }

            fn into_loom(self) -> u64 {
                self.bits()
            }

            fn from_loom(bits: u64) -> Self {
                Self::from_bits(bits)
            }
        }
    )*};
}

atomic_words! {
    AtomicBool bool,
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
