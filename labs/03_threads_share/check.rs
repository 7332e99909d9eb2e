//! Lab 03: primes counted by processes that share nothing, and what must hold of it.

use std::panic::catch_unwind;

use racelab::process::{Pool, Result};
use racelab::proof::Report;
use racelab::view::thousands;

use crate::laws::Broken::{InDoubt, Sure};
use crate::laws::{
    JOIN, Law, all_at_work, beyond_doubt, error_passed_on, holds, idle, no_pool_error,
    none_running, proof, starts, wrong,
};
use crate::run::{led_astray, on_a_pool};
use crate::worker::{Log, can_be_seen, is_astray, pool, sleep};

/// What the exercise implements: counting primes with four processes.
pub trait CountPrimes: 'static {
    /// A part of the work: counts the primes from `from` to the number before `to`. A
    /// worker runs it as the task [`part::<Self>`](part), and the pool sends what it
    /// returns to the main process.
    fn part(from: u64, to: u64) -> u64;

    /// How many primes there are below `n`. All four workers of the pool count, at the
    /// same time.
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn count(pool: &Pool, n: u64) -> Result<u64>;
}

/// Whether the number is a prime: has two divisors, 1 and itself.
pub fn is_prime(number: u64) -> bool {
    let mut candidates = (2..).take_while(|divisor| divisor * divisor <= number);
    number >= 2 && candidates.all(|divisor| !number.is_multiple_of(divisor))
}

/// A task: a part of the work, as `A` does it. A worker that is astray returns twice the count.
pub fn part<A: CountPrimes>(from: u64, to: u64) -> u64 {
    sleep(2);
    let times = if is_astray() { 2 } else { 1 };
    A::part(from, to).saturating_mul(times)
}

/// How many workers a pool of the check has.
const WORKERS: usize = 4;

/// The values of `n`: 104,729 is a prime, but not below itself; 20,791 is not divisible by four,
/// its quarter, rounded down, is a prime, and so is one of the last numbers below it.
const BELOW: [u64; 3] = [30_000, 104_729, 20_791];

/// More values of `n` on each pool: some so small that parts may be empty, and a random one.
const FEW: [Option<u64>; 4] = [Some(3), Some(1), Some(0), None];

/// Counts on pools of four processes.
pub fn check<A: CountPrimes>() -> Report {
    let ask_for_the_shortest = |pool: &Pool| pool.starmap(part::<A>, [(2, 3); WORKERS]);
    let can_be_seen = |(pause, _)| can_be_seen(WORKERS, pause, ask_for_the_shortest);
    let proofs = BELOW.into_iter().map(|n| {
        // An answer may remember its counts: a repeated run asks for another one.
        let runs = [(10, n), (40, n + 1), (160, n + 2), (640, n + 3)];
        let laws = |(pause, n)| laws::<A>(n, pause);
        let laws = move || beyond_doubt(&runs, laws, can_be_seen);
        let instance = format!("primes below {}", thousands(n));
        proof(&instance, "all at the same time", laws)
    });
    Report::new(
        "Four processes counted at the same time, and each sent what it found.",
        proofs,
    )
}

/// What to do about idle workers.
const CUT: &str = "Cut the numbers into four parts or more, and give the pool all parts before \
                   you wait for the first: a starmap, or apply_async for each and only then get.";

