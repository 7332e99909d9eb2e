//! Factoring: every stage compared with a separate oracle, on numbers that
//! are known to be hard, and with GNU `factor` and Python if they are
//! installed. Most tests take a sample; `RACELAB_TESTS=all` runs all of it.

#[path = "support/thorough.rs"]
mod thorough;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::thread;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use racelab::factor::python::{self, Number};
use racelab::factor::{is_prime, naive, rho, root, wheel};
use thorough::{sample, thorough};

/// The ten numbers of the notebook.
const NOTEBOOK: std::ops::Range<u128> = 188554848645154545454..188554848645154545464;

const PRINTED: [&str; 10] = [
    "454280053.0",
    "22463559509.0",
    "454280053.0",
    "4601592362484248.0",
    "454280053.0",
    "2717112653.0",
    "454280053.0",
    "16507698034.0",
    "454280053.0",
    "10868450612.0",
];

const EXACT: [u128; 10] = [
    123303913,
    64684339157857477,
    4447137379,
    460680751,
    600493148551447597,
    5889946229505343,
    409901844880770751,
    27766259,
    791244185009,
    3252796395279289,
];

/// The same cases in every run, or the first ones of them.
fn config(cases: u32) -> ProptestConfig {
    let cases = sample(cases.into(), 4);
    ProptestConfig {
        cases: cases.try_into().expect("a sample is no larger"),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_240_229),
        ..ProptestConfig::default()
    }
}

/// The oracle: all prime factors by definition, without a stop at the root
/// and without any optimization.
fn by_definition(mut n: u128) -> Vec<u128> {
    let mut factors = Vec::new();
    let mut divisor = 2;
    while n > 1 {
        while n.is_multiple_of(divisor) {
            factors.push(divisor);
            n /= divisor;
        }
        divisor += 1;
    }
    factors
}

/// With repetitions, ascending.
fn factors(n: u128) -> Vec<u128> {
    let repeat = |(prime, count): (u128, u32)| std::iter::repeat_n(prime, count as usize);
    rho::factorize(n).into_iter().flat_map(repeat).collect()
}

/// What must hold for an answer. It implies that the answer is right, because factors are unique.
fn is_factorization(n: u128, factors: &[(u128, u32)]) -> bool {
    factors.is_sorted_by(|a, b| a.0 < b.0)
        && factors
            .iter()
            .all(|&(prime, count)| count > 0 && is_prime(prime))
        && factors
            .iter()
            .try_fold(1, |product: u128, &(prime, count)| {
                product.checked_mul(prime.checked_pow(count)?)
            })
            == Some(n)
}

mod every_stage {
    use super::*;

    #[test]
    fn agrees_with_the_definition_on_all_small_numbers() {
        for n in 2..u128::from(sample(20_000, 4)) {
            let expected = by_definition(n);
            let (first, last) = (expected[0], expected[expected.len() - 1]);
            for smallest in [
                naive::smallest,
                root::smallest,
                wheel::smallest,
                rho::smallest,
            ] {
                assert_eq!(smallest(n), first, "the smallest factor of {n}");
            }
            for largest in [naive::largest, wheel::largest, rho::largest] {
                assert_eq!(largest(n), last, "the largest factor of {n}");
            }
            assert_eq!(factors(n), expected);
            assert_eq!(is_prime(n), expected == [n]);
        }
    }

    proptest! {
        #![proptest_config(config(64))]

        #[test]
        fn agrees_with_the_definition_on_greater_numbers(n in 2..1u128 << 24) {
            let expected = by_definition(n);
            let (first, last) = (expected[0], expected[expected.len() - 1]);
            prop_assert_eq!(naive::smallest(n), first);
            prop_assert_eq!(root::smallest(n), first);
            prop_assert_eq!(wheel::smallest(n), first);
            prop_assert_eq!(naive::largest(n), last);
            prop_assert_eq!(wheel::largest(n), last);
            prop_assert_eq!(factors(n), expected);
        }

        /// The task of the notebook: numbers up to a billion.
        #[test]
        fn agrees_with_the_others_up_to_a_billion(n in 1_000_000..1_000_000_000u128) {
            prop_assert_eq!(root::smallest(n), rho::smallest(n));
            prop_assert_eq!(wheel::smallest(n), rho::smallest(n));
            prop_assert_eq!(naive::largest(n), rho::largest(n));
            prop_assert_eq!(wheel::largest(n), rho::largest(n));
        }
    }

