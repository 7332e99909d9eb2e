//! The methods of every atomic that are a loop of a load and compare-exchanges.

/// Defines them for an atomic type of this value, inside its `impl`; `$a` and `$b` are the values
/// of the examples.
macro_rules! updating {
    ($value:ty, $Atomic:ident, $a:literal, $b:literal) => {
        /// Replaces the value by the result of `f`. It calls `f` again whenever another thread has
        /// changed the value meanwhile. The result is `Ok` with the replaced value, or `Err` with
        /// the value for which `f` returned `None`.
        ///
        /// # What is explored
        ///
        /// This is a loop of a load and `compare_exchange_weak`, each an event.
        ///
        /// # Panics
        ///
        /// If `fetch` is `Release` or `AcqRel`.
        ///
        /// ```
        #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
        ///
        #[doc = concat!("let (a, b) = (", $a, ", ", $b, ");")]
        #[doc = concat!("let x = ", stringify!($Atomic), "::new(a);")]
        /// assert_eq!(x.fetch_update(Relaxed, Relaxed, |x| (x == a).then_some(b)), Ok(a));
        /// assert_eq!(x.fetch_update(Relaxed, Relaxed, |x| (x == a).then_some(b)), Err(b));
        /// ```
        #[track_caller]
        pub fn fetch_update(
            &self,
            set: Ordering,
            fetch: Ordering,
            mut f: impl FnMut($value) -> Option<$value>,
        ) -> Result<$value, $value> {
            let mut old = self.load(fetch);
            while let Some(new) = f(old) {
                match self.compare_exchange_weak(old, new, set, fetch) {
                    Ok(old) => return Ok(old),
                    Err(newer) => old = newer,
                }
            }
            Err(old)
        }

        /// The newer name of [`fetch_update`](Self::fetch_update).
        ///
        /// # Panics
        ///
        /// If `fetch` is `Release` or `AcqRel`.
        ///
        /// ```
        #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
        ///
        #[doc = concat!("let (a, b) = (", $a, ", ", $b, ");")]
        #[doc = concat!("let x = ", stringify!($Atomic), "::new(a);")]
        /// assert_eq!(x.try_update(Relaxed, Relaxed, |x| (x == a).then_some(b)), Ok(a));
        /// assert_eq!(x.try_update(Relaxed, Relaxed, |x| (x == a).then_some(b)), Err(b));
        /// ```
        #[track_caller]
        pub fn try_update(
            &self,
            set: Ordering,
            fetch: Ordering,
            f: impl FnMut($value) -> Option<$value>,
        ) -> Result<$value, $value> {
            self.fetch_update(set, fetch, f)
        }

        /// As [`fetch_update`](Self::fetch_update) with an `f` that always has a result; returns
        /// the replaced value.
        ///
        /// # Panics
        ///
        /// If `fetch` is `Release` or `AcqRel`.
        ///
        /// ```
        #[doc = concat!("use racelab::sync::atomic::{", stringify!($Atomic), ", Ordering::*};")]
        ///
        #[doc = concat!("let (a, b) = (", $a, ", ", $b, ");")]
        #[doc = concat!("let x = ", stringify!($Atomic), "::new(a);")]
        /// assert_eq!(x.update(Relaxed, Relaxed, |x| if x == a { b } else { a }), a);
        /// assert_eq!(x.load(Relaxed), b);
        /// ```
        #[track_caller]
        pub fn update(
            &self,
            set: Ordering,
            fetch: Ordering,
            mut f: impl FnMut($value) -> $value,
        ) -> $value {
            let mut old = self.load(fetch);
            loop {
                match self.compare_exchange_weak(old, f(old), set, fetch) {
                    Ok(old) => return old,
                    Err(newer) => old = newer,
                }
            }
        }
    };
}

pub(super) use updating;
