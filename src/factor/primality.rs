//! Decides with certainty whether a number is prime, and finds all its prime factors.
//!
//! Each of the two needs the other: the proof that a great n is prime needs the prime factors of
//! n - 1, and a factor that is found counts once it is proved prime. The recursion ends because
//! every factor of n - 1 is less than n.

use super::collision::split;
use super::montgomery::Field;
use super::wheel;

const PRIMES: [u128; 13] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

/// Every composite number below this fails the strong test for at least one of the
/// first 13 primes (Sorenson and Webster, "Strong pseudoprimes to twelve prime
/// bases", 2015: psi 13).
const CERTAIN: u128 = 3_317_044_064_679_887_385_961_981;

/// Whether `n` is prime. The answer is proved and not only probable.
///
/// Below 3.3e24 the test of Miller and Rabin for 13 bases is a proof. Above that
/// this is not known, and a number that passes is proved prime by Lucas'
/// theorem, which needs the prime factors of n - 1. That is quick for nearly all n, but
/// if n - 1 has two factors of more than 50 bits it takes seconds, and in the
/// worst case (two of 63 bits) a minute or two.
///
/// ```
/// use racelab::factor::is_prime;
///
/// assert!(is_prime(4447137379));
/// assert!(!is_prime(4447137381));
/// assert!(is_prime(2u128.pow(127) - 1));
/// ```
pub fn is_prime(n: u128) -> bool {
    if n < 2 {
        return false;
    }
    for prime in PRIMES {
        if n % prime == 0 {
            return n == prime;
        }
    }
    if n < 43 * 43 {
        return true;
    }
    let field = Field::new(n);
    let passes = PRIMES.iter().all(|&base| strong_test(&field, n, base));
    passes && (n < CERTAIN || lucas(&field, n))
}

/// The strong test of Miller and Rabin: primes pass it for every base, a
/// composite number for at most a quarter of them.
fn strong_test(field: &Field, n: u128, base: u128) -> bool {
    let base = field.of(base);
    if base == 0 {
        return true;
    }
    let twos = (n - 1).trailing_zeros();
    let minus_one = n - field.one;
    let mut power = field.power(base, (n - 1) >> twos);
    if power == field.one || power == minus_one {
        return true;
    }
    for _ in 1..twos {
        power = field.multiply(power, power);
        if power == minus_one {
            return true;
        }
    }
    false
}

/// Lucas' theorem (in the form of Brillhart and Selfridge): if for each prime
/// factor q of n - 1 there is a base whose power n - 1 is 1 but whose power
/// (n - 1) / q is not, then n is prime.
fn lucas(field: &Field, n: u128) -> bool {
    let mut factors = prime_factors(n - 1);
    factors.dedup();
    for q in factors {
        let mut bases = 2..;
        loop {
            let Some(base) = bases.next() else {
                return false;
            };
            // For a prime n, all but one in q bases satisfy this. For a composite n
            // there is a q for which none does, but then three in four bases fail
            // the strong test here. So in both cases this loop ends soon.
            if !strong_test(field, n, base) {
                return false;
            }
            if field.power(field.of(base), (n - 1) / q) != field.one {
                break;
            }
        }
    }
    true
}

/// Factors below this are found by trial division.
const SMALL: u128 = 1 << 10;

/// The prime factors of a number greater than 0, in ascending order. Each is listed as often as it
/// divides the number.
pub(super) fn prime_factors(n: u128) -> Vec<u128> {
    let mut primes = Vec::new();
    let mut rest = n;
    while rest > 1
        && let Some(factor) = wheel::smallest_below(rest, SMALL)
    {
        primes.push(factor);
        rest /= factor;
    }
    let mut parts = Vec::from_iter((rest > 1).then_some(rest));
    while let Some(part) = parts.pop() {
        if is_prime(part) {
            let at = primes.partition_point(|&prime| prime < part);
            primes.insert(at, part);
        } else {
            let factor = split(part);
            parts.extend([factor, part / factor]);
        }
    }
    primes
}
