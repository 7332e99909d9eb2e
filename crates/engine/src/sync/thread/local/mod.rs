//! Thread-local values.
//!
//! # Layout
//!
//! - `cells`: the methods of thread-local `Cell`s and `RefCell`s.

mod cells;

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use crate::explore::hook;
use crate::locals::{Local, LocalValue};
use crate::sync::mode::{self, Mode};
use crate::sync::statics::Tag;
use crate::sync::under_loom;

/// Declares thread-local values, each a [`LocalKey`], with the
/// syntax of [`std::thread_local!`].
///
/// Outside of a model they are std's.
///
/// # What is explored
///
/// In a model each thread has its own values in each execution. Its first use of a value
/// initializes it, and the end of the thread drops the values in the opposite order. The
/// destructors are a part of the execution. A `join` of the thread waits for them; the end of a
/// [`scope`](crate::sync::thread::scope()) does not, as with std.
///
/// # Examples
///
/// ```
/// use racelab::sync::{thread, thread_local};
/// use std::cell::Cell;
///
/// thread_local! {
///     static CALLS: Cell<u32> = const { Cell::new(0) };
/// }
///
/// CALLS.set(CALLS.get() + 1);
/// let of_other = thread::spawn(|| CALLS.get()).join().unwrap();
/// assert_eq!((CALLS.get(), of_other), (1, 0));
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __thread_local {
    () => {};
    ($(#[$attribute:meta])* $vis:vis static $NAME:ident: $T:ty = const $first:block
     $(; $($others:tt)*)?) => {
        $(#[$attribute])*
        $vis static $NAME: $crate::sync::thread::LocalKey<$T> = {
            const __FIRST: $T = $first;
            fn __first() -> $T {
                __FIRST
            }
            ::std::thread_local! {
                static __REAL: $T = const { __FIRST };
            }
            static __NUMBER: $crate::sync::thread::KeyNumber<$T> =
                $crate::sync::thread::KeyNumber::new();
            $crate::sync::thread::LocalKey::of_macro(__REAL, __first, &__NUMBER)
        };
        $($crate::__thread_local! { $($others)* })?
    };
    ($(#[$attribute:meta])* $vis:vis static $NAME:ident: $T:ty = $first:expr
     $(; $($others:tt)*)?) => {
        $(#[$attribute])*
        $vis static $NAME: $crate::sync::thread::LocalKey<$T> = {
            fn __first() -> $T {
                $first
            }
            ::std::thread_local! {
                static __REAL: $T = __first();
            }
            static __NUMBER: $crate::sync::thread::KeyNumber<$T> =
                $crate::sync::thread::KeyNumber::new();
            $crate::sync::thread::LocalKey::of_macro(__REAL, __first, &__NUMBER)
        };
        $($crate::__thread_local! { $($others)* })?
    };
}

/// A key to thread-local values, with the methods of [`std::thread::LocalKey`].
/// [`thread_local!`](macro@crate::sync::thread_local) declares it.
pub struct LocalKey<T: 'static> {
    real: std::thread::LocalKey<T>,
    first: fn() -> T,
    /// A reference instead of the number itself: the key then never changes, and the optimizer can
    /// inline std's key.
    number: &'static KeyNumber<T>,
}

/// The number by which a model finds the values of one key. Values with the same number have the
/// same type.
#[doc(hidden)]
pub struct KeyNumber<T> {
    tag: Tag,
    values: PhantomData<fn() -> T>,
}

impl<T> KeyNumber<T> {
    /// Creates a number that no other key has.
    #[doc(hidden)]
    pub const fn new() -> Self {
        let tag = Tag::new();
        let values = PhantomData;
        Self { tag, values }
    }
}

/// The error of [`LocalKey::try_with`]: the value is being dropped, or is dropped already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessError;

impl<T> LocalKey<T> {
    /// Creates the key that the macro declares.
    #[doc(hidden)]
    pub const fn of_macro(
        real: std::thread::LocalKey<T>,
        first: fn() -> T,
        number: &'static KeyNumber<T>,
    ) -> Self {
        Self {
            real,
            first,
            number,
        }
    }

    /// Calls `f` with the value of the calling thread. The thread's first use initializes it.
    ///
    /// # Panics
    ///
    /// If the value is being dropped, or is dropped already.
    ///
    /// ```
    /// use racelab::sync::thread_local;
    ///
    /// thread_local! {
    ///     static NAME: String = "Ada".to_owned();
    /// }
    ///
    /// assert_eq!(NAME.with(String::len), 3);
    /// ```
    #[inline]
    #[track_caller]
    pub fn with<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        match self.try_with(f) {
            Ok(result) => result,
            Err(error) => too_late(error),
        }
    }

    /// Calls `f` with the value of the calling thread. The thread's first use initializes it.
    ///
    /// # Errors
    ///
    /// If the value is being dropped, or is dropped already: the destructor of another value may
    /// call this. A value without a destructor exists until the end of the thread.
    ///
    /// ```
    /// use racelab::sync::thread_local;
    ///
    /// thread_local! {
    ///     static NAME: String = "Ada".to_owned();
    /// }
    ///
    /// assert_eq!(NAME.try_with(String::len), Ok(3));
    /// ```
    #[inline]
    pub fn try_with<F, R>(&'static self, f: F) -> Result<R, AccessError>
    where
        F: FnOnce(&T) -> R,
    {
        match mode::is_real() {
            true => self.real.try_with(f).map_err(|_| AccessError),
            false => self.in_model(None, |value, _| f(value)),
        }
    }

    /// Calls `f` with the running model thread's value, and with `first`, unless `first` has
    /// become the value. Out of line, so that real code stays small.
    #[cold]
    #[inline(never)]
    fn in_model<R>(
        &'static self,
        mut first: Option<T>,
        f: impl FnOnce(&T, Option<T>) -> R,
    ) -> Result<R, AccessError> {
        let key = self.number.tag.id().number;
        let found = match find(key) {
            Some(found) => found,
            None => {
                let value = LocalValue::new(first.take().unwrap_or_else(self.first));
                if let Some(replaced) = put(key, value) {
                    replaced.destroy();
                }
                find(key).expect("put there just now")
            }
        };
        match found {
            // SAFETY: this is the running model thread's value for this number, a `T`: each number
            // belongs to one type. The thread drops the value when only destructors of such values
            // are left of its code, after `take_next`, and then `find` no longer returns it. A
            // value that another one replaces comes from the initialization itself, so no `f` has
            // a reference to it.
            Local::Alive(value) => Ok(f(unsafe { &*value.cast::<T>() }, first)),
            Local::Destroyed => Err(AccessError),
        }
    }
}

/// The running model thread's value for this key.
fn find(key: u32) -> Option<Local> {
    match mode::mode() {
        Mode::Explored => hook::local(key),
        _ => under_loom::with_locals(|locals| locals.find(key)),
    }
}

/// Sets the running model thread's value; returns the value that it replaces.
fn put(key: u32, value: LocalValue) -> Option<LocalValue> {
    match mode::mode() {
        Mode::Explored => hook::put_local(key, value),
        _ => under_loom::with_locals(|locals| locals.put(key, value)),
    }
}

#[cold]
#[track_caller]
fn too_late(error: AccessError) -> ! {
    panic!("cannot access a Thread Local Storage value during or after destruction: {error:?}")
}

impl<T> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalKey { .. }")
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("already destroyed")
    }
}

impl Error for AccessError {}