/// The laws of one run, in the order in which they apply.
fn laws<A: CountPrimes>(n: u64, pause: u64) -> Law {
    // The last one is random, so no answer can know it beforehand.
    let few = FEW.map(|few| few.unwrap_or_else(|| rand::random_range(5_000..15_000)));
    let run = on_a_pool(&starts(pool(WORKERS, pause, false), "no pool")?, |pool| {
        let first = A::count(pool, n)?;
        let log = Log::of(pool);
        let rest = few.into_iter().map(|n| {
            let before = Log::of(pool).finished().len();
            let found = A::count(pool, n)?;
            Ok((found, Log::of(pool).finished().len() > before))
        });
        Ok((first, log, rest.collect::<Result<Vec<_>>>()?))
    });
    let unknown_task = "Give the pool the task part::<Self> of check.rs; a worker knows no others.";
    let (first, log, rest) = no_pool_error(run.returned, Some(unknown_task), None)?;
    let calls = format!("{} calls of `count`", 1 + FEW.len());
    none_running(&run.left, &calls, JOIN)?;
    let found = rest.iter().map(|(found, _)| *found);
    for (n, found) in std::iter::once((n, first)).chain(few.into_iter().zip(found)) {
        right_number::<A>(n, found, log.most > 0)?;
    }
    let one_after_the_other = "the workers worked one after the other: there was one part or one \
                               chunk of parts, or your code waited for each before the next";
    holds(log.most != 1, || InDoubt(idle(one_after_the_other, CUT)))?;
    all_at_work(&log, WORKERS, "counted all primes", CUT)?;
    let by_workers = rest.last().is_none_or(|(_, by_workers)| *by_workers);
    holds(by_workers, || {
        let few = few.last().copied().map(thousands).unwrap_or_default();
        let sentence = format!(
            "no worker counted primes below {few}: the main process counted them, as it does not \
             for {}",
            thousands(n)
        );
        let advice = "Give the workers their parts for every n, however small it is.";
        // In doubt, since an answer that remembers its counts may have met this number before.
        InDoubt(idle(sentence, advice))
    })?;
    // Another random number, so that the answer cannot remember its count.
    let n = rand::random_range(15_000..20_000);
    error_passed_on(3, |pool| A::count(pool, n))?;
    sum_of_what_is_sent::<A>()
}

/// The number of primes below `n`.
fn below(n: u64) -> u64 {
    (2..n).filter(|&number| is_prime(number)).count() as u64
}

/// The number of primes below `n` is right. If it is not, and workers were at work, `part`
/// itself may show why.
fn right_number<A: CountPrimes>(n: u64, found: u64, has_workers: bool) -> Law {
    let right = below(n);
    if found == right {
        return Ok(());
    }
    // A call in this process runs the same code as a task in a worker.
    let part = || catch_unwind(|| A::part(0, 1_000)).ok();
    let sent = has_workers.then(|| (part(), part()));
    let is_zero = found == 0;
    let [n, found, right] = [n, found, right].map(thousands);
    let sentence = match right.as_str() {
        "1" => format!("there is 1 prime below {n}, not {found}"),
        _ => format!("there are {right} primes below {n}, not {found}"),
    };
    Err(Sure(match sent {
        Some((Some(first), Some(second))) if first != second => wrong(
            format!(
                "{sentence}: `part` returns {} for the numbers below 1,000, and {} for the same \
                 numbers in a second task of the same process",
                thousands(first),
                thousands(second)
            ),
            "A static survives from one task of a worker to its next. Count in a local variable \
             of `part`, and return that.",
        ),
        Some((Some(0), _)) if is_zero => wrong(
            format!("{sentence}: what the workers wrote is in their own memory"),
            "The main process cannot read a worker's variable. Let `part` return what it has \
             counted, and add up what the tasks return.",
        ),
        _ => wrong(
            sentence,
            "Check three things: where one part ends and the next begins; what happens to the \
             remainder if n is not divisible by the number of parts; whether you add what each \
             task returns exactly once.",
        ),
    }))
}

/// The count is the sum of what the workers return: if each returns twice its count, the sum
/// doubles too.
fn sum_of_what_is_sent<A: CountPrimes>() -> Law {
    // A random number, so that the answer cannot remember its count.
    let n = rand::random_range(21_000..30_000);
    let right = below(n);
    let found = led_astray(pool(WORKERS, 0, true), |pool| A::count(pool, n));
    let advice = "Add up what the tasks return. Then there is nothing left to count.";
    let by_itself = "the main process counted all primes itself and ignored the workers' counts";
    holds(found != Some(right), || Sure(idle(by_itself, advice)))?;
    let found = found.unwrap_or(2 * right);
    holds(found == 2 * right, || {
        let [twice, found] = [2 * right, found].map(thousands);
        let sentence = format!(
            "if each worker returns twice its count, the total must be {twice}, not {found}"
        );
        Sure(wrong(sentence, advice))
    })
}
