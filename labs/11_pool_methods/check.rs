//! Lab 11: five jobs for a pool, and what must hold of the method for each.

#[path = "check/completion.rs"]
mod completion;

use racelab::process::{AsyncResult, Pool, Result};
use racelab::proof::Report;

use crate::laws::Broken::{InDoubt, Sure, TooShort};
use crate::laws::{
    JOIN, Law, all_at_work, beyond_doubt, error_passed_on, holds, idle, in_case, made_by_workers,
    no_pool_error, none_running, proof, sorted, wrong,
};
use crate::run::on_a_pool;
use crate::worker::{Log, is_astray, pool, sleep};

use completion::in_order_of_completion;

/// What the exercise implements: five jobs, each with the method of the pool that fits.
pub trait PoolMethods: 'static {
    /// Runs [`next`] `times` times: first on `first`, and then on the result of the step before.
    /// Returns the last result.
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64>;

    /// The [`square`] of each number, in their order. All workers must be at work.
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>>;

    /// The [`product`] of each pair, in their order. All workers must be at work.
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>>;

    /// The [`square`] of each number, in their order, but later: returns at once, while
    /// the workers are at work.
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>>;

    /// Calls `hear` with the [`square`] of each number as soon as it is there, in the
    /// order of completion. All workers must be at work.
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()>;
}

/// A task: the next number of a chain, which the step after it needs. As with each task here, the
/// result of a worker that is astray is too large by one.
pub fn next(number: u64) -> u64 {
    sleep(2);
    let next = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) ^ 0xbf58;
    next.wrapping_add(is_astray().into())
}

/// A task: the square of a number. It takes as many units of time as the number's remainder
/// after division by 32.
pub fn square(number: u64) -> u64 {
    sleep(2 * (number % 32));
    number * number + u64::from(is_astray())
}

/// A task of two arguments: their product. It takes as long as the square of the first.
pub fn product(a: u64, b: u64) -> u64 {
    sleep(2 * (a % 32));
    a * b + u64::from(is_astray())
}

/// How many workers a pool of the check has.
const WORKERS: usize = 4;

/// How many units the tasks of the check take: on four workers no two of them finish at the same
/// time, and the first finishes last.
const UNITS: [u64; 8] = [20, 15, 10, 5, 1, 2, 3, 4];

/// Eight random numbers whose tasks take [`UNITS`]. Their order is neither ascending nor
/// descending, so that sorting the results does not restore it.
fn numbers() -> [u64; 8] {
    loop {
        let numbers = UNITS.map(|units| 32 * rand::random_range(1..1_000) + units);
        if !numbers.is_sorted() && !numbers.iter().rev().is_sorted() {
            return numbers;
        }
    }
}

/// How many items a job gets besides eight: none, fewer than there are workers, and more than eight.
const OTHER_LENGTHS: [usize; 3] = [0, 3, 11];

/// How many of eight tasks work where the others panic.
const WORKING: u64 = 5;

/// This many of the items, from the first on again where there are too few.
fn some<T: Copy>(length: usize, items: [T; 8]) -> Vec<T> {
    items.into_iter().cycle().take(length).collect()
}

/// Gives five jobs to pools of four processes.
pub fn check<A: PoolMethods>() -> Report {
    let jobs = [
        ("chain", chain::<A> as fn(u64) -> Law),
        ("squares", squares::<A>),
        ("products", products::<A>),
        ("later", later::<A>),
        ("as_they_come", as_they_come::<A>),
    ];
    let proofs = jobs.into_iter().map(|(name, job)| {
        proof(name, "right, and with the right method", || {
            beyond_doubt(&[4, 16, 64, 256], job, can_be_heard)
        })
    });
    Report::new(
        "The workers did each of the five jobs, with a method that fits.",
        proofs,
    )
}

