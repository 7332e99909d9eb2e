//! Lab 12: the notebook's largest prime factor, and what must hold of a right answer.

use racelab::factor::rho;
use racelab::process::{Pool, Result};
use racelab::proof::Report;

use crate::laws::Broken::Sure;
use crate::laws::{
    Law, all_at_work, beyond_doubt, error_passed_on, holds, in_case, made_by_workers,
    no_pool_error, nothing_left, proof, starts, wrong,
};
use crate::run::on_a_pool;
use crate::worker::{can_be_seen, is_astray, pool, sleep};

/// The notebook's ten numbers.
pub const NOTEBOOK: std::ops::Range<u128> =
    188_554_848_645_154_545_454..188_554_848_645_154_545_464;

/// What the exercise implements: the notebook's function, and its use of a pool.
pub trait LargestPrimeFactor: 'static {
    /// The largest prime factor of a number, which is 2 or more.
    fn largest(n: u128) -> u128;

    /// The largest prime factor of each number, in their order. A worker finds one
    /// with the task [`largest::<Self>`](largest).
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>>;
}

/// A task: the largest prime factor, as `A` finds it. A worker that is astray returns the number
/// itself.
pub fn largest<A: LargestPrimeFactor>(n: u128) -> u128 {
    // Some take longer than others, so that results come out of order.
    sleep(u64::try_from(4 - n % 4).unwrap_or(2));
    match is_astray() {
        true => n,
        false => A::largest(n),
    }
}

/// How many candidates the notebook's loop tries for a number with these prime
/// factors, the least first: it goes on to the second largest, or to the root of the
/// largest, whichever is more.
pub fn tries(factors: &[(u128, u32)]) -> u128 {
    let mut primes = factors.iter().rev();
    let Some(&(largest, times)) = primes.next() else {
        return 0;
    };
    let second = match times {
        1 => primes.next().map_or(1, |&(prime, _)| prime),
        _ => largest,
    };
    second.max(largest.isqrt()) - 1
}

/// The numbers of the check: small ones, primes and powers, three of the notebook's ten for
/// which its loop is fast, and others of that size.
const NUMBERS: [u128; 17] = [
    188_554_848_645_154_545_456,
    2,
    188_554_848_645_154_545_454,
    6,
    97,
    1_024,
    188_554_848_645_154_545_461,
    9_007_199_254_740_993,
    3_486_784_401,
    9_409,
    999_983,
    10_000_000_000_000_000_000,
    600_851_475_143,
    30_030,
    18_446_744_073_709_551_616,
    121_932_631_112_635_269,
    // Greater than every i128.
    1 << 127,
];

/// The numbers of the check, and four random ones, which no answer can know beforehand. Three
/// of these have more digits than a double, and the fourth has two primes of seven digits.
fn numbers() -> Vec<u128> {
    let large =
        || prime(2_000..50_000) * prime(2_000..50_000) * prime(5_000_000_000..10_000_000_000);
    let drawn = [
        large(),
        prime(1_000_000..1_300_000) * prime(1_000_000..1_300_000),
    ];
    let drawn = drawn.into_iter().chain([large(), large()]);
    NUMBERS.into_iter().chain(drawn).collect()
}

/// A random prime of the range.
fn prime(range: std::ops::Range<u128>) -> u128 {
    loop {
        let number = rand::random_range(range.clone());
        if rho::largest(number) == number {
            return number;
        }
    }
}

/// Runs the answer alone, and on a pool of four processes.
pub fn check<A: LargestPrimeFactor>() -> Report {
    let alone = proof("one at a time", "every one is exact", each_is_exact::<A>);
    // The task of this number is among the shortest.
    let ask = |pool: &Pool| Ok(pool.imap_unordered(largest::<A>, [3; 4])?.count());
    let can_be_seen = |pause| can_be_seen(4, pause, ask);
    let laws = || beyond_doubt(&[10, 40, 160, 640], laws::<A>, can_be_seen);
    let pooled = || proof("4 processes", "all at the same time", laws);
    Report::new(
        "Every factor is exact, in order, and four processes worked at the same time.",
        std::iter::once(alone).chain(std::iter::once_with(pooled)),
    )
}

