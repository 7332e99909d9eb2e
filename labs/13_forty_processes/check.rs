//! Lab 13: the notebook's task, and what must hold of an answer.

use racelab::factor::{root, wheel};
use racelab::process::{EventKind, Pool, Result};
use racelab::proof::{Report, Verdict};

use crate::laws::Broken::{InDoubt, Sure};
use crate::laws::{
    Law, error_passed_on, idle, in_case, no_pool_error, nothing_left, proof, sorted, starts,
    too_busy, wrong,
};
use crate::run::{led_astray, on_a_pool};
use crate::worker::{Log, can_be_seen, is_astray, pool, sleep};

/// What the exercise implements: the notebook's task.
pub trait FortyProcesses {
    /// Draws `count` numbers, each with [`random_number`], for the places from 0 on. Finds the
    /// [`smallest_prime_factor`] of each number. Returns the pairs of number and factor in the
    /// order of the places.
    ///
    /// # Errors
    ///
    /// The error of the pool.
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>>;
}

/// The numbers are drawn from 1 million to 1 billion, both included.
pub const RANGE: (u64, u64) = (1_000_000, 1_000_000_000);

/// A task: the random number for a place, after a sleep that stands for a long computation,
/// like the notebook's `time.sleep(2)`. Some places take longer than others, so that results
/// come out of order.
///
/// The seed and the place decide the number, not the worker that draws it. Only a worker that is
/// astray draws another one.
pub fn random_number(seed: u64, place: u64) -> u64 {
    sleep(4 - place % 4);
    match is_astray() {
        true => drawn(!seed, place, RANGE),
        false => drawn(seed, place, RANGE),
    }
}

/// The random number of a range, both ends included, for a place.
pub fn drawn(seed: u64, place: u64, (low, high): (u64, u64)) -> u64 {
    // Some numbers are more likely than others, by less than one in a million here.
    low + mixed(seed ^ mixed(place)) % (high - low + 1)
}

/// A task: the notebook's loop, which tries 2, 3, 4, .. until one divides. This one stops at the
/// square root, where the notebook's goes on to the number itself. A worker that is astray
/// returns the number itself.
pub fn smallest_prime_factor(number: u64) -> u64 {
    sleep(4 - number % 4);
    if is_astray() {
        return number;
    }
    let factor = root::smallest(u128::from(number));
    u64::try_from(factor).unwrap_or(number)
}