/// Whether the check sees all workers at work, and gets each result as it comes.
fn can_be_heard(unit: u64) -> bool {
    let heard = in_order_of_completion(unit, |pool, numbers, hear| {
        for square in pool.imap_unordered(square, numbers)? {
            hear(square?);
        }
        Ok(())
    });
    heard.is_ok()
}

fn chain<A: PoolMethods>(unit: u64) -> Law {
    // New numbers each time, which no answer can know beforehand.
    let [first, other, last]: [u64; 3] = rand::random();
    let times = rand::random_range(4..=6);
    let ((found, steps, none), _) = done(unit, |pool| {
        let found = [
            A::chain(pool, first, times)?,
            A::chain(pool, other, times + 1)?,
        ];
        let steps = Log::of(pool).finished().len() as u64;
        Ok((found, steps, A::chain(pool, first, 0)?))
    })?;
    let right = |first, times| (0..times).fold(first, |number, _| next(number));
    right_results(&found, &[right(first, times), right(other, times + 1)])?;
    let all = 2 * times + 1;
    holds(steps >= all, || {
        let sentence = format!("the workers did {steps} of {all} steps, the main process the rest");
        let advice = "Let a worker do each step. You wait for it, since the next one needs it.";
        Sure(idle(sentence, advice))
    })?;
    holds(none == first, || {
        let sentence = format!("a chain of 0 steps from {first} returns {first}, not {none}");
        let advice = "A chain of 0 steps ends where it begins: with the first number.";
        Sure(wrong(sentence, advice))
    })?;
    let right = right(last, times);
    made_by_workers(|pool| Ok(A::chain(pool, last, times)? == right), PASS_ON)?;
    error_passed_on(times - 1, |pool| A::chain(pool, last, times))
}

fn squares<A: PoolMethods>(unit: u64) -> Law {
    each(unit, |number| number, |number| number * number, A::squares)
}

fn products<A: PoolMethods>(unit: u64) -> Law {
    each(unit, |a| (a, a + 3), |(a, b)| a * b, A::products)
}

/// A job: each item has one result.
type Job<T> = fn(&Pool, Vec<T>) -> Result<Vec<u64>>;

/// The laws of a job that gives the right result for each item.
fn each<T: Copy>(unit: u64, item: fn(u64) -> T, right: fn(T) -> u64, job: Job<T>) -> Law {
    let items = numbers().map(item);
    let (found, log) = done(unit, |pool| job(pool, items.to_vec()))?;
    right_results(&found, &items.map(right))?;
    all_by_workers(&log)?;
    of_other_lengths(items, items.map(right), <[u64]>::to_vec, job)?;
    of_the_workers(item, right, job)
}

/// The job has the right results for fewer items, and for more. `order` puts them into the order
/// in which they are compared.
fn of_other_lengths<T: Copy>(
    items: [T; 8],
    right: [u64; 8],
    order: fn(&[u64]) -> Vec<u64>,
    job: Job<T>,
) -> Law {
    OTHER_LENGTHS.into_iter().try_for_each(|length| {
        let job = || done(0, |pool| job(pool, some(length, items)));
        let (found, _) = in_case(&format!("{length} items"), job)?;
        right_results(&order(&found), &order(&some(length, right)))
    })
}

/// The results of the job are those of the workers, and so are its errors.
fn of_the_workers<T: Copy>(item: fn(u64) -> T, right: fn(T) -> u64, job: Job<T>) -> Law {
    // Random, so that an answer cannot remember their results.
    let items = [(); 8].map(|()| item(rand::random_range(1_000..1_000_000)));
    let is_right = |found: Vec<u64>| sorted(&found) == sorted(&items.map(right));
    made_by_workers(|pool| job(pool, items.to_vec()).map(is_right), PASS_ON)?;
    error_passed_on(WORKING, |pool| job(pool, items.to_vec()))
}

