//! The atomic types.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::object::Object;
use super::updating::updating;
use super::{require_load, require_store};
use crate::explore::hook::Update;
use crate::sync::statics::Tag;

/// Defines the atomic type `$Atomic` of the word `$word`, with a method for each
/// of the read-modify-writes in braces. All methods read the same way: on the real
/// atomic if there is one, else through the object.
///
/// The methods are compiled into this crate, which is optimized in every profile,
/// and inlined only into a release build: a student's unoptimized build calls them.
macro_rules! atomic_type {
    ($Atomic:ident, $word:ident { $($(#[$doc:meta])* $method:ident: $Update:ident,)* }) => {
        #[doc = concat!("An atomic `", stringify!($word), "`, with the methods of ")]
        #[doc = concat!("[`std::sync::atomic::", stringify!($Atomic), "`].")]
        pub struct $Atomic {
            object: Object<$word>,
        }

        impl $Atomic {
            /// An atomic with this value.
            #[track_caller]
            pub fn new(value: $word) -> Self {
                Self { object: Object::new(value, Location::caller()) }
            }

            /// An atomic for a `static`: real or explored, as the code runs at each
            /// operation; every explored execution finds it with this value. loom
            /// does not judge programs that use it.
            ///
            /// An exploration ends without a verdict if the atomic is no static, but one
            /// that each execution makes: use [`new`](Self::new) for that.
            #[track_caller]
            pub const fn const_new(value: $word) -> Self {
                Self {
                    object: Object::Static {
                        atomic: atomic::$Atomic::new(value),
                        initial: value,
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

            /// The value.
            ///
            /// # Panics
            ///
            /// If `order` is `Release` or `AcqRel`.
            #[cfg_attr(not(debug_assertions), inline)]
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $word {
                require_load(order);
                match self.object.real() {
                    Some(atomic) => atomic.load(order),
                    None => self.object.load(order, Location::caller()),
                }
            }

            /// Replaces the value.
            ///
            /// # Panics
            ///
            /// If `order` is `Acquire` or `AcqRel`.
            #[cfg_attr(not(debug_assertions), inline)]
            #[track_caller]
            pub fn store(&self, value: $word, order: Ordering) {
                require_store(order);
                match self.object.real() {
                    Some(atomic) => atomic.store(value, order),
                    None => self.object.store(value, order, Location::caller()),
                }
            }

            $(
                $(#[$doc])*
                #[cfg_attr(not(debug_assertions), inline)]
                #[track_caller]
                pub fn $method(&self, value: $word, order: Ordering) -> $word {
                    match self.object.real() {
                        Some(atomic) => atomic.$method(value, order),
                        None => {
                            let place = Location::caller();
                            self.object.update(Update::$Update, value, order, place)
                        }
                    }
                }
            )*

            /// Replaces the value by `new` if it is `current`. `Ok` with the old value
            /// if it was, `Err` with the value that was there instead.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`.
            #[cfg_attr(not(debug_assertions), inline)]
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $word,
                new: $word,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$word, $word> {
                require_load(failure);
                match self.object.real() {
                    Some(atomic) => atomic.compare_exchange(current, new, success, failure),
                    None => self.object.compare_exchange(
                        (current, new), (success, failure), false, Location::caller()
                    ),
                }
            }

            /// As [`compare_exchange`](Self::compare_exchange), but it may fail
            /// spuriously: `Err(current)`. On some processors that is cheaper inside of a
            /// loop.
            ///
            /// # Panics
            ///
            /// As `compare_exchange`.
            #[cfg_attr(not(debug_assertions), inline)]
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $word,
                new: $word,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$word, $word> {
                require_load(failure);
                match self.object.real() {
                    Some(atomic) => atomic.compare_exchange_weak(current, new, success, failure),
                    None => self.object.compare_exchange(
                        (current, new), (success, failure), true, Location::caller()
                    ),
                }
            }

            updating! { $word }

            /// The value, to look at and to change: `&mut self` says that no other
            /// thread has the atomic.
            ///
            /// # Panics
            ///
            /// In a model, if it was made by `const_new`.
            #[track_caller]
            pub fn get_mut(&mut self) -> &mut $word {
                if self.object.is_real() {
                    self.object.real_mut().get_mut()
                } else {
                    self.object.get_mut(Location::caller())
                }
            }

            /// The value.
            #[track_caller]
            pub fn into_inner(mut self) -> $word {
                if self.object.is_real() {
                    *self.object.real_mut().get_mut()
                } else {
                    self.object.newest(Location::caller())
                }
            }
        }

        impl Default for $Atomic {
            #[track_caller]
            fn default() -> Self {
                Self::new($word::default())
            }
        }

        impl From<$word> for $Atomic {
            #[track_caller]
            fn from(value: $word) -> Self {
                Self::new(value)
            }
        }

        impl fmt::Debug for $Atomic {
            /// The value, by a relaxed load, as std's; in a model that is an operation
            /// of the program's like any other.
            #[track_caller]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.object.is_here() {
                    self.load(Ordering::Relaxed).fmt(f)
                } else {
                    f.write_str("<of another execution>")
                }
            }
        }
    };
}

/// The integer types, which all have the same read-modify-writes.
macro_rules! atomic_integers {
    ($($Atomic:ident $int:ident,)*) => {$(
        atomic_type! { $Atomic, $int {
            /// Replaces the value, and returns the old one.
            swap: Swap,
            /// Adds, around the end of the type if need be; returns the old value.
            fetch_add: Add,
            /// Subtracts, around the end of the type if need be; returns the old value.
            fetch_sub: Sub,
            /// Keeps the bits that `value` has too; returns the old value.
            fetch_and: And,
            /// The complement of the bits that both have; returns the old value.
            fetch_nand: Nand,
            /// Sets the bits of `value`; returns the old value.
            fetch_or: Or,
            /// Flips the bits of `value`; returns the old value.
            fetch_xor: Xor,
            /// The larger of the two; returns the old value.
            fetch_max: Max,
            /// The smaller of the two; returns the old value.
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

atomic_type! { AtomicBool, bool {
    /// Replaces the value, and returns the old one.
    swap: Swap,
    /// Whether both are true; returns the old value.
    fetch_and: And,
    /// Whether not both are true; returns the old value.
    fetch_nand: Nand,
    /// Whether at least one is true; returns the old value.
    fetch_or: Or,
    /// Whether exactly one is true; returns the old value.
    fetch_xor: Xor,
} }

impl AtomicBool {
    /// The opposite; returns the old value.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}