/// A step of the generator SplitMix64 (Steele, Lea and Flood, 2014).
fn mixed(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// How many numbers on how many processes: the notebook's task, and a small one.
const MANY: (u64, usize) = (100, 40);
const FEW: (u64, usize) = (7, 3);

/// Runs the answer on pools of 40 and of 3 processes.
pub fn check<A: FortyProcesses>() -> Report {
    let proofs = [MANY, FEW].into_iter().map(|(count, processes)| {
        let instance = format!("{count} numbers, {processes} processes");
        let laws = || beyond_doubt::<A>(count, processes);
        proof(&instance, "right, and all at the same time", laws)
    });
    Report::new(
        "All numbers are right, in order, and all processes worked on them at the same time.",
        proofs,
    )
}

/// Applies the laws with longer and longer tasks, until their result is beyond doubt.
///
/// On a busy machine a short task may end before the last worker begins, even in a right
/// answer. So the check says that an answer keeps workers waiting only if two things hold: the
/// check has seen all workers at work with calls of its own, and the answer keeps workers
/// waiting again with tasks of four times the length.
fn beyond_doubt<A: FortyProcesses>(count: u64, processes: usize) -> Law {
    let ask = |pool: &Pool| {
        // The task of this number is among the shortest.
        let quick = std::iter::repeat_n(1_000_003, processes);
        Ok(pool.imap_unordered(smallest_prime_factor, quick)?.count())
    };
    for pause in [10, 40, 160] {
        let log = solved::<A>(count, processes, pause)?;
        let doubt = match shared_out::<A>(&log, count, processes) {
            Err(InDoubt(breach)) => breach,
            law => return law,
        };
        if !can_be_seen(processes, pause, ask) {
            continue;
        }
        // An answer that uses one worker at a time does so for a few numbers too, in less time.
        let [first, second] = halves(&log, count).1;
        let least = first.min(second);
        let (count, processes) = if least == 1 { FEW } else { (count, processes) };
        let again = solved::<A>(count, processes, 4 * pause);
        match again.and_then(|log| shared_out::<A>(&log, count, processes)) {
            Err(InDoubt(again) | Sure(again)) if again.verdict == Verdict::NoConcurrency => {
                return Err(InDoubt(doubt));
            }
            again if least > 1 => return again,
            _ => {}
        }
    }
    Err(too_busy())
}

/// The laws of the result of one run, in the order in which they apply; those of the work
/// follow.
fn solved<A: FortyProcesses>(count: u64, processes: usize, pause: u64) -> Law<Log> {
    // A new seed for each pool, which no answer can know beforehand.
    let seed = rand::random();
    let pool = starts(pool(processes, pause, false), "the pool does not start")?;
    let run = on_a_pool(&pool, |pool| A::solve(pool, seed, count));
    let unknown_task = "Use the two tasks of check.rs; a worker knows no others.";
    let found = no_pool_error(run.returned, Some(unknown_task), None)?;
    nothing_left(&run.left)?;
    right_pairs(&found, seed, count)?;
    Ok(run.witness)
}

/// The laws of the work of one run, in the order in which they apply.
fn shared_out<A: FortyProcesses>(log: &Log, count: u64, processes: usize) -> Law {
    let (calls, most) = halves(log, count);
    all_by_workers(calls, 2 * count)?;
    let possible = processes.min(usize::try_from(count).unwrap_or(processes));
    all_at_work_in_both(log, most, possible)?;
    made_of_what_is_sent::<A>()?;
    // A task that draws fails, and one that factors.
    for working in [FEW.0 - 3, 2 * FEW.0 - 3] {
        error_passed_on(working, |pool| A::solve(pool, 0, FEW.0))?;
    }
    // Nothing to do, and less than there are workers.
    [0, 1].into_iter().try_for_each(|few| {
        in_case(&format!("count {few}"), || {
            solved::<A>(few, FEW.1, 0).map(drop)
        })
    })
}

/// The pairs are right, and in the order of the places.
fn right_pairs(found: &[(u64, u64)], seed: u64, count: u64) -> Law {
    let right = (0..count).map(|place| {
        let number = random_number(seed, place);
        // This loop is not the one of the task, so a mistake in one does not hide in the other.
        let factor = u64::try_from(wheel::smallest(u128::from(number))).unwrap_or(number);
        (number, factor)
    });
    let right: Vec<_> = right.collect();
    let mut pairs = found.iter().zip(&right).enumerate();
    let sentence = match pairs.find(|(_, (found, right))| found != right) {
        _ if found.len() != right.len() => format!("{} pairs came back, not {count}", found.len()),
        None => return Ok(()),
        Some((place, _)) if sorted(found) == sorted(&right) => {
            format!("the pairs are right, but not in order: place {place} has the pair of another")
        }
        Some((_, ((number, factor), (right, smallest)))) if number == right => {
            format!("the smallest prime factor of {number} is {smallest}, not {factor}")
        }
        Some((place, ((number, _), (right, _)))) => {
            format!("the number of place {place} is {right}, not {number}")
        }
    };
    Err(Sure(wrong(
        sentence,
        "For each place, draw its number and then find that number's factor, and keep the pairs \
         in the order of the places.",
    )))
}

/// How many calls the workers started; and how many workers were at work at the same time during
/// the first `count` calls, which draw, and during the rest.
fn halves(log: &Log, count: u64) -> (u64, [usize; 2]) {
    let (mut calls, mut now, mut most) = (0, 0_usize, [0, 0]);
    for event in &log.events {
        match event.kind {
            EventKind::Started { calls: more, .. } => {
                now += 1;
                let half = &mut most[usize::from(calls >= count)];
                *half = now.max(*half);
                calls += u64::from(more);
            }
            EventKind::Finished { .. } => now -= 1,
            _ => {}
        }
    }
    (calls, most)
}

/// What to do about idle workers.
const ASK_FIRST: &str = "Make all calls before you wait for the first result: apply_async for \
                         each, and only then the first get; or a map over all items, in chunks \
                         of one.";

/// The workers have drawn and factored all numbers.
fn all_by_workers(calls: u64, all: u64) -> Law {
    let sentence = match calls {
        0 => "no worker did anything: the main process did all the work, one number after the \
              other"
            .to_owned(),
        calls if calls < all => format!(
            "the workers ran {calls} tasks, not {all}; the main process did the rest, one number \
             after the other"
        ),
        _ => return Ok(()),
    };
    Err(Sure(idle(sentence, ASK_FIRST)))
}

/// As many workers as there can be were at work at the same time, in both halves of the tasks.
fn all_at_work_in_both(log: &Log, [first, second]: [usize; 2], possible: usize) -> Law {
    let least = first.min(second);
    let too_few = log.too_few_at_work(least, possible);
    let sentence = match [first < possible, second < possible] {
        [false, false] => return Ok(()),
        [true, false] => format!("in the first half of the tasks {too_few}"),
        [false, true] => format!("in the second half of the tasks {too_few}"),
        [true, true] => too_few,
    };
    // Longer tasks do not help a worker that gets no task.
    let broken = if least == 0 { Sure } else { InDoubt };
    Err(broken(idle(sentence, ASK_FIRST)))
}

/// The answer uses the numbers and factors that the workers return. Here the workers return wrong
/// ones: if the answer's are right, it computed them itself.
fn made_of_what_is_sent<A: FortyProcesses>() -> Law {
    let (count, processes) = FEW;
    let seed = rand::random();
    let found = led_astray(pool(processes, 0, true), |pool| A::solve(pool, seed, count));
    let found = found.unwrap_or_default();
    let numbers = found.iter().map(|(number, _)| *number);
    let is_right = |&(number, factor): &(u64, u64)| smallest_prime_factor(number) == factor;
    let what = if numbers.eq((0..count).map(|place| random_number(seed, place))) {
        "numbers"
    } else if found.iter().all(is_right) && found.iter().any(|(number, factor)| number != factor) {
        "factors"
    } else {
        return Ok(());
    };
    Err(Sure(idle(
        format!("the main process made the {what} itself and ignored the workers' results"),
        "Keep what the tasks return, and draw and factor nothing yourself.",
    )))
}