fn later<A: PoolMethods>(unit: u64) -> Law {
    let numbers = numbers();
    let ((found, at_once), log) = done(unit, |pool| {
        let result = A::later(pool, numbers.to_vec())?;
        let at_once = Log::of(pool).finished().len();
        Ok((result.get()?, at_once))
    })?;
    right_results(&found, &squared(numbers))?;
    all_by_workers(&log)?;
    let sentence = match at_once {
        0 => {
            let job: Job<u64> = |pool, numbers| A::later(pool, numbers)?.get();
            of_other_lengths(numbers, squared(numbers), <[u64]>::to_vec, job)?;
            return error_passed_on(WORKING, |pool| job(pool, numbers.to_vec()));
        }
        8 => "it returned after all 8 tasks were finished: it waited for them".to_owned(),
        some => format!("it returned after {some} of 8 tasks were finished: it waited for them"),
    };
    let is_too_short = at_once < 8 && unit < LONG;
    let broken = if is_too_short { TooShort } else { InDoubt };
    Err(broken(idle(
        sentence,
        "Return the handle without waiting. The caller calls `get` on it when it needs the \
         results, and `get` waits.",
    )))
}

/// From this many milliseconds in a unit on, a call that does not wait returns before the first
/// result, which takes five units.
const LONG: u64 = 64;

fn as_they_come<A: PoolMethods>(unit: u64) -> Law {
    in_order_of_completion(unit, A::as_they_come)?;
    let heard: Job<u64> = |pool, numbers| {
        let mut heard = Vec::new();
        A::as_they_come(pool, numbers, &mut |square| heard.push(square))?;
        Ok(heard)
    };
    let numbers = numbers();
    of_other_lengths(numbers, squared(numbers), sorted, heard)?;
    of_the_workers(|number| number, |number| number * number, heard)
}

/// A new pool does a job without an error, and leaves no process running.
fn done<T>(unit: u64, job: impl FnOnce(&Pool) -> Result<T>) -> Law<(T, Log)> {
    let unknown_task = Some("Use the tasks of check.rs; a worker knows no others.");
    let other = Some("Read the error of the pool, and look at the call that it names.");
    let pool = no_pool_error(pool(WORKERS, unit, false), unknown_task, other)?;
    let run = on_a_pool(&pool, job);
    let found = no_pool_error(run.returned, unknown_task, other)?;
    none_running(&run.left, "it", JOIN)?;
    Ok((found, run.witness))
}

/// The results are these, in this order.
fn right_results(found: &[u64], right: &[u64]) -> Law {
    let (came, asked) = (found.len(), right.len());
    Err(Sure(if found == right {
        return Ok(());
    } else if sorted(found) == sorted(right) {
        wrong(
            "the results are right, but not in the order of the items",
            "Most methods return the results in the order of the items, one does not. See the \
             table of the demonstration.",
        )
    } else if came != asked {
        wrong(
            format!("{asked} items have {came} results: {found:?}"),
            "Each item has one result. Wait for each of them, however long it takes, and pass it \
             on once.",
        )
    } else {
        wrong(
            format!("the results are {found:?}, not {right:?}"),
            "Give each item to the task of the job, and return what the task returns.",
        )
    }))
}

/// The workers did all eight calls, all at work at the same time.
fn all_by_workers(log: &Log) -> Law {
    let advice = "Look in the table of the demonstration for a method that is concurrent, and \
                  give it all items in one call.";
    let sentence = match log.finished().len() {
        0 => "no worker did anything: the main process did all the work".to_owned(),
        some @ ..8 => format!("the workers did {some} of 8 tasks, the main process the rest"),
        _ => return all_at_work(log, WORKERS, "did all the work", advice),
    };
    Err(Sure(idle(sentence, advice)))
}

/// What to do about results that the main process has computed itself.
const PASS_ON: &str = "Pass on what the tasks return, and compute nothing yourself.";

fn squared(numbers: [u64; 8]) -> [u64; 8] {
    numbers.map(|number| number * number)
}
