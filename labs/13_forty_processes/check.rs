//! Lab 13: the notebook's task, and what must hold of an answer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::factor::{root, wheel};
use racelab::process::{Error, Event, EventKind, Pool, Result, active_children, has_children};
use racelab::proof::{Proof, Report, Verdict};

use crate::log::{too_few_at_work, wait_for_all};
use crate::observed::{led_astray, still_running, too_busy};

/// What the exercise implements: the notebook's task.
pub trait FortyProcesses {
    /// Draws so many numbers, each with [`random_number`], for the places from 0 on,
    /// and finds the [`smallest_prime_factor`] of each. Returns both, in the order of
    /// the places.
    ///
    /// # Errors
    ///
    /// Whatever the pool says.
    fn solve(pool: &Pool, seed: u64, count: u64) -> Result<Vec<(u64, u64)>>;
}

/// The numbers are drawn from 1 million to 1 billion, both included.
pub const RANGE: (u64, u64) = (1_000_000, 1_000_000_000);

/// How long a task of this process takes besides its work, in milliseconds.
static PAUSE: AtomicU64 = AtomicU64::new(0);

/// Whether the tasks of this process draw other numbers than they should, and give a number
/// as its own factor.
static ASTRAY: AtomicBool = AtomicBool::new(false);

/// The initializer of a worker: from here on its tasks take that much longer, and are
/// astray or not: then they draw other numbers, and give any number as its own factor.
pub fn take_your_time(milliseconds: u64, is_astray: bool) {
    // One thread writes them and reads them, so Relaxed will do.
    PAUSE.store(milliseconds, Relaxed);
    ASTRAY.store(is_astray, Relaxed);
}

/// Stands for some long computation, as the notebook's `time.sleep(2)` does. It is
/// longer for some places than for others, so that results come out of order.
fn pause(place: u64) {
    // As above.
    let pause = Duration::from_millis(PAUSE.load(Relaxed));
    thread::sleep(pause * u32::try_from(4 - place % 4).unwrap_or(1) / 2);
}

/// A task: the random number for a place. The seed and the place decide it, and not
/// the worker that draws it.
pub fn random_number(seed: u64, place: u64) -> u64 {
    pause(place);
    match ASTRAY.load(Relaxed) {
        true => drawn(!seed, place, RANGE),
        false => drawn(seed, place, RANGE),
    }
}

/// The random number of a range, both ends included, for a place.
pub fn drawn(seed: u64, place: u64, (low, high): (u64, u64)) -> u64 {
    // Some numbers are more likely than others, by less than one in a million here.
    low + mixed(seed ^ mixed(place)) % (high - low + 1)
}

/// A task: the notebook's loop, which tries 2, 3, 4, .. until one divides; but it
/// stops at the square root, where the notebook's goes on to the number itself.
pub fn smallest_prime_factor(number: u64) -> u64 {
    pause(number);
    if ASTRAY.load(Relaxed) {
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
        Proof::guarded(&instance, || judge::<A>(&instance, count, processes))
    });
    Report::new(
        "All numbers are right, in order, and all processes worked on them at the same time.",
        proofs,
    )
}

/// Runs it with longer and longer tasks, until as many workers as there can be are
/// seen at work at the same time, or until it cannot be the machine that stands in the
/// way.
///
/// On a busy machine short tasks may be over before the last worker has begun, whoever
/// asks for them. So before it says that an answer keeps workers waiting, it has seen
/// all of them at work for itself, with tasks of a quarter of the length.
fn judge<A: FortyProcesses>(instance: &str, count: u64, processes: usize) -> Proof {
    for pause in [10, 40, 160] {
        let (proof, most) = run::<A>(instance, count, processes, pause);
        // 0: not all of the work was the pool's, however long it took.
        if proof.verdict != Verdict::NoConcurrency || most == 0 {
            return proof;
        }
        if !can_be_seen(processes, pause) {
            continue;
        }
        // One at a time is one at a time with a few numbers too, and sooner done.
        let (again_count, again_processes) = match most {
            1 => FEW,
            _ => (count, processes),
        };
        let (again, _) = run::<A>(instance, again_count, again_processes, 4 * pause);
        if again.verdict == Verdict::NoConcurrency {
            return proof;
        }
        if most > 1 {
            return again;
        }
    }
    too_busy(instance)
}

/// A number whose task is among the shortest.
const QUICK: u64 = 1_000_003;

/// Whether all workers are at work at the same time when each is asked for one thing.
fn can_be_seen(processes: usize, pause: u64) -> bool {
    started(processes, pause, false).is_ok_and(|pool| {
        let asked = pool.imap_unordered(smallest_prime_factor, vec![QUICK; processes]);
        asked.is_ok_and(|results| results.count() == processes) && pool.most_at_work() == processes
    })
}

/// What was done by the process that asks although all workers are asked: it comes out right
/// while no worker sends what is right.
fn done_at_home<A: FortyProcesses>() -> Option<&'static str> {
    let (count, processes) = FEW;
    let seed = rand::random();
    let found = led_astray(started(processes, 0, true), |pool| {
        A::solve(pool, seed, count)
    })?;
    let numbers = found.iter().map(|(number, _)| *number);
    let are_factors = found
        .iter()
        .all(|&(number, factor)| smallest_prime_factor(number) == factor);
    if numbers.eq((0..count).map(|p| random_number(seed, p))) {
        Some("numbers")
    } else if are_factors && found.iter().any(|(number, factor)| number != factor) {
        Some("factors")
    } else {
        None
    }
}

/// A pool whose workers take so long for each task, are astray or not, and are all ready.
fn started(processes: usize, pause: u64, is_astray: bool) -> Result<Pool> {
    let pool = Pool::builder()
        .processes(processes)
        .initializer(take_your_time, (pause, is_astray))
        .start()?;
    wait_for_all(&pool, processes);
    Ok(pool)
}