    #[test]
    fn refuses_numbers_without_prime_factors() {
        let stages = [
            naive::smallest,
            naive::largest,
            root::smallest,
            wheel::smallest,
            wheel::largest,
            rho::smallest,
            rho::largest,
        ];
        for stage in stages {
            for n in [0, 1] {
                assert!(std::panic::catch_unwind(|| stage(n)).is_err());
            }
        }
        assert!(!is_prime(0) && !is_prime(1));
    }
}

mod great_numbers {
    use super::*;

    proptest! {
        #![proptest_config(config(200))]

        #[test]
        fn are_the_product_of_their_factors(bits in 2u32..=100, n in any::<u128>()) {
            let n = (n >> (128 - bits)).max(2);
            prop_assert!(is_factorization(n, &rho::factorize(n)), "{n}");
        }

        #[test]
        fn are_taken_apart_as_they_were_put_together(
            seeds in prop::collection::vec(2u128..1 << 31, 1..=4)
        ) {
            let mut primes: Vec<u128> = seeds.into_iter().map(next_prime).collect();
            primes.sort_unstable();
            prop_assert_eq!(factors(primes.iter().product()), primes);
        }

        #[test]
        fn may_be_powers(seed in 2u128..1 << 24, count in 1u32..=5) {
            let prime = next_prime(seed);
            prop_assert_eq!(rho::factorize(prime.pow(count)), [(prime, count)]);
        }
    }

    fn next_prime(n: u128) -> u128 {
        (n..).find(|&n| is_prime(n)).unwrap()
    }

    #[test]
    fn up_to_the_last_u128() {
        // Every factor of 2^(2^k) - 1 is one of 2^(2^(k-1)) + 1 or .. - 1.
        assert_eq!(
            factors(u128::MAX),
            [3, 5, 17, 257, 641, 65537, 274177, 6700417, 67280421310721]
        );
        assert_eq!(factors(u128::MAX - 158), [u128::MAX - 158]);
        let mersenne = 2u128.pow(61) - 1;
        assert_eq!(rho::factorize(mersenne * mersenne), [(mersenne, 2)]);
        assert_eq!(rho::factorize(1 << 127), [(2, 127)]);
    }

    /// Known primes; those above 3.3e24 need a proof of their own.
    #[test]
    fn known_primes_are_prime() {
        for exponent in [2, 3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127] {
            assert!(is_prime(2u128.pow(exponent) - 1), "2^{exponent} - 1");
        }
        // The last primes below 2^64, 2^96 and 2^128.
        assert!(is_prime(2u128.pow(64) - 59));
        assert!(is_prime(2u128.pow(96) - 17));
        assert!(is_prime(u128::MAX - 158));
        for next in 0..158 {
            assert!(!is_prime(u128::MAX - next));
        }
    }

    /// Numbers that pass the strong test for the first 4, 9, 12 and 13 primes,
    /// some Carmichael numbers, and products of two large primes.
    #[test]
    fn impostors_are_not_prime() {
        for n in [
            3_215_031_751,
            3_825_123_056_546_413_051,
            318_665_857_834_031_151_167_461,
            3_317_044_064_679_887_385_961_981,
            561,
            1_105,
            1_729,
            41_041,
            825_265,
            321_197_185,
            (2u128.pow(61) - 1) * (2u128.pow(31) - 1),
            (2u128.pow(64) - 59) * (2u128.pow(61) - 1),
        ] {
            assert!(!is_prime(n), "{n}");
        }
    }
}

mod the_notebook {
    use super::*;

    #[test]
    fn printed_these_numbers() {
        let printed: Vec<_> = NOTEBOOK.map(|n| python::largest(n).to_string()).collect();
        assert_eq!(printed, PRINTED);
        assert_eq!(python::largest(6).to_string(), "3.0");
    }

