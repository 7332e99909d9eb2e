//! The macro that defines an atomic type.

/// Defines the atomic type `$Atomic` of the word `$word`, with a method for each of the
/// read-modify-writes in braces. All methods have the same form: they use the real atomic if the
/// object has one, and the model otherwise. `$a` and `$b` are the values of the examples, which
/// take `$u8` for the parameter of a generic type.
///
/// This crate, which every profile optimizes, contains the compiled methods. Only a release build
/// inlines them; a student's unoptimized build calls them.
macro_rules! atomic_type {
    ($(#[$about:meta])* $Atomic:ident $(<$T:ident = $u8:ty>)?, $word:ty, $a:literal, $b:literal {
        $($(#[$doc:meta])* $method:ident: $Update:ident,)*
    }) => {
        #[doc = concat!("An atomic `", stringify!($word), "`, with the methods of ")]
        #[doc = concat!("[`std::sync::atomic::", stringify!($Atomic), "`].")]
        ///
        /// # What is explored
        ///
        /// Each operation is an event, and the explorer follows RC11: a load may read each write
        /// that its ordering and happens-before allow. A read-modify-write reads the newest write.
        $(#[$about])*
        pub struct $Atomic $(<$T>)? {
            pub(super) object: AtomicObject<$word>,
        }

        impl$(<$T>)? $Atomic$(<$T>)? {
            /// Creates an atomic with this value.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::", stringify!($Atomic), ";")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(", $a, ");")]
            /// ```
            #[track_caller]
            pub fn new(value: $word) -> Self {
                Self { object: AtomicObject::new(value, Location::caller()) }
            }

            /// Creates an atomic for a `static`. At each operation it is real or explored, as the
            /// calling code is. Every explored execution finds it with this value. loom does not
            /// judge programs that use it.
            ///
            /// If the executions themselves create the atomic, it is no static, and the
            /// exploration ends without a verdict. Use [`new`](Self::new) instead.
            ///
            /// ```
            #[doc = concat!(
                "use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};"
            )]
            ///
            #[doc = concat!(
                "static X: ", stringify!($Atomic), $("<", stringify!($u8), ">",)? " = ",
                stringify!($Atomic), "::const_new(", $a, ");"
            )]
            ///
            #[doc = concat!("assert_eq!(X.load(Relaxed), ", $a, ");")]
            /// ```
            #[track_caller]
            pub const fn const_new(value: $word) -> Self {
                Self {
                    object: AtomicObject::Static {
                        atomic: atomic::$Atomic::new(value),
                        initial: value,
                        made: Location::caller(),
                        tag: Tag::new(),
                    },
                }
            }

            /// Gives it the name under which the lanes of an execution show it.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::", stringify!($Atomic), ";")]
            ///
            #[doc = concat!("let hits = ", stringify!($Atomic), "::new(", $a, ").named(\"hits\");")]
            /// ```
            #[must_use]
            pub fn named(self, name: &str) -> Self {
                self.object.name(name);
                self
            }

            /// Loads the value.
            ///
            /// Explored, the load is an event, and each write from which it may read makes an
            /// execution.
            ///
            /// # Panics
            ///
            /// If `order` is `Release` or `AcqRel`.
            ///
            /// ```
            #[doc = concat!(
                "use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};"
            )]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(", $a, ");")]
            #[doc = concat!("assert_eq!(x.load(Relaxed), ", $a, ");")]
            /// ```
            #[inline]
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $word {
                require_load(order);
                match self.object.real() {
                    Some(atomic) => atomic.load(order),
                    None => self.object.load(order, Location::caller()),
                }
            }

            /// Stores a value.
            ///
            /// # Panics
            ///
            /// If `order` is `Acquire` or `AcqRel`.
            ///
            /// ```
            #[doc = concat!(
                "use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};"
            )]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(", $a, ");")]
            #[doc = concat!("x.store(", $b, ", Relaxed);")]
            #[doc = concat!("assert_eq!(x.load(Relaxed), ", $b, ");")]
            /// ```
            #[inline]
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
                #[inline]
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

            /// Stores `new` if the value is `current`. The result is `Ok` with the previous value
            /// if it did, or `Err` with the present value if not.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`.
            ///
            /// ```
            #[doc = concat!(
                "use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};"
            )]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(", $a, ");")]
            #[doc = concat!(
                "assert_eq!(x.compare_exchange(", $a, ", ", $b, ", Relaxed, Relaxed), Ok(", $a,
                "));"
            )]
            #[doc = concat!(
                "assert_eq!(x.compare_exchange(", $a, ", ", $b, ", Relaxed, Relaxed), Err(", $b,
                "));"
            )]
            /// ```
            #[inline]
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

            /// As [`compare_exchange`](Self::compare_exchange), but it may fail spuriously, with
            /// `Err(current)`. On some processors that is cheaper in a loop.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`.
            ///
            /// ```
            #[doc = concat!(
                "use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};"
            )]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(", $a, ");")]
            /// let mut old = x.load(Relaxed);
            #[doc = concat!(
                "while let Err(now) = x.compare_exchange_weak(old, ", $b, ", Relaxed, Relaxed) {"
            )]
            ///     old = now;
            /// }
            #[doc = concat!("assert_eq!(x.load(Relaxed), ", $b, ");")]
            /// ```
            #[inline]
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

            updating! { $word, $Atomic, $a, $b }

            /// Returns a mutable reference to the value. The `&mut self` proves that no other
            /// thread uses the atomic.
            ///
            /// # Panics
            ///
            /// In a model, if [`const_new`](Self::const_new) made the atomic.
            ///
            /// ```
            #[doc = concat!(
                "use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};"
            )]
            ///
            #[doc = concat!("let mut x = ", stringify!($Atomic), "::new(", $a, ");")]
            #[doc = concat!("*x.get_mut() = ", $b, ";")]
            #[doc = concat!("assert_eq!(x.load(Relaxed), ", $b, ");")]
            /// ```
            #[track_caller]
            pub fn get_mut(&mut self) -> &mut $word {
                if self.object.is_real() {
                    self.object.real_mut().get_mut()
                } else {
                    self.object.get_mut(Location::caller())
                }
            }

            /// Consumes the atomic and returns the value.
            ///
            /// ```
            #[doc = concat!("use racelab::sync::atomic::", stringify!($Atomic), ";")]
            ///
            #[doc = concat!("let x = ", stringify!($Atomic), "::new(", $a, ");")]
            #[doc = concat!("assert_eq!(x.into_inner(), ", $a, ");")]
            /// ```
            #[track_caller]
            pub fn into_inner(mut self) -> $word {
                if self.object.is_real() {
                    *self.object.real_mut().get_mut()
                } else {
                    self.object.newest(Location::caller())
                }
            }
        }

        impl$(<$T>)? Default for $Atomic$(<$T>)? {
            #[track_caller]
            fn default() -> Self {
                Self::new(AtomicWord::zero())
            }
        }

        impl$(<$T>)? From<$word> for $Atomic$(<$T>)? {
            #[track_caller]
            fn from(value: $word) -> Self {
                Self::new(value)
            }
        }

        impl$(<$T>)? fmt::Debug for $Atomic$(<$T>)? {
            /// Shows the value of a relaxed load, as std does. In a model the load is an operation
            /// of the program.
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

pub(super) use atomic_type;