/// The verdict, and how many workers were at work at the same time; 0 if that was
/// not looked at, or if they were not asked for all of the work.
fn run<A: FortyProcesses>(
    instance: &str,
    count: u64,
    processes: usize,
    pause: u64,
) -> (Proof, usize) {
    let wrong = |verdict, sentence| Proof::new(instance, verdict, sentence);
    let pool = match started(processes, pause, false) {
        Ok(pool) => pool,
        Err(error) => {
            let sentence = format!("the pool does not start: {error}");
            return (wrong(Verdict::NoVerdict, sentence), 0);
        }
    };
    // Another seed for each pool; no answer knows it beforehand.
    let seed = mixed(u64::from(std::process::id()) ^ pause << 32);
    let found = A::solve(&pool, seed, count);
    let events = pool.events();
    pool.close();
    let found = match (found, pool.join()) {
        (Ok(found), Ok(())) => found,
        (Err(error), _) | (_, Err(error)) => return (failure(instance, &error), 0),
    };
    let running = active_children().len();
    if running > 0 || has_children() {
        let sentence = match running {
            0 => "a process was left behind: nobody has waited for its end".to_owned(),
            running => still_running(running, "it"),
        };
        let proof = wrong(Verdict::WrongOutcome, sentence).advising(
            "Wait for the end of every process that you start: join a Process, wait for a Child. \
             The pool that you were given is closed for you.",
        );
        return (proof, 0);
    }
    if let Err(sentence) = right(&found, seed, count) {
        let proof = wrong(Verdict::WrongOutcome, sentence).advising(
            "Compare with what the demonstration does for one number, and keep the results in \
             the order in which you asked for them.",
        );
        return (proof, 0);
    }
    let most = most_at_work(&events, count);
    let least = most.as_ref().map(|[first, second]| *first.min(second));
    let possible = processes.min(usize::try_from(count).unwrap_or(processes));
    let why = match least {
        Ok(least) if least >= possible => {
            if let Some(what) = done_at_home::<A>() {
                let sentence = format!(
                    "the {what} came from the process that asks, whatever the workers sent"
                );
                let proof = wrong(Verdict::NoConcurrency, sentence).advising(
                    "Keep what the tasks return. Then nothing is left to be drawn or factored.",
                );
                return (proof, 0);
            }
            let sentence = "right, and all at the same time".to_owned();
            return (wrong(Verdict::Passed, sentence), least);
        }
        Ok(least) => {
            let too_few = too_few_at_work(&events, least, possible);
            match most.as_ref().map(|most| most.map(|most| most < possible)) {
                Ok([true, false]) => format!("in the first half of the tasks {too_few}"),
                Ok([false, true]) => format!("in the second half of the tasks {too_few}"),
                _ => too_few,
            }
        }
        Err(sentence) => sentence.clone(),
    };
    let proof = wrong(Verdict::NoConcurrency, why).advising(
        "Ask for all results before you wait for the first of them: apply_async for each, and \
         only then the first get; or a map over all of it, in chunks of one.",
    );
    (proof, least.unwrap_or(0))
}

/// What an error of the pool says of the answer.
fn failure(instance: &str, error: &Error) -> Proof {
    let verdict = match error {
        Error::Panicked(_) => Verdict::Panic,
        _ => Verdict::WrongOutcome,
    };
    let proof = Proof::new(instance, verdict, format!("the pool says: {error}"));
    match error {
        Error::NotRegistered { .. } => {
            proof.advising("Use the two tasks that check.rs has; a worker knows no others.")
        }
        _ => proof,
    }
}

/// Whether these are the pairs; if not, why.
fn right(found: &[(u64, u64)], seed: u64, count: u64) -> std::result::Result<(), String> {
    let expected = (0..count).map(|place| {
        let number = random_number(seed, place);
        // By another loop than the task's.
        let factor = u64::try_from(wheel::smallest(u128::from(number))).unwrap_or(number);
        (number, factor)
    });
    let expected: Vec<_> = expected.collect();
    if found.len() != expected.len() {
        return Err(format!("{} pairs came back, not {count}", found.len()));
    }
    let place = found.iter().zip(&expected).position(|(f, e)| f != e);
    let Some(place) = place else {
        return Ok(());
    };
    let sorted = |pairs: &[(u64, u64)]| {
        let mut pairs = pairs.to_vec();
        pairs.sort_unstable();
        pairs
    };
    if sorted(found) == sorted(&expected) {
        return Err(format!(
            "the pairs are right, but not in order: the one of place {place} is elsewhere"
        ));
    }
    let ((number, factor), (right_number, right_factor)) = (found[place], expected[place]);
    Err(if number == right_number {
        format!("the smallest prime factor of {number} is {right_factor}, not {factor}")
    } else {
        format!("the number of place {place} is {right_number}, not {number}")
    })
}

/// How many workers were at work at the same time among the first half of the calls, and
/// among the second; why not, if the workers did not do it all.
fn most_at_work(events: &[Event], count: u64) -> std::result::Result<[usize; 2], String> {
    let (mut calls, mut now) = (0, 0_usize);
    // Of the draws, which come first, and of the rest.
    let mut most = [0, 0];
    for event in events {
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
    match calls {
        0 => Err(
            "no worker did anything: all of it was done by the process that asks, one \
                  after the other"
                .to_owned(),
        ),
        calls if calls < 2 * count => Err(format!(
            "the workers ran {calls} tasks, not {}; the rest was done by the process that asks, \
             one after the other",
            2 * count
        )),
        _ => Ok(most),
    }
}
