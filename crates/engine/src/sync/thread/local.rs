//! Values of which each thread has its own.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use crate::explore::hook;
use crate::locals::{Local, LocalValue};
use crate::sync::mode::{self, Mode};
use crate::sync::statics::Tag;
use crate::sync::under_loom;

/// Declares thread-local values, each a [`LocalKey`](crate::sync::thread::LocalKey), with the
/// syntax of [`std::thread_local!`].
///
/// For real they are std's. In a model each model thread has one for each execution: made
/// at the thread's first use, and dropped at its end, before a `join` of the thread
/// returns, in the opposite order in which they were made. What the destructors do is part
/// of the execution. The end of a [`scope`](crate::sync::thread::scope) does not wait for
/// them, as std's does not; a thread that is joined by its handle has run them.
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

/// A thread-local value, which [`thread_local!`](macro@crate::sync::thread_local) declares; with
/// the methods of [`std::thread::LocalKey`].
pub struct LocalKey<T: 'static> {
    real: std::thread::LocalKey<T>,
    first: fn() -> T,
    /// Not the number itself: a key that does not change is no obstacle to the optimizer,
    /// which then sees through it to std's.
    number: &'static KeyNumber<T>,
}

/// The number by which a model finds the values of one key. What has the same number has the
/// same type.
#[doc(hidden)]
pub struct KeyNumber<T> {
    tag: Tag,
    values: PhantomData<fn() -> T>,
}

impl<T> KeyNumber<T> {
    /// A number that no other key has.
    #[doc(hidden)]
    pub const fn new() -> Self {
        let tag = Tag::new();
        let values = PhantomData;
        Self { tag, values }
    }
}

/// The value of a [`LocalKey`] is being dropped, or has been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessError;

impl<T> LocalKey<T> {
    /// What the macro makes.
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

    /// Calls `f` with the calling thread's value, which is made first if it has none.
    ///
    /// # Panics
    ///
    /// If the value is being dropped, or has been.
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

    /// Calls `f` with the calling thread's value, which is made first if it has none.
    ///
    /// # Errors
    ///
    /// If the value is being dropped, or has been: destructors of a thread's other values
    /// may come so late. A value without destructor is there to the end.
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

    /// Calls `f` with the running model thread's value, and with `first`, unless that has
    /// become the value. Out of line, for the sake of what runs for real.
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
            // SAFETY: it is what the running model thread has for this number, a `T`: a number
            // is of one type, and no other one is equal. The thread drops it when of its own
            // code only such destructors run, behind `take_next`, after which `find` does not
            // give it out. A value that replaces another one comes from its initialisation, so
            // no `f` has that one.
            Local::Alive(value) => Ok(f(unsafe { &*value.cast::<T>() }, first)),
            Local::Destroyed => Err(AccessError),
        }
    }
}

/// What the running model thread has for this key.
fn find(key: u32) -> Option<Local> {
    match mode::mode() {
        Mode::Explored => hook::local(key),
        _ => under_loom::with_locals(|locals| locals.find(key)),
    }
}

/// Keeps a value of the running model thread's; returns the one that it replaces.
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

impl<T> LocalKey<Cell<T>> {
    /// Sets the value, which is not initialised first.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with).
    #[track_caller]
    pub fn set(&'static self, value: T) {
        if mode::is_real() {
            return self.real.set(value);
        }
        let set = self.in_model(Some(Cell::new(value)), |cell, left| {
            if let Some(left) = left {
                cell.set(left.into_inner());
            }
        });
        set.unwrap_or_else(|error| too_late(error));
    }

    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with).
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the value, and leaves the default in its place.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with).
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Replaces the value, and returns the old one.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with).
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T> LocalKey<RefCell<T>> {
    /// Calls `f` with the value, borrowed.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with); and if the value is borrowed mutably.
    #[track_caller]
    pub fn with_borrow<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Calls `f` with the value, borrowed mutably.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with); and if the value is borrowed.
    #[track_caller]
    pub fn with_borrow_mut<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&mut T) -> R,
    {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets the value, which is not initialised first.
    ///
    /// # Panics
    ///
    /// As [`with_borrow_mut`](Self::with_borrow_mut).
    #[track_caller]
    pub fn set(&'static self, value: T) {
        if mode::is_real() {
            return self.real.set(value);
        }
        let set = self.in_model(Some(RefCell::new(value)), |cell, left| {
            if let Some(left) = left {
                *cell.borrow_mut() = left.into_inner();
            }
        });
        set.unwrap_or_else(|error| too_late(error));
    }

    /// Takes the value, and leaves the default in its place.
    ///
    /// # Panics
    ///
    /// As [`with_borrow_mut`](Self::with_borrow_mut).
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Replaces the value, and returns the old one.
    ///
    /// # Panics
    ///
    /// As [`with_borrow_mut`](Self::with_borrow_mut).
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
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
