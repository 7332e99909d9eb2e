//! Lab 11: five jobs for a pool, and what must hold of the method that does each.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::process::{AsyncResult, Error, Event, Pool, Result};
use racelab::proof::{Proof, Report, Verdict};

use crate::log::{ends_by_length, finished, too_few_at_work, wait_for_all};
use crate::observed::Judged::{self, InDoubt, Sure, TooShort};
use crate::observed::{beyond_doubt, led_astray, left_behind, still_running, verdict};

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

/// How many milliseconds there are to the unit in which the tasks of this process are
/// measured.
static UNIT: AtomicU64 = AtomicU64::new(0);

/// By how much the result of a task of this process is too large.
static ASTRAY: AtomicU64 = AtomicU64::new(0);

/// The initializer of a worker: from here on a unit of time is that long, and results are
/// too large by so much.
pub fn take_your_time(milliseconds: u64, astray: u64) {
    // One thread writes them and reads them, so Relaxed will do.
    UNIT.store(milliseconds, Relaxed);
    ASTRAY.store(astray, Relaxed);
}

/// So many units, of which a number has as many as its rest when divided by 32.
fn pause(number: u64) {
    thread::sleep(Duration::from_millis(UNIT.load(Relaxed) * (number % 32)));
}

/// A task: another number, which nobody knows who does not know this one.
pub fn next(number: u64) -> u64 {
    thread::sleep(Duration::from_millis(UNIT.load(Relaxed)));
    let next = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) ^ 0xbf58;
    next.wrapping_add(ASTRAY.load(Relaxed))
}

/// A task: the square of a number.
pub fn square(number: u64) -> u64 {
    pause(number);
    number * number + ASTRAY.load(Relaxed)
}