    #[test]
    fn should_have_printed_these() {
        let exact: Vec<_> = NOTEBOOK.map(rho::largest).collect();
        assert_eq!(exact, EXACT);
        for n in NOTEBOOK {
            assert!(is_factorization(n, &rho::factorize(n)));
        }
    }

    /// Below 2^53 doubles are exact, so the defect does not show.
    #[test]
    fn is_right_for_small_numbers() {
        for n in 2..5_000 {
            let value = match python::largest(n) {
                Number::Int(value) => value.to_string(),
                Number::Float(value) => format!("{value:.0}"),
            };
            assert_eq!(value, naive::largest(n).to_string());
        }
    }

    #[test]
    fn prints_as_python_does() {
        for (number, text) in [
            (Number::Int(7), "7"),
            (Number::Float(3.0), "3.0"),
            (Number::Float(9_999_999_999_999_998.0), "9999999999999998.0"),
            (Number::Float(1e16), "1e+16"),
            (Number::Float(1.5e22), "1.5e+22"),
        ] {
            assert_eq!(number.to_string(), text);
        }
    }
}

/// Runs another program on these numbers, one a line; `None` (with a message) if it is not
/// installed.
fn ask(program: &str, arguments: &[&str], numbers: &BTreeSet<u128>) -> Option<Vec<String>> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        let _ = writeln!(io::stderr(), "skipped: {program} is not installed");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = numbers.iter().map(|n| format!("{n}\n")).collect();
    let writer = thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(ToString::to_string).collect())
}

/// `each` numbers of every length in `bits`.
fn samples(bits: std::ops::RangeInclusive<u32>, each: usize) -> BTreeSet<u128> {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand::rngs::SmallRng::seed_from_u64(20_240_229);
    let mut of_length = |bits: u32| rng.random_range(1u128 << (bits - 1)..1 << bits);
    bits.flat_map(|bits| std::iter::repeat_n(bits, each))
        .map(|bits| of_length(bits).max(2))
        .collect()
}

#[test]
fn gnu_factor_says_the_same() {
    let mut numbers = samples(2..=90, if thorough() { 20 } else { 5 });
    numbers.extend(NOTEBOOK);
    let version = Command::new("factor").arg("--version").output();
    let gnu = version.is_ok_and(|output| output.stdout.starts_with(b"factor (GNU"));
    if !gnu {
        let _ = writeln!(io::stderr(), "skipped: GNU factor is not installed");
        return;
    }
    let Some(lines) = ask("factor", &[], &numbers) else {
        return;
    };
    for (n, line) in numbers.iter().zip(lines) {
        let ours: String = factors(*n)
            .iter()
            .map(|factor| format!(" {factor}"))
            .collect();
        assert_eq!(line, format!("{n}:{ours}"));
    }
}

/// Whether the loop ends within some hundred thousand steps after the division
/// by 2.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
#[expect(clippy::cast_sign_loss, reason = "rounded as Python does")]
fn is_short_for_python(n: u128) -> bool {
    let factors = factors((n / 2) as f64 as u128);
    let [.., second, largest] = factors[..] else {
        return false;
    };
    second.pow(2).max(largest) < 1 << 30
}

#[test]
fn python_says_the_same() {
    let program = "
import sys
def largest(n):
    prime_factor = 1
    i = 2
    while i <= n / i:
        if n % i == 0:
            prime_factor = i
            n /= i
        else:
            i += 1
    if prime_factor < n:
        prime_factor = n
    return prime_factor
for line in sys.stdin:
    print(largest(int(line)))
";
    let mut numbers = samples(2..=34, 20);
    // Long numbers, in which rounding shows; only those whose rounded quotient has
    // small factors, because Python's loop is slow.
    let long = samples(58..=90, 100).into_iter();
    let long: Vec<u128> = long
        .filter(|&n| n % 2 == 0 && is_short_for_python(n))
        .collect();
    assert!(long.len() > 20, "{}", long.len());
    numbers.extend(long);
    let Some(lines) = ask("python3", &["-c", program], &numbers) else {
        return;
    };
    assert_eq!(lines.len(), numbers.len());
    for (n, line) in numbers.iter().zip(lines) {
        assert_eq!(python::largest(*n).to_string(), line, "{n}");
    }
}
