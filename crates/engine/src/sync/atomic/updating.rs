//! The loops of a load and compare-exchanges that every atomic has.

/// Defines them for an atomic type of this value, inside its `impl`.
macro_rules! updating {
    ($value:ty) => {
        /// Replaces the value by what `f` makes of it, again and again until no other
        /// thread came between; gives up when `f` returns `None`. `Ok` with the value that was
        /// replaced, `Err` with the one that was given up.
        ///
        /// # Panics
        ///
        /// If `fetch` is `Release` or `AcqRel`.
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
        #[track_caller]
        pub fn try_update(
            &self,
            set: Ordering,
            fetch: Ordering,
            f: impl FnMut($value) -> Option<$value>,
        ) -> Result<$value, $value> {
            self.fetch_update(set, fetch, f)
        }

        /// As [`fetch_update`](Self::fetch_update) with an `f` that never gives up;
        /// returns the value that was replaced.
        ///
        /// # Panics
        ///
        /// If `fetch` is `Release` or `AcqRel`.
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
