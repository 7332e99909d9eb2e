//! The methods of thread-local `Cell`s and `RefCell`s.

use std::cell::{Cell, RefCell};

use super::{LocalKey, too_late};
use crate::sync::mode;

impl<T> LocalKey<Cell<T>> {
    /// Sets the value. If the thread has none yet, this is its initialization.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with).
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::Cell;
    ///
    /// thread_local! {
    ///     static X: Cell<u32> = panic!("set comes first");
    /// }
    ///
    /// X.set(5);
    /// assert_eq!(X.get(), 5);
    /// ```
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

    /// Returns a copy of the value.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with).
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::Cell;
    ///
    /// thread_local! {
    ///     static X: Cell<u32> = const { Cell::new(1) };
    /// }
    ///
    /// assert_eq!(X.get(), 1);
    /// ```
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
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::Cell;
    ///
    /// thread_local! {
    ///     static X: Cell<Option<u32>> = const { Cell::new(Some(1)) };
    /// }
    ///
    /// assert_eq!((X.take(), X.take()), (Some(1), None));
    /// ```
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Replaces the value, and returns the previous one.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with).
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::Cell;
    ///
    /// thread_local! {
    ///     static X: Cell<u32> = const { Cell::new(1) };
    /// }
    ///
    /// assert_eq!((X.replace(2), X.get()), (1, 2));
    /// ```
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T> LocalKey<RefCell<T>> {
    /// Calls `f` with a shared borrow of the value.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with), and if the value is mutably borrowed.
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::RefCell;
    ///
    /// thread_local! {
    ///     static NAMES: RefCell<Vec<&'static str>> = RefCell::new(vec!["Ada"]);
    /// }
    ///
    /// assert_eq!(NAMES.with_borrow(Vec::len), 1);
    /// ```
    #[track_caller]
    pub fn with_borrow<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Calls `f` with a mutable borrow of the value.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with), and if the value is borrowed.
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::RefCell;
    ///
    /// thread_local! {
    ///     static NAMES: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    /// }
    ///
    /// NAMES.with_borrow_mut(|names| names.push("Ada"));
    /// assert_eq!(NAMES.take(), ["Ada"]);
    /// ```
    #[track_caller]
    pub fn with_borrow_mut<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&mut T) -> R,
    {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets the value. If the thread has none yet, this is its initialization.
    ///
    /// # Panics
    ///
    /// As [`with_borrow_mut`](Self::with_borrow_mut).
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::RefCell;
    ///
    /// thread_local! {
    ///     static NAME: RefCell<String> = panic!("set comes first");
    /// }
    ///
    /// NAME.set("Ada".to_owned());
    /// assert_eq!(NAME.take(), "Ada");
    /// ```
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
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::RefCell;
    ///
    /// thread_local! {
    ///     static NAME: RefCell<String> = RefCell::new("Ada".to_owned());
    /// }
    ///
    /// assert_eq!((NAME.take(), NAME.take()), ("Ada".to_owned(), String::new()));
    /// ```
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Replaces the value, and returns the previous one.
    ///
    /// # Panics
    ///
    /// As [`with_borrow_mut`](Self::with_borrow_mut).
    ///
    /// ```
    /// use racelab::sync::thread_local;
    /// use std::cell::RefCell;
    ///
    /// thread_local! {
    ///     static NAME: RefCell<String> = RefCell::new("Ada".to_owned());
    /// }
    ///
    /// assert_eq!(NAME.replace("Grace".to_owned()), "Ada");
    /// ```
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}
