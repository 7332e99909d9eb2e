//! Prime factors, from the slowest algorithm to the quickest. Each stage is short and
//! complete, and gives the same answers as the one before in less time.
//!
//! | stage | smallest factor | largest factor | the idea |
//! |---|---|---|---|
//! | [`naive`] | p steps | about max(q, root of p) steps | the notebook's loops |
//! | [`root`] | at most root of n steps | (the naive one does this already) | a factor beyond the root has a partner below it |
//! | [`wheel`] | 4/15 of that | 4/15 of that | no multiples of 2, 3 and 5 |
//! | [`rho`] | about the 4th root of n | the same | Pollard's rho: a collision instead of a search |
//!
//! (p is the smallest or the largest prime factor, depending on the column; q is the second
//! largest.) Work on the algorithm beats work on the pool: four processes are at most four
//! times as fast, and where a prime takes [`naive`] a billion steps, [`root`] takes about
//! thirty thousand.
//!
//! Everything here is exact for every `u128` from 2 on, except [`python`], which is wrong on
//! purpose: it is the notebook's loop as Python computes it, with a division that
//! rounds.
//!
//! ```
//! use racelab::factor::{naive, python, rho};
//!
//! assert_eq!(naive::smallest(91), 7);
//! assert_eq!(naive::largest(91), 13);
//! assert_eq!(rho::largest(188554848645154545454), 123303913);
//! assert_eq!(rho::factorize(360), [(2, 3), (3, 2), (5, 1)]);
//! assert_eq!(
//!     python::largest(188554848645154545454).to_string(),
//!     "454280053.0"
//! );
//! ```

#![expect(
    clippy::manual_is_multiple_of,
    reason = "a remainder of 0, as the notebook writes it"
)]

mod collision;
mod montgomery;
mod primality;
pub mod python;
pub mod rho;

pub use primality::is_prime;

/// The first number with a prime factor; 0 and 1 have none.
#[track_caller]
fn check(n: u128) {
    assert!(n >= 2, "{n} has no prime factor; ask for 2 or more");
}

/// Whether `i * i <= n`. From 2^64 on the square is more than any `u128`.
fn up_to_root(i: u128, n: u128) -> bool {
    u64::try_from(i).is_ok_and(|i| u128::from(i) * u128::from(i) <= n)
}

/// The loops of the notebook, unchanged, on integers.
pub mod naive {
    /// Tries 2, 3, 4, .. until one divides. For a prime, only the prime itself does.
    ///
    /// # Panics
    ///
    /// For 0 and 1, which have no prime factor (the notebook's loop would run
    /// for ever at 1).
    pub fn smallest(n: u128) -> u128 {
        super::check(n);
        let mut factor = 2;
        while n % factor != 0 {
            factor += 1;
        }
        factor
    }

    /// Divides by each factor that it finds and goes on with the quotient.
    /// If the rest is greater than the last factor, it is the largest one. It stops at the square
    /// root of the rest, so it is not as naive as the other loop.
    ///
    /// # Panics
    ///
    /// For 0 and 1, which have no prime factor.
    pub fn largest(mut n: u128) -> u128 {
        super::check(n);
        let mut prime_factor = 1;
        let mut i = 2;
        while i <= n / i {
            if n % i == 0 {
                prime_factor = i;
                n /= i;
            } else {
                i += 1;
            }
        }
        if prime_factor < n { n } else { prime_factor }
    }
}

/// Trial division up to the square root: of two factors at least one is not beyond it.
pub mod root {
    use super::{check, up_to_root};

    /// As [`naive::smallest`](super::naive::smallest). If there is no factor up to the
    /// root, the number is prime.
    ///
    /// # Panics
    ///
    /// For 0 and 1, which have no prime factor.
    pub fn smallest(n: u128) -> u128 {
        check(n);
        let mut i = 2;
        while up_to_root(i, n) {
            if n % i == 0 {
                return i;
            }
            i += 1;
        }
        n
    }
}

/// Trial division without multiples of 2, 3 and 5: of 30 numbers only 8 are left.
pub mod wheel {
    use super::{check, up_to_root};

    const FIRST: [u128; 3] = [2, 3, 5];

    /// The steps from 7 on, repeated: 7, 11, 13, 17, 19, 23, 29, 31, 37.
    const STEPS: [u128; 8] = [4, 2, 4, 2, 4, 6, 2, 6];

    fn candidates() -> impl Iterator<Item = u128> {
        let rolled = STEPS.iter().cycle().scan(7, |next, step| {
            let this = *next;
            *next += step;
            Some(this)
        });
        FIRST.into_iter().chain(rolled)
    }

    /// As [`root::smallest`](super::root::smallest), with fewer candidates.
    ///
    /// # Panics
    ///
    /// For 0 and 1, which have no prime factor.
    pub fn smallest(n: u128) -> u128 {
        check(n);
        candidates()
            .take_while(|&i| up_to_root(i, n))
            .find(|i| n % i == 0)
            .unwrap_or(n)
    }

    /// The smallest prime factor if it is less than the limit.
    pub(super) fn smallest_below(n: u128, limit: u128) -> Option<u128> {
        candidates().take_while(|&i| i < limit).find(|i| n % i == 0)
    }

    /// As [`naive::largest`](super::naive::largest), with fewer candidates.
    ///
    /// # Panics
    ///
    /// For 0 and 1, which have no prime factor.
    pub fn largest(mut n: u128) -> u128 {
        check(n);
        for i in candidates() {
            if !up_to_root(i, n) {
                break;
            }
            // Keep the last of equal factors.
            while n % i == 0 && n != i {
                n /= i;
            }
        }
        n
    }
}
