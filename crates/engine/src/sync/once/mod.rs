//! `Once` and `OnceLock`: an initialization that the first thread runs for all threads.
//!
//! # Layout
//!
//! - `lock`: `OnceLock`, on which `Once` is built in a model; `traits`: its traits;
//! - `cell`: an `OnceLock` for one operation, and the place of its value.

mod cell;
mod lock;
mod traits;

use std::fmt;
use std::panic::Location;

pub use lock::OnceLock;

/// A one-time initialization, with the signatures of [`std::sync::Once`]: of many calls, the first
/// one runs its closure, and the others wait until it has finished.
///
/// # What is explored
///
/// As with [`OnceLock`], each thread that may come first makes an execution. A closure that panics
/// ends the execution, so a model has no poisoned `Once`.
///
/// # Examples
///
/// ```
/// use racelab::sync::Once;
///
/// let (once, mut times) = (Once::new(), 0);
/// once.call_once(|| times += 1);
/// once.call_once(|| times += 1);
/// assert_eq!(times, 1);
/// ```
pub struct Once {
    /// The real `Once` of std, which a panic poisons.
    real: std::sync::Once,
    cell: OnceLock<()>,
}

/// The state that [`Once::call_once_force`] passes to its closure.
#[derive(Debug)]
pub struct OnceState {
    is_poisoned: bool,
}

impl OnceState {
    /// Whether an earlier call has panicked.
    ///
    /// In a model it returns `false`: an exploration that reaches a call after one that panicked
    /// ends without a verdict.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// Once::new().call_once_force(|state| assert!(!state.is_poisoned()));
    /// ```
    pub fn is_poisoned(&self) -> bool {
        self.is_poisoned
    }
}

impl Once {
    /// Creates a `Once` that has not run.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// assert!(!Once::new().is_completed());
    /// ```
    #[track_caller]
    pub fn new() -> Self {
        let cell = OnceLock::made("Once", Location::caller());
        let real = std::sync::Once::new();
        Self { real, cell }
    }

    /// Creates a `Once` for a `static`. At each operation it is real or explored, as the calling
    /// code is; in every explored execution it has not run at the beginning. loom does not judge
    /// programs that use it.
    ///
    /// If the executions themselves create it, it is no static, and the exploration ends without a
    /// verdict: use [`new`](Self::new) instead.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// static START: Once = Once::const_new();
    ///
    /// START.call_once(|| println!("started"));
    /// assert!(START.is_completed());
    /// ```
    #[track_caller]
    pub const fn const_new() -> Self {
        let cell = OnceLock::made_static("Once", Location::caller());
        let real = std::sync::Once::new();
        Self { real, cell }
    }

    /// Gives it the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// let start = Once::new().named("start");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        let cell = self.cell.named(name);
        Self { cell, ..self }
    }

    /// Runs `f`, if no call has run its closure yet. If another thread is running its closure,
    /// blocks until that closure has finished.
    ///
    /// When it returns, the one closure has finished, and everything in it happens before.
    ///
    /// # Panics
    ///
    /// For real, if an earlier call has panicked.
    ///
    /// ```
    /// use racelab::sync::{Once, thread};
    ///
    /// let once = Once::new();
    /// thread::scope(|s| {
    ///     s.spawn(|| once.call_once(|| println!("once only")));
    ///     once.call_once(|| println!("once only"));
    ///     assert!(once.is_completed());
    /// });
    /// ```
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        match self.is_real() {
            true => self.real.call_once(f),
            false => _ = self.cell.get_or_init(f),
        }
    }

    /// As [`call_once`](Self::call_once), but runs `f` also after a call that panicked. The
    /// [`OnceState`] tells `f` whether one did.
    ///
    /// ```
    /// use racelab::sync::Once;
    /// use std::panic::catch_unwind;
    ///
    /// let once = Once::new();
    /// assert!(catch_unwind(|| once.call_once(|| panic!("not now"))).is_err());
    /// once.call_once_force(|state| assert!(state.is_poisoned()));
    /// assert!(once.is_completed());
    /// ```
    #[track_caller]
    pub fn call_once_force(&self, f: impl FnOnce(&OnceState)) {
        match self.is_real() {
            true => self.real.call_once_force(|state| {
                let is_poisoned = state.is_poisoned();
                f(&OnceState { is_poisoned });
            }),
            false => {
                let is_poisoned = false;
                self.cell.get_or_init(|| f(&OnceState { is_poisoned }));
            }
        }
    }

    /// Whether a closure has finished. If it returns `true`, everything in the closure happens
    /// before.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// let once = Once::new();
    /// assert!(!once.is_completed());
    /// once.call_once(|| {});
    /// assert!(once.is_completed());
    /// ```
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        match self.is_real() {
            true => self.real.is_completed(),
            false => self.cell.get().is_some(),
        }
    }

    /// Blocks until another thread has finished its closure. If no thread runs one, that is a
    /// deadlock.
    ///
    /// # Panics
    ///
    /// For real, if the call has panicked.
    ///
    /// ```
    /// use racelab::sync::{Once, thread};
    ///
    /// let once = Once::new();
    /// thread::scope(|s| {
    ///     s.spawn(|| once.call_once(|| println!("ready")));
    ///     once.wait();
    ///     assert!(once.is_completed());
    /// });
    /// ```
    #[track_caller]
    pub fn wait(&self) {
        match self.is_real() {
            true => self.real.wait(),
            false => *self.cell.wait(),
        }
    }

    /// As [`wait`](Self::wait), but after a call that panicked it waits for the next one.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// let once = Once::new();
    /// once.call_once(|| {});
    /// once.wait_force();
    /// ```
    #[track_caller]
    pub fn wait_force(&self) {
        match self.is_real() {
            true => self.real.wait_force(),
            false => *self.cell.wait(),
        }
    }

    /// Whether an operation belongs on the real `Once`.
    #[track_caller]
    fn is_real(&self) -> bool {
        self.cell.cell(Location::caller()).is_real()
    }
}

impl Default for Once {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once { .. }")
    }
}
