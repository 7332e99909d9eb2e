//! `Once` and `OnceLock`: what the first thread to come does for all.
//!
//! # Layout
//!
//! - `lock`: `OnceLock`, of which `Once` is made in a model;
//! - `cell`: where one operation on an `OnceLock` is made, and the value lies.

mod cell;
mod lock;

use std::fmt;
use std::panic::Location;

pub use lock::OnceLock;

/// Something to be done once, with the signatures of [`std::sync::Once`].
///
/// ```
/// use racelab::sync::Once;
///
/// let (once, mut done) = (Once::new(), 0);
/// once.call_once(|| done += 1);
/// once.call_once(|| done += 1);
/// assert_eq!(done, 1);
/// ```
pub struct Once {
    /// What is done for real: std's, which a panic poisons.
    real: std::sync::Once,
    cell: OnceLock<()>,
}

/// What [`Once::call_once_force`] tells its closure.
#[derive(Debug)]
pub struct OnceState {
    is_poisoned: bool,
}

impl OnceState {
    /// Whether an earlier call has panicked. In a model none has: an exploration that comes
    /// to a call behind one that panicked ends without a verdict.
    pub fn is_poisoned(&self) -> bool {
        self.is_poisoned
    }
}

impl Once {
    /// Something that has not been done.
    #[track_caller]
    pub fn new() -> Self {
        let cell = OnceLock::made("Once", Location::caller());
        let real = std::sync::Once::new();
        Self { real, cell }
    }

    /// Something for a `static`: real or explored, as the code runs at each operation; not
    /// done at the beginning of every explored execution. loom does not judge programs
    /// that use it.
    ///
    /// An exploration ends without a verdict if it is no static, but something that each
    /// execution makes: use [`new`](Self::new) for that.
    ///
    /// ```
    /// use racelab::sync::Once;
    ///
    /// static START: Once = Once::const_new();
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
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        let cell = self.cell.named(name);
        Self { cell, ..self }
    }

    /// Does it, if no thread has; waits, if one does.
    ///
    /// # Panics
    ///
    /// For real, if an earlier call has panicked.
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        match self.is_real() {
            true => self.real.call_once(f),
            false => _ = self.cell.get_or_init(f),
        }
    }

    /// As [`call_once`](Self::call_once), also if an earlier call has panicked: `f` is told.
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

    /// Whether it is done. If so, what was done is there.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        match self.is_real() {
            true => self.real.is_completed(),
            false => self.cell.get().is_some(),
        }
    }

    /// Waits until another thread has done it. If none does, that is a deadlock.
    ///
    /// # Panics
    ///
    /// For real, if the call has panicked.
    #[track_caller]
    pub fn wait(&self) {
        match self.is_real() {
            true => self.real.wait(),
            false => *self.cell.wait(),
        }
    }

    /// As [`wait`](Self::wait), but waits for another call if one has panicked.
    #[track_caller]
    pub fn wait_force(&self) {
        match self.is_real() {
            true => self.real.wait_force(),
            false => *self.cell.wait(),
        }
    }

    /// Whether an operation is made for real.
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
