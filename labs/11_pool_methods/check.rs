//! Lab 11: five jobs for a pool, and what must hold of the method that does each.

use std::time::Duration;

use racelab::process::{AsyncResult, Pool, Result};
use racelab::proof::Report;

use crate::laws::Broken::{InDoubt, Sure, TooShort};
use crate::laws::{
    JOIN, Law, all_at_work, beyond_doubt, holds, idle, made_by_workers, no_pool_error,
    none_running, proof, sorted, wrong,
};
use crate::run::on_a_pool;
use crate::worker::{Log, is_astray, pool, sleep};

/// What the exercise implements: five jobs, each by the method of the pool that is made
/// for it.
pub trait PoolMethods: 'static {
    /// Runs [`next`] so many times: first on this number, and then always on what the
    /// time before has given. Returns the last.
    ///
    /// # Errors
    ///
    /// Whatever the pool says.
    fn chain(pool: &Pool, first: u64, times: u64) -> Result<u64>;

    /// The [`square`] of each number, in their order. All workers are to be at work.
    ///
    /// # Errors
    ///
    /// Whatever the pool says.
    fn squares(pool: &Pool, numbers: Vec<u64>) -> Result<Vec<u64>>;

    /// The [`product`] of each pair, in their order. All workers are to be at work.
    ///
    /// # Errors
    ///
    /// Whatever the pool says.
    fn products(pool: &Pool, pairs: Vec<(u64, u64)>) -> Result<Vec<u64>>;

    /// The [`square`] of each number, in their order, but later: returns at once, while
    /// the workers are at work.
    ///
    /// # Errors
    ///
    /// Whatever the pool says.
    fn later(pool: &Pool, numbers: Vec<u64>) -> Result<AsyncResult<Vec<u64>>>;

    /// Tells `hear` the [`square`] of each number as soon as it is there, whichever
    /// comes first. All workers are to be at work.
    ///
    /// # Errors
    ///
    /// Whatever the pool says.
    fn as_they_come(pool: &Pool, numbers: Vec<u64>, hear: &mut dyn FnMut(u64)) -> Result<()>;
}

/// A task: the next number of a chain. An answer needs this number to ask for the one behind
/// it. The result of a worker that is astray is too large by one, as that of each task here.
pub fn next(number: u64) -> u64 {
    sleep(2);
    let next = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) ^ 0xbf58;
    next.wrapping_add(is_astray().into())
}

/// A task: the square of a number. A number takes as many units of time as its rest
/// when divided by 32.
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

/// How many units the tasks of the check take, no two the same, so that no two of them are
/// done at the same time on four workers, and the first is the last to be done.
const UNITS: [u64; 8] = [20, 15, 10, 5, 1, 2, 3, 4];

/// Eight numbers with so many units each, which no answer knows beforehand. To sort them, or
/// what becomes of them, is no way to their order.
fn numbers() -> [u64; 8] {
    loop {
        let numbers = UNITS.map(|units| 32 * rand::random_range(1..1_000) + units);
        if !numbers.is_sorted() && !numbers.iter().rev().is_sorted() {
            return numbers;
        }
    }
}

/// Eight numbers that an answer was not asked for before, and does not remember.
fn others() -> [u64; 8] {
    [(); 8].map(|()| rand::random_range(1_000..1_000_000))
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
        proof(name, "as it should be", || {
            beyond_doubt(&[4, 16, 64, 256], job, can_be_heard)
        })
    });
    Report::new(
        "Each of the five jobs was done as it should be, by the workers.",
        proofs,
    )
}

/// Whether all workers are seen at work, and each result is heard of as it comes.
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
    // Others each time; no answer knows them beforehand.
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
        let sentence = format!("the workers did {steps} of {all} steps, and you the rest");
        let advice = "Let a worker do each step. You wait for it, since the next one needs it.";
        Sure(idle(sentence, advice))
    })?;
    holds(none == first, || {
        let sentence = format!("after no step at all {first} is still {first}, not {none}");
        let advice = "A chain of no steps ends where it begins: with the first number.";
        Sure(wrong(sentence, advice))
    })?;
    let right = right(last, times);
    made_by_workers(|pool| Ok(A::chain(pool, last, times)? == right), PASS_ON)
}

fn squares<A: PoolMethods>(unit: u64) -> Law {
    each(unit, |number| number, |number| number * number, A::squares)
}

fn products<A: PoolMethods>(unit: u64) -> Law {
    each(unit, |a| (a, a + 3), |(a, b)| a * b, A::products)
}

