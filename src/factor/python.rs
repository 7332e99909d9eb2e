//! The notebook's largest prime factor as Python computes it, including the defect.
//!
//! In Python `n /= i` is a division of floating-point numbers: from the first factor on,
//! n is a double. Of a number with 21 digits a double keeps the first 16 and
//! rounds the rest. So from there on the loop factors another number, whose
//! largest prime factor is unrelated to the right answer.
//! (`n //= i` is correct.)

use std::fmt;

/// A Python number: an integer, until a division makes it a double.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An `int`, exact.
    Int(u128),
    /// A `float`.
    Float(f64),
}

/// Displayed as Python prints it: `29` or `454280053.0` or `1.5e+16`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(n) => write!(f, "{n}"),
            Number::Float(x) if *x < 1e16 => write!(f, "{x:?}"),
            Number::Float(x) => match format!("{x:e}").split_once('e') {
                Some((digits, exponent)) => write!(f, "{digits}e+{exponent}"),
                None => write!(f, "{x}"),
            },
        }
    }
}

/// The result of the notebook's `findLargestPrimeFactor(n)`: correct for a prime,
/// correct as long as everything is below 2^53, and wrong in most other cases.
///
/// ```
/// use racelab::factor::python;
///
/// assert_eq!(python::largest(6).to_string(), "3.0");
/// assert_eq!(python::largest(7).to_string(), "7");
/// // 4447137379 in truth:
/// let n = 188554848645154545456;
/// assert_eq!(python::largest(n).to_string(), "454280053.0");
/// ```
pub fn largest(n: u128) -> Number {
    let mut i: u64 = 2;
    // Until the first factor everything is an integer, except for the comparison.
    while at_most_quotient(i, n) {
        if n % u128::from(i) == 0 {
            return largest_of_double(i, quotient(n, i));
        }
        i += 1;
    }
    // `if primeFactor < n`, where primeFactor is 1.
    Number::Int(n.max(1))
}

/// The loop from the first factor on, when n is a double.
fn largest_of_double(mut i: u64, mut n: f64) -> Number {
    let mut prime_factor = i;
    while double(i) <= n / double(i) {
        if divides(i, n) {
            prime_factor = i;
            n /= double(i);
        } else {
            i += 1;
        }
    }
    if double(prime_factor) < n {
        Number::Float(n)
    } else {
        Number::Int(u128::from(prime_factor))
    }
}

/// Python's `n % i == 0`. n is always a whole number here: it was divided only by its divisors,
/// and rounding leaves whole numbers whole. So if it fits a u64, this computes the remainder
/// of integers, which takes less time than that of doubles.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole, positive, and less than 2^64"
)]
fn divides(i: u64, n: f64) -> bool {
    if n < 2f64.powi(64) {
        (n as u64) % i == 0
    } else {
        n % double(i) == 0.0
    }
}

/// Exact, because a loop that counts to 2^53 would take months.
#[expect(clippy::cast_precision_loss, reason = "less than 2^53")]
fn double(i: u64) -> f64 {
    i as f64
}

/// Python's `i <= n / i` for integers, where only the quotient is rounded.
fn at_most_quotient(i: u64, n: u128) -> bool {
    // Rounding keeps the order, and i is a double. So rounding can matter only if the
    // quotient is less than i.
    u128::from(i) <= n / u128::from(i) || double(i) <= quotient(n, i)
}

/// Python's `n / i` for integers: the double nearest to the exact
/// quotient; of two equally near ones the even one. The quotient must be at least 2^-10, and in the
/// loop it is.
#[expect(clippy::cast_precision_loss, reason = "that is the point")]
fn quotient(n: u128, i: u64) -> f64 {
    let i = u128::from(i);
    let (whole, rest) = (n / i, n % i);
    // A double has 53 bits. Of all bits after these it matters only whether they are
    // all zero, so a single bit represents them.
    if whole >> 64 != 0 {
        return (whole | u128::from(rest != 0)) as f64;
    }
    let (fraction, rest) = ((rest << 64) / i, (rest << 64) % i);
    let scaled = whole << 64 | fraction | u128::from(rest != 0);
    scaled as f64 / 2f64.powi(64)
}
