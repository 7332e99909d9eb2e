//! Pollard's rho in Brent's form: the quick algorithm.
//!
//! Iterate x -> x^2 + c modulo n. Modulo an unknown prime factor p the values
//! begin to repeat after about sqrt(p) steps (the birthday paradox: among so many
//! numbers two are equal). If two values are equal modulo p but not modulo n,
//! the greatest common divisor of their difference and n is a factor. So a factor of 63
//! bits is found within some billions of steps; trial division would take billions
//! of billions.

use super::montgomery::Field;
use super::{check, is_prime, wheel};

/// Factors up to this are found by trial division.
const SMALL: u128 = 1 << 10;

/// How many differences are multiplied before one greatest common divisor is computed, which costs
/// about as much as all of these multiplications.
const BATCH: u64 = 128;

/// The prime factors in ascending order, each with its exponent.
///
/// # Panics
///
/// For 0 and 1, which have no prime factor.
pub fn factorize(n: u128) -> Vec<(u128, u32)> {
    check(n);
    let mut primes = Vec::new();
    let mut rest = n;
    while rest > 1 {
        let factor = wheel::smallest_below(rest, SMALL);
        let Some(factor) = factor else {
            break;
        };
        primes.push(factor);
        rest /= factor;
    }
    let mut parts = Vec::new();
    if rest > 1 {
        parts.push(rest);
    }
    while let Some(part) = parts.pop() {
        if is_prime(part) {
            primes.push(part);
        } else {
            let factor = split(part);
            parts.extend([factor, part / factor]);
        }
    }
    primes.sort_unstable();
    let mut counted: Vec<(u128, u32)> = Vec::new();
    for prime in primes {
        match counted.last_mut() {
            Some((last, count)) if *last == prime => *count += 1,
            _ => counted.push((prime, 1)),
        }
    }
    counted
}

/// The smallest prime factor.
///
/// # Panics
///
/// For 0 and 1, which have no prime factor.
pub fn smallest(n: u128) -> u128 {
    factorize(n)[0].0
}

/// The largest prime factor.
///
/// # Panics
///
/// For 0 and 1, which have no prime factor.
pub fn largest(n: u128) -> u128 {
    let factors = factorize(n);
    factors[factors.len() - 1].0
}

/// A proper factor of an odd composite number.
fn split(n: u128) -> u128 {
    // A square is the one case in which both factors are always found together.
    let root = n.isqrt();
    if root * root == n {
        return root;
    }
    let field = Field::new(n);
    // Some sequences repeat modulo all prime factors at the same step; then another c helps.
    (1..)
        .find_map(|c| search(&field, n, field.of(c)))
        .unwrap_or(n)
}

/// One sequence: a proper factor, or `None` if it repeats modulo n itself.
fn search(field: &Field, n: u128, c: u128) -> Option<u128> {
    let next = |x| field.add(field.multiply(x, x), c);
    let mut x = field.of(2);
    let mut length = 1;
    loop {
        // Brent: compare with the value at the last power of two.
        let anchor = x;
        let mut done = 0;
        while done < length {
            let start = x;
            let steps = BATCH.min(length - done);
            let mut product = field.one;
            for _ in 0..steps {
                x = next(x);
                product = field.multiply(product, x.abs_diff(anchor));
            }
            // The product is 0 if one difference is 0, or if several together contain
            // all factors of n; then the greatest common divisor is n.
            match common_divisor(product, n) {
                1 => {}
                divisor if divisor < n => return Some(divisor),
                _ => return step_by_step(n, anchor, start, next),
            }
            done += steps;
        }
        length *= 2;
    }
}

/// Repeats a batch, and examines each difference.
fn step_by_step(n: u128, anchor: u128, mut x: u128, next: impl Fn(u128) -> u128) -> Option<u128> {
    loop {
        x = next(x);
        match common_divisor(x.abs_diff(anchor), n) {
            1 => {}
            divisor => return (divisor < n).then_some(divisor),
        }
    }
}

/// The greatest common divisor with an odd number; of 0 and n it is n.
fn common_divisor(mut a: u128, n: u128) -> u128 {
    let mut b = n;
    while a != 0 {
        // A factor 2 is not common.
        a >>= a.trailing_zeros();
        if a < b {
            (a, b) = (b, a);
        }
        a -= b;
    }
    b
}
