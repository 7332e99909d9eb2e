//! loom's atomic types, as implementations of the seam's trait.

use std::sync::atomic::Ordering;

use loom::sync::atomic;
use racelab_engine::plug::{Atomic, Update, ValueType};

/// An atomic of this type, with this value.
pub(crate) fn new(of: ValueType, value: u64) -> Box<dyn Atomic> {
    match of {
        ValueType::Bool => Box::new(AtomicBool::new(value)),
        ValueType::U8 => Box::new(AtomicU8::new(value)),
        ValueType::U16 => Box::new(AtomicU16::new(value)),
        ValueType::U32 => Box::new(AtomicU32::new(value)),
        // An address fits, and swap is the only update of a pointer.
        ValueType::U64 | ValueType::Pointer => Box::new(AtomicU64::new(value)),
        ValueType::I8 => Box::new(AtomicI8::new(value)),
        ValueType::I16 => Box::new(AtomicI16::new(value)),
        ValueType::I32 => Box::new(AtomicI32::new(value)),
        ValueType::I64 => Box::new(AtomicI64::new(value)),
    }
}

/// A word in the seam's representation: its bits, zero-extended.
trait Word {
    fn bits(self) -> u64;
    fn from_bits(bits: u64) -> Self;
}

impl Word for bool {
    fn bits(self) -> u64 {
        u64::from(self)
    }

    fn from_bits(bits: u64) -> Self {
        bits != 0
    }
}

/// Each integer type with the unsigned type of its width.
macro_rules! words {
    ($($integer:ident $unsigned:ident,)*) => {$(
        // The cast keeps only the low bits on purpose; for half of the types it does nothing.
        #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast)]
        #[allow(clippy::cast_lossless, reason = "one text for all of them")]
        impl Word for $integer {
            fn bits(self) -> u64 {
                self as $unsigned as u64
            }

            fn from_bits(bits: u64) -> Self {
                bits as $integer
            }
        }
    )*};
}

words! { u8 u8, u16 u16, u32 u32, u64 u64, i8 u8, i16 u16, i32 u32, i64 u64, }

/// The types, which differ in the read-modify-writes that they have.
macro_rules! atomics {
    ($($Atomic:ident $word:ident { $($Update:ident: $method:ident,)* })*) => {$(
        struct $Atomic(atomic::$Atomic);

        impl $Atomic {
            fn new(value: u64) -> Self {
                Self(atomic::$Atomic::new($word::from_bits(value)))
            }
        }

        impl Atomic for $Atomic {
            fn load(&self, order: Ordering) -> u64 {
                self.0.load(order).bits()
            }

            fn store(&self, value: u64, order: Ordering) {
                self.0.store($word::from_bits(value), order);
            }

            fn update(&self, update: Update, operand: u64, order: Ordering) -> u64 {
                let operand = $word::from_bits(operand);
                match update {
                    $(Update::$Update => self.0.$method(operand, order).bits(),)*
                    _ => unreachable!("{} has no {update:?}", stringify!($Atomic)),
                }
            }

            fn compare_exchange(
                &self,
                current: u64,
                new: u64,
                success: Ordering,
                failure: Ordering,
            ) -> Result<u64, u64> {
                let [current, new] = [current, new].map($word::from_bits);
                let result = self.0.compare_exchange(current, new, success, failure);
                result.map(Word::bits).map_err(Word::bits)
            }
        }
    )*};
}

macro_rules! integers {
    ($($Atomic:ident $integer:ident,)*) => {
        atomics! {$(
            $Atomic $integer {
                Swap: swap,
                Add: fetch_add,
                Sub: fetch_sub,
                And: fetch_and,
                Nand: fetch_nand,
                Or: fetch_or,
                Xor: fetch_xor,
                Max: fetch_max,
                Min: fetch_min,
            }
        )*}
    };
}

integers! {
    AtomicU8 u8,
    AtomicU16 u16,
    AtomicU32 u32,
    AtomicU64 u64,
    AtomicI8 i8,
    AtomicI16 i16,
    AtomicI32 i32,
    AtomicI64 i64,
}

atomics! {
    AtomicBool bool {
        Swap: swap,
        And: fetch_and,
        Nand: fetch_nand,
        Or: fetch_or,
        Xor: fetch_xor,
    }
}
