//! Prime factors by Pollard's rho: the quick algorithm.

use super::check;
use super::primality::prime_factors;

/// The prime factors in ascending order, each with its exponent.
///
/// # Panics
///
/// For 0 and 1, which have no prime factor.
pub fn factorize(n: u128) -> Vec<(u128, u32)> {
    check(n);
    let mut counted: Vec<(u128, u32)> = Vec::new();
    for prime in prime_factors(n) {
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
    check(n);
    prime_factors(n)[0]
}

/// The largest prime factor.
///
/// # Panics
///
/// For 0 and 1, which have no prime factor.
pub fn largest(n: u128) -> u128 {
    check(n);
    let primes = prime_factors(n);
    primes[primes.len() - 1]
}
