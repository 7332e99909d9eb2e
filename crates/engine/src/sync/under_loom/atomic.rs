//! loom's atomic types, as the seam uses them.

use std::sync::atomic::{self, Ordering};

use crate::explore::hook::{Role, Update, ValueType};
use crate::sync::atomic::object::{AtomicWord, LoomAtomic};
use crate::sync::place::Place;
use crate::sync::word::Bits;

/// The pairs of types in std and loom, with what differs between integers and bool:
/// the read-modify-writes that there are.
macro_rules! loom_atomics {
    ($($Atomic:ident $word:ident { $($Update:ident: $method:ident,)* })*) => {$(
        impl AtomicWord for $word {
            const NAME: &'static str = stringify!($Atomic);
            const TYPE: ValueType = <$word as Bits>::TYPE.0;
            type Real = atomic::$Atomic;
            type Loom = loom::sync::atomic::$Atomic;

            fn real(self) -> Self::Real {
                atomic::$Atomic::new(self)
            }

            #[track_caller]
            fn loom(self) -> Self::Loom {
                loom::sync::atomic::$Atomic::new(self)
            }

            #[inline]
            fn give(self, _role: Role, _place: Place) -> u64 {
                self.bits()
            }

            #[inline]
            fn get(bits: u64) -> Self {
                Self::from_bits(bits)
            }
        }

        impl LoomAtomic<$word> for loom::sync::atomic::$Atomic {
            fn load(&self, order: Ordering) -> $word {
                self.load(order)
            }

            fn store(&self, value: $word, order: Ordering) {
                self.store(value, order);
            }

            // Not all arms of `_` exist for the integers, which have every update.
            #[allow(unreachable_patterns)]
            fn update(&self, update: Update, operand: $word, order: Ordering) -> $word {
                match update {
                    $(Update::$Update => self.$method(operand, order),)*
                    _ => unreachable!("{} has no {update:?}", stringify!($Atomic)),
                }
            }

            fn compare_exchange(
                &self,
                current: $word,
                new: $word,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$word, $word> {
                self.compare_exchange(current, new, success, failure)
            }
        }
    )*};
}

macro_rules! loom_integers {
    ($($Atomic:ident $int:ident,)*) => {
        loom_atomics! {$(
            $Atomic $int {
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

loom_integers! {
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

loom_atomics! {
    AtomicBool bool {
        Swap: swap,
        And: fetch_and,
        Nand: fetch_nand,
        Or: fetch_or,
        Xor: fetch_xor,
    }
}