/// The laws of a job that gives the right result for each item.
fn each<T: Copy>(
    unit: u64,
    item: fn(u64) -> T,
    right: fn(T) -> u64,
    job: fn(&Pool, Vec<T>) -> Result<Vec<u64>>,
) -> Law {
    let items = numbers().map(item);
    let (found, log) = done(unit, |pool| job(pool, items.to_vec()))?;
    right_results(&found, &items.map(right))?;
    all_by_workers(&log)?;
    let others = others().map(item);
    let is_right = |found: Vec<u64>| sorted(&found) == sorted(&others.map(right));
    made_by_workers(|pool| job(pool, others.to_vec()).map(is_right), PASS_ON)
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
        0 => return Ok(()),
        8 => "it returned when all was done, so nothing could be done meanwhile".to_owned(),
        some => format!("it returned when {some} of 8 results were there: it has waited for them"),
    };
    let is_too_short = at_once < 8 && unit < LONG;
    let broken = if is_too_short { TooShort } else { InDoubt };
    Err(broken(idle(
        sentence,
        "Return the handle as it is. Its owner calls `get` when it needs the results, and that \
         waits.",
    )))
}

/// How many milliseconds a unit has, at least, in which a pool that is asked and not waited for
/// does not come to its first result. Until then five units pass.
const LONG: u64 = 64;

fn as_they_come<A: PoolMethods>(unit: u64) -> Law {
    in_order_of_completion(unit, A::as_they_come)?;
    let others = others();
    let told = |pool: &Pool| {
        let mut heard = Vec::new();
        A::as_they_come(pool, others.to_vec(), &mut |square| heard.push(square))?;
        Ok(sorted(&heard) == sorted(&squared(others)))
    };
    made_by_workers(told, PASS_ON)
}

/// The laws of squares that are told as they come, whichever comes first.
fn in_order_of_completion(
    unit: u64,
    tell: impl Fn(&Pool, Vec<u64>, &mut dyn FnMut(u64)) -> Result<()>,
) -> Law {
    let numbers = numbers();
    let ((heard, at_first), log) = done(unit, |pool| {
        let (mut heard, mut at_first) = (Vec::new(), None);
        tell(pool, numbers.to_vec(), &mut |square| {
            at_first.get_or_insert_with(|| Log::of(pool).finished().len());
            heard.push(square);
        })?;
        Ok((heard, at_first))
    })?;
    let right = squared(numbers);
    right_results(&sorted(&heard), &sorted(&right))?;
    all_by_workers(&log)?;
    let late = |sentence| {
        let advice = "A method that keeps the order of the items lets the quick ones wait for the \
                      slow ones. Take one that does not, and pass on each result as it comes.";
        InDoubt(wrong(sentence, advice))
    };
    let at_the_end = "the first result was heard of when the last was there";
    holds(at_first != Some(8), || late(at_the_end))?;
    let came = log.finished().into_iter();
    let came: Vec<u64> = came.filter_map(|place| right.get(place).copied()).collect();
    // Threads may have asked in another order than that of the numbers.
    let as_it_came = heard == came || as_they_ended(numbers, &heard, &log, unit);
    let in_another_order = "the results were not heard of in the order in which they came";
    holds(as_it_came && heard != right, || late(in_another_order))
}

/// Whether the squares are in the order in which their tasks ended, where a task is known by
/// how long it took. Two that ended within half a unit may be in either order.
fn as_they_ended(mut numbers: [u64; 8], squares: &[u64], log: &Log, unit: u64) -> bool {
    numbers.sort_unstable_by_key(|number| number % 32);
    let ends = log.ends_by_length();
    let ended = squares.iter().map(|square| {
        let place = numbers.iter().position(|number| number * number == *square);
        ends.get(place?).copied()
    });
    let slack = Duration::from_millis(unit) / 2;
    let in_order = |ended: Vec<Duration>| ended.windows(2).all(|two| two[0] <= two[1] + slack);
    ends.len() == numbers.len() && ended.collect::<Option<_>>().is_some_and(in_order)
}

/// A new pool does a job without an error, and no process of it runs on.
fn done<T>(unit: u64, job: impl FnOnce(&Pool) -> Result<T>) -> Law<(T, Log)> {
    let unknown_task = Some("Use the tasks of check.rs; a worker knows no others.");
    let other = Some("Read what the pool says, and look at the call that it is about.");
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
            "the results are right, but not in the order of what was asked",
            "Some methods give the results in the order of the items, one does not. The table \
             of the demonstration has it.",
        )
    } else if came != asked {
        wrong(
            format!("{came} came as results of {asked}: {found:?}"),
            "Each item has one result. Wait for every one, however long it takes, and pass it \
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
    let advice = "Look at the table of the demonstration for a method that is concurrent, and \
                  give it all of the work in one call.";
    let sentence = match log.finished().len() {
        0 => "no worker did anything: the process that asks did it all".to_owned(),
        some @ ..8 => format!("the workers did {some} of 8; the process that asks did the rest"),
        _ => return all_at_work(log, WORKERS, "did it all", advice),
    };
    Err(Sure(idle(sentence, advice)))
}

/// What to do about results that the process that asks has made itself.
const PASS_ON: &str = "Pass on what the tasks return. Then nothing is left to be done.";

fn squared(numbers: [u64; 8]) -> [u64; 8] {
    numbers.map(|number| number * number)
}