/// A task of two arguments: their product.
pub fn product(a: u64, b: u64) -> u64 {
    pause(a);
    a * b + ASTRAY.load(Relaxed)
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

/// Gives five jobs to pools of four processes.
pub fn check<A: PoolMethods>() -> Report {
    let jobs: [(&str, Job); 5] = [
        ("chain", chain::<A>),
        ("squares", squares::<A>),
        ("products", products::<A>),
        ("later", later::<A>),
        ("as_they_come", as_they_come::<A>),
    ];
    let proofs = jobs.into_iter().map(|(name, job)| {
        let run = |unit| run(name, job, unit);
        Proof::guarded(name, || {
            beyond_doubt(name, &[4, 16, 64, 256], run, can_be_seen)
        })
    });
    Report::new(
        "Each of the five jobs was done as it should be, by the workers.",
        proofs,
    )
}

/// What is wrong with how a job was done.
struct Wrong {
    verdict: Verdict,
    sentence: String,
    advice: &'static str,
    /// Whether it may be right, and the machine too busy to see that.
    in_doubt: bool,
    /// Whether tasks as short as these can show it at all.
    too_short: bool,
}

type Done = std::result::Result<(), Wrong>;

/// Has a job done, with a unit of so many milliseconds.
type Job = fn(u64) -> Done;

/// The verdict on a job, with a unit of so many milliseconds.
fn run(name: &str, job: Job, unit: u64) -> Judged {
    match job(unit) {
        Ok(()) => Sure(Proof::new(name, Verdict::Passed, "as it should be")),
        Err(wrong) => {
            let proof = Proof::new(name, wrong.verdict, wrong.sentence).advising(wrong.advice);
            match wrong.in_doubt {
                _ if wrong.too_short => TooShort,
                true => InDoubt(proof),
                false => Sure(proof),
            }
        }
    }
}

/// Whether all workers are seen at work, and each result is heard of as it comes.
fn can_be_seen(unit: u64) -> bool {
    let heard = in_order_of_completion(unit, |pool, numbers, hear| {
        for square in pool.imap_unordered(square, numbers)? {
            hear(square?);
        }
        Ok(())
    });
    heard.is_ok()
}

/// What a pool has seen of a job.
struct Seen {
    events: Vec<Event>,
    most: usize,
}

impl Seen {
    /// How many calls have been finished.
    fn finished(&self) -> usize {
        finished(&self.events).len()
    }
}

/// Lets a new pool do a job, and closes it.
fn on_a_pool<T>(
    unit: u64,
    job: impl FnOnce(&Pool) -> Result<T>,
) -> std::result::Result<(T, Seen), Wrong> {
    let wrong = |verdict, sentence, advice| Wrong {
        verdict,
        sentence,
        advice,
        in_doubt: false,
        too_short: false,
    };
    let fails = |error: Error| {
        let advice = match error {
            Error::NotRegistered { .. } => "Use the tasks of check.rs; a worker knows no others.",
            _ => "Read what the pool says, and look at the call that it is about.",
        };
        wrong(verdict(&error), format!("the pool says: {error}"), advice)
    };
    let pool = started(unit, 0).map_err(fails)?;
    let found = job(&pool);
    let seen = Seen {
        events: pool.events(),
        most: pool.most_at_work(),
    };
    pool.close();
    let joined = pool.join();
    let left = left_behind();
    let found = found
        .and_then(|found| joined.map(|()| found))
        .map_err(fails)?;
    if left > 0 {
        return Err(wrong(
            Verdict::WrongOutcome,
            still_running(left, "it"),
            "Join every process that you start. The pool that you were given is closed for you.",
        ));
    }
    Ok((found, seen))
}

/// A pool whose workers have a unit of so many milliseconds and results that are too large by
/// so much, and are all ready.
fn started(unit: u64, astray: u64) -> Result<Pool> {
    let pool = Pool::builder()
        .processes(WORKERS)
        .initializer(take_your_time, (unit, astray))
        .start()?;
    wait_for_all(&pool, WORKERS);
    Ok(pool)
}

/// Whether the results are made of what the workers send: they are not if they are right,
/// in whatever order, while all that is sent is too large.
fn made_of_what_is_sent(job: impl FnOnce(&Pool) -> Result<Vec<u64>>, right: &[u64]) -> Done {
    match led_astray(started(0, 1), job) {
        Some(found) if sorted(&found) == sorted(right) => Err(Wrong {
            verdict: Verdict::NoConcurrency,
            sentence: "the process that asks did it all itself, whatever the workers sent"
                .to_owned(),
            advice: "Pass on what the tasks return. Then nothing is left to be done.",
            in_doubt: false,
            too_short: false,
        }),
        _ => Ok(()),
    }
}

/// Eight numbers that were not asked for before, should somebody remember those.
fn others() -> [u64; 8] {
    [(); 8].map(|()| rand::random_range(1_000..1_000_000))
}

/// Whether the workers did all calls, all at work at the same time.
fn all_at_work(seen: &Seen, calls: usize) -> Done {
    let idle = |sentence: String, in_doubt| {
        Err(Wrong {
            verdict: Verdict::NoConcurrency,
            sentence,
            advice: "Look at the table of the demonstration for a method that is concurrent, and \
                     give it all of the work in one call.",
            in_doubt,
            too_short: false,
        })
    };
    match (seen.finished(), seen.most) {
        (0, _) => idle(
            "no worker did anything: the process that asks did it all".to_owned(),
            false,
        ),
        (finished, _) if finished < calls => idle(
            format!("the workers did {finished} of {calls}; the process that asks did the rest"),
            false,
        ),
        (_, most) if most < WORKERS => idle(too_few_at_work(&seen.events, most, WORKERS), true),
        _ => Ok(()),
    }
}

/// Whether these are the results.
fn results(found: &[u64], right: &[u64]) -> Done {
    if found == right {
        return Ok(());
    }
    let (sentence, advice) = if sorted(found) == sorted(right) {
        (
            "the results are right, but not in the order of what was asked".to_owned(),
            "Some methods give the results in the order of the items, one does not. The table \
             of the demonstration has it.",
        )
    } else if found.len() != right.len() {
        (
            format!(
                "{} came as results of {}: {found:?}",
                found.len(),
                right.len()
            ),
            "Each item has one result. Wait for every one, however long it takes, and pass it \
             on once.",
        )
    } else {
        (
            format!("the results are {found:?}, not {right:?}"),
            "Give each item to the task of the job, and return what the task returns.",
        )
    };
    Err(Wrong {
        verdict: Verdict::WrongOutcome,
        sentence,
        advice,
        in_doubt: false,
        too_short: false,
    })
}

fn sorted(numbers: &[u64]) -> Vec<u64> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers
}

fn squared(numbers: [u64; 8]) -> [u64; 8] {
    numbers.map(|number| number * number)
}

fn chain<A: PoolMethods>(unit: u64) -> Done {
    // Others each time; no answer knows them beforehand.
    let [first, other]: [u64; 2] = rand::random();
    let times = rand::random_range(4..=6);
    let ((found, steps, none), _) = on_a_pool(unit, |pool| {
        let found = [
            A::chain(pool, first, times)?,
            A::chain(pool, other, times + 1)?,
        ];
        let steps = finished(&pool.events()).len();
        Ok((found, steps, A::chain(pool, first, 0)?))
    })?;
    let right = |first, times| (0..times).fold(first, |number, _| next(number));
    results(&found, &[right(first, times), right(other, times + 1)])?;
    let all = 2 * times + 1;
    if (steps as u64) < all {
        return Err(Wrong {
            verdict: Verdict::NoConcurrency,
            sentence: format!("the workers did {steps} of {all} steps, and you the rest"),
            advice: "Let a worker do each step. You wait for it, since the next one needs it.",
            in_doubt: false,
            too_short: false,
        });
    }
    if none != first {
        return Err(Wrong {
            verdict: Verdict::WrongOutcome,
            sentence: format!("after no step at all {first} is still {first}, not {none}"),
            advice: "A chain of no steps ends where it begins: with the first number.",
            in_doubt: false,
            too_short: false,
        });
    }
    let last = rand::random();
    let chain = |pool: &Pool| Ok(vec![A::chain(pool, last, times)?]);
    made_of_what_is_sent(chain, &[right(last, times)])
}