/// `largest` is exact for each number.
fn each_is_exact<A: LargestPrimeFactor>() -> Law {
    let not_exact = |n| {
        let found = A::largest(n);
        Some((n, found, wrong_factor(n, found)?))
    };
    let Some(first) = numbers().into_iter().find_map(not_exact) else {
        return Ok(());
    };
    // If a small number is wrong too, the student can follow it by hand.
    let mut by_hand = NUMBERS.into_iter().filter(|n| *n < 1_000_000);
    let (n, found, sentence) = by_hand.find_map(not_exact).unwrap_or(first);
    let is_composite = found > 1 && n.is_multiple_of(found) && rho::largest(found) != found;
    let advice = match n {
        ..IN_A_DOUBLE => {
            "Follow your loop by hand for this number: after each turn, what is n, what is the \
             factor, and when does the loop end?"
        }
        _ if is_composite => {
            "What your function returns divides the number, but it is not a prime. What is left \
             is a prime only if no number from 2 to its square root divides it: try all of them."
        }
        _ => {
            "Ask of each line what it does to a number with that many digits. A double keeps 15 \
             to 17 digits, an i128 keeps 38, a u128 keeps all of them."
        }
    };
    Err(Sure(wrong(sentence, advice)))
}

/// The sentence about a wrong largest prime factor of `n`.
fn wrong_factor(n: u128, found: u128) -> Option<String> {
    let right = rho::largest(n);
    let what = || format!("the largest prime factor of {n} is {right}, not {found}");
    (found != right).then(what)
}

/// Below this a double represents every whole number.
const IN_A_DOUBLE: u128 = 1 << 53;

/// The laws of one run on a pool, in the order in which they apply.
fn laws<A: LargestPrimeFactor>(pause: u64) -> Law {
    let numbers = numbers();
    let given = starts(pool(4, pause, false), "no pool")?;
    let run = on_a_pool(&given, |pool| A::of_all(pool, numbers.clone()));
    let found = no_pool_error(run.returned, None, None)?;
    nothing_left(&run.left)?;
    right_factors(&numbers, &found)?;
    all_at_work(
        &run.witness,
        4,
        "did all the work",
        "Give the pool all numbers before you wait for a result: a map over all of them, in \
         chunks of one; or apply_async for each of them, and only then the first get.",
    )?;
    // Random, so that the answer cannot remember them. Even, so that none of them is a prime.
    let numbers = [(); 8].map(|()| 2 * rand::random_range(1_000..10_000));
    let is_right = |found: Vec<u128>| found == numbers.map(rho::largest);
    let advice = "Return what the tasks return, and compute nothing yourself.";
    let answer = |pool: &Pool| A::of_all(pool, numbers.to_vec());
    made_by_workers(|pool| answer(pool).map(is_right), advice)?;
    error_passed_on(5, answer)?;
    // None, and fewer than there are workers.
    [0, 3].into_iter().try_for_each(|few| {
        let numbers = &NUMBERS[..few];
        let given = starts(pool(4, 0, false), "no pool")?;
        let answer = || on_a_pool(&given, |pool| A::of_all(pool, numbers.to_vec())).returned;
        let found = in_case(&format!("{few} numbers"), || {
            no_pool_error(answer(), None, None)
        })?;
        right_factors(numbers, &found)
    })
}

/// The pool returned the factor of each number, in their order.
fn right_factors(numbers: &[u128], found: &[u128]) -> Law {
    let (came, asked) = (found.len(), numbers.len());
    holds(came == asked, || {
        Sure(wrong(
            format!("{came} factors came back, not {asked}"),
            None,
        ))
    })?;
    let mut pairs = numbers.iter().zip(found);
    let Some(sentence) = pairs.find_map(|(&n, &found)| wrong_factor(n, found)) else {
        return Ok(());
    };
    let advice = "Keep the results in the order of the numbers.";
    Err(Sure(wrong(format!("on the pool, {sentence}"), advice)))
}
