//! Lab 03: primes counted by processes that share nothing, and what must hold of it.

use std::panic::catch_unwind;

use racelab::process::{Pool, Result};
use racelab::proof::Report;
use racelab::view::thousands;

use crate::laws::Broken::{InDoubt, Sure};
use crate::laws::{
    JOIN, Law, all_at_work, beyond_doubt, holds, idle, no_pool_error, none_running, proof, starts,
    wrong,
};
use crate::run::{led_astray, on_a_pool};
use crate::worker::{Log, can_be_seen, is_astray, pool, sleep};

/// What the exercise implements: counting primes with four processes.
pub trait CountPrimes: 'static {
    /// What a worker does with a part of the work: counts the primes from the first
    /// number to the one before the second. A worker runs it as the task
    /// [`part::<Self>`](part), and what it returns is sent to who asked for it.
    fn part(from: u64, to: u64) -> u64;

    /// How many primes there are below `n`. All four workers of the pool count, at the
    /// same time.
    ///
    /// # Errors
    ///
    /// Whatever the pool says.
    fn count(pool: &Pool, n: u64) -> Result<u64>;
}

/// Whether the number is a prime: has two divisors, 1 and itself.
pub fn is_prime(number: u64) -> bool {
    let mut candidates = (2..).take_while(|divisor| divisor * divisor <= number);
    number >= 2 && candidates.all(|divisor| !number.is_multiple_of(divisor))
}

/// A task: a part of the work, as `A` does it. A worker that is astray sends twice as much.
pub fn part<A: CountPrimes>(from: u64, to: u64) -> u64 {
    sleep(2);
    let times = if is_astray() { 2 } else { 1 };
    A::part(from, to).saturating_mul(times)
}

/// How many workers a pool of the check has.
const WORKERS: usize = 4;

/// What is counted: 104,729 is a prime itself, and not below itself; a quarter of
/// 20,791 is a prime, and so is what stands in the rest of this division by four.
const BELOW: [u64; 3] = [30_000, 104_729, 20_791];

/// What is counted on each pool too: so few that some parts may be empty, and a number that
/// is drawn.
const FEW: [Option<u64>; 4] = [Some(3), Some(1), Some(0), None];

/// Counts on pools of four processes.
pub fn check<A: CountPrimes>() -> Report {
    let ask_for_the_shortest = |pool: &Pool| pool.starmap(part::<A>, [(2, 3); WORKERS]);
    let can_be_seen = |pause| can_be_seen(WORKERS, pause, ask_for_the_shortest);
    let proofs = BELOW.into_iter().map(|n| {
        let laws = |pause| laws::<A>(n, pause);
        let laws = || beyond_doubt(&[10, 40, 160, 640], laws, can_be_seen);
        let instance = format!("primes below {}", thousands(n));
        proof(&instance, "all at the same time", laws)
    });
    Report::new(
        "Four processes counted at the same time, and each has sent what it found.",
        proofs,
    )
}

/// What to do about workers that have nothing to do.
const CUT: &str = "Cut the numbers into four parts or more, and give the pool all parts before \
                   you wait for the first: a starmap, or apply_async for each and only then get.";

/// The laws of one run, in the order in which they are asked.
fn laws<A: CountPrimes>(n: u64, pause: u64) -> Law {
    // No answer knows the last one beforehand.
    let few = FEW.map(|few| few.unwrap_or_else(|| rand::random_range(5_000..15_000)));
    let run = on_a_pool(&starts(pool(WORKERS, pause, false), "no pool")?, |pool| {
        let first = A::count(pool, n)?;
        let log = Log::of(pool);
        let rest = few.into_iter().map(|n| A::count(pool, n));
        Ok((first, log, rest.collect::<Result<Vec<u64>>>()?))
    });
    let unknown_task = "Give the pool the task part::<Self> of check.rs; a worker knows no others.";
    let (first, log, rest) = no_pool_error(run.returned, Some(unknown_task), None)?;
    let calls = format!("{} calls of `count`", 1 + FEW.len());
    none_running(&run.left, &calls, JOIN)?;
    for (n, found) in std::iter::once((n, first)).chain(few.into_iter().zip(rest)) {
        right_number::<A>(n, found, log.most > 0)?;
    }
    let one_after_the_other = "the workers worked one after the other: there was one part or one \
                               chunk of parts, or each was waited for before the next was sent";
    holds(log.most != 1, || InDoubt(idle(one_after_the_other, CUT)))?;
    all_at_work(&log, WORKERS, "counted them all", CUT)?;
    sum_of_what_is_sent::<A>()
}

/// How many primes there are below it.
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
    // What a task does, it also does if it is called here.
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
            "A variable cannot bring it here. Let `part` return what it has counted, and add up \
             what the tasks return.",
        ),
        _ => wrong(
            sentence,
            "Look where one part ends and the next begins, what becomes of the rest if n is no \
             multiple of the number of parts, and whether what each task returns is added, once.",
        ),
    }))
}

/// The count is the sum of what the workers send: where each part is twice what it should be,
/// the count is, too.
fn sum_of_what_is_sent<A: CountPrimes>() -> Law {
    // The answer was not asked for it before, and does not remember it.
    let n = rand::random_range(21_000..30_000);
    let right = below(n);
    let found = led_astray(pool(WORKERS, 0, true), |pool| A::count(pool, n));
    let advice = "Add up what the tasks return. Then there is nothing left to count.";
    let by_itself = "the process that asks counted them all itself, whatever the workers sent";
    holds(found != Some(right), || Sure(idle(by_itself, advice)))?;
    let found = found.unwrap_or(2 * right);
    holds(found == 2 * right, || {
        let [twice, found] = [2 * right, found].map(thousands);
        let sentence = format!(
            "where each worker sends twice what it has counted, {twice} primes are to be counted \
             in all, not {found}"
        );
        Sure(wrong(sentence, advice))
    })
}