fn squares<A: PoolMethods>(unit: u64) -> Done {
    let numbers = numbers();
    let (found, seen) = on_a_pool(unit, |pool| A::squares(pool, numbers.to_vec()))?;
    results(&found, &squared(numbers))?;
    all_at_work(&seen, numbers.len())?;
    let others = others();
    let right = others.map(|number| number * number);
    made_of_what_is_sent(|pool| A::squares(pool, others.to_vec()), &right)
}

fn products<A: PoolMethods>(unit: u64) -> Done {
    let pairs = numbers().map(|number| (number, number + 3));
    let (found, seen) = on_a_pool(unit, |pool| A::products(pool, pairs.to_vec()))?;
    results(&found, &pairs.map(|(a, b)| a * b))?;
    all_at_work(&seen, pairs.len())?;
    let others = others().map(|number| (number, number + 3));
    let right = others.map(|(a, b)| a * b);
    made_of_what_is_sent(|pool| A::products(pool, others.to_vec()), &right)
}

/// How many milliseconds a unit has, at least, in which a pool that is asked and not waited for
/// does not come to its first result. Until then five units pass.
const LONG: u64 = 64;

fn later<A: PoolMethods>(unit: u64) -> Done {
    let numbers = numbers();
    let ((found, finished, most), seen) = on_a_pool(unit, |pool| {
        let result = A::later(pool, numbers.to_vec())?;
        let finished = finished(&pool.events()).len();
        let found = result.get()?;
        Ok((found, finished, pool.most_at_work()))
    })?;
    results(&found, &squared(numbers))?;
    all_at_work(&Seen { most, ..seen }, numbers.len())?;
    let sentence = match finished {
        0 => return Ok(()),
        8 => "it returned when all was done, so nothing could be done meanwhile".to_owned(),
        some => format!("it returned when {some} of 8 results were there: it has waited for them"),
    };
    Err(Wrong {
        verdict: Verdict::NoConcurrency,
        sentence,
        advice: "Return the handle as it is. Its owner calls `get` when it needs the results, \
                 and that waits.",
        in_doubt: true,
        too_short: finished < numbers.len() && unit < LONG,
    })
}

fn as_they_come<A: PoolMethods>(unit: u64) -> Done {
    in_order_of_completion(unit, A::as_they_come)?;
    let others = others();
    let right = others.map(|number| number * number);
    let told = |pool: &Pool| {
        let mut heard = Vec::new();
        A::as_they_come(pool, others.to_vec(), &mut |square| heard.push(square))?;
        Ok(heard)
    };
    made_of_what_is_sent(told, &right)
}

/// Whether the squares are in the order in which their tasks ended, where a task is known by
/// how long it took. Two that ended within half a unit may be in either order.
fn as_they_ended(mut numbers: [u64; 8], squares: &[u64], events: &[Event], unit: u64) -> bool {
    numbers.sort_unstable_by_key(|number| number % 32);
    let ends = ends_by_length(events);
    let ended = squares.iter().filter_map(|square| {
        let place = numbers.iter().position(|number| number * number == *square);
        ends.get(place?).copied()
    });
    let ended: Vec<Duration> = ended.collect();
    let slack = Duration::from_millis(unit) / 2;
    ends.len() == numbers.len()
        && ended.len() == numbers.len()
        && ended.windows(2).all(|two| two[0] <= two[1] + slack)
}

/// Lets the squares be told as they come, and compares with when they came.
fn in_order_of_completion(
    unit: u64,
    tell: impl Fn(&Pool, Vec<u64>, &mut dyn FnMut(u64)) -> Result<()>,
) -> Done {
    let numbers = numbers();
    let ((heard, at_first), seen) = on_a_pool(unit, |pool| {
        let (mut heard, mut at_first) = (Vec::new(), None);
        tell(pool, numbers.to_vec(), &mut |square| {
            at_first.get_or_insert_with(|| finished(&pool.events()).len());
            heard.push(square);
        })?;
        Ok((heard, at_first.unwrap_or(0)))
    })?;
    let right = squared(numbers);
    results(&sorted(&heard), &sorted(&right))?;
    all_at_work(&seen, numbers.len())?;
    let late = |sentence: &str| {
        Err(Wrong {
            verdict: Verdict::WrongOutcome,
            sentence: sentence.to_owned(),
            advice: "A method that keeps the order of the items lets the quick ones wait for the \
                     slow ones. Take one that does not, and pass on each result as it comes.",
            in_doubt: true,
            too_short: false,
        })
    };
    if at_first == numbers.len() {
        return late("the first result was heard of when the last was there");
    }
    let came = finished(&seen.events);
    let came: Vec<u64> = came
        .iter()
        .filter_map(|&place| right.get(place))
        .copied()
        .collect();
    // Threads may have asked in another order than that of the numbers.
    let is_told_as_it_came = heard == came || as_they_ended(numbers, &heard, &seen.events, unit);
    match is_told_as_it_came && heard != right {
        true => Ok(()),
        false => late("the results were not heard of in the order in which they came"),
    }
}
