//! Lab 03: primes counted by processes that share nothing, and what must hold of it.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::process::{Error, Pool, Result};
use racelab::proof::{Proof, Report, Verdict};
use racelab::view::thousands;

use crate::log::{too_few_at_work, wait_for_all};
use crate::observed::Judged::{self, InDoubt, Sure};
use crate::observed::{beyond_doubt, led_astray, left_behind, still_running, verdict};

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

/// How long a task of this process takes besides its work, in milliseconds.
static PAUSE: AtomicU64 = AtomicU64::new(0);

/// How many times as large as it should be the result of a task of this process is.
static FACTOR: AtomicU64 = AtomicU64::new(1);

/// The initializer of a worker: from here on its tasks take that much longer, and their
/// results are so many times as large as they should be.
pub fn take_your_time(milliseconds: u64, factor: u64) {
    // One thread writes them and reads them, so Relaxed will do.
    PAUSE.store(milliseconds, Relaxed);
    FACTOR.store(factor, Relaxed);
}

/// A task: a part of the work, as `A` does it.
pub fn part<A: CountPrimes>(from: u64, to: u64) -> u64 {
    // As above.
    thread::sleep(Duration::from_millis(PAUSE.load(Relaxed)));
    A::part(from, to).saturating_mul(FACTOR.load(Relaxed))
}

/// How many workers a pool of the check has.
const WORKERS: usize = 4;

/// What is counted: 104,729 is a prime itself, and not below itself; a quarter of
/// 20,791 is a prime, and so is what stands in the rest of this division by four.
const BELOW: [u64; 3] = [30_000, 104_729, 20_791];

/// What is counted on each pool too, when it has been seen at work: so few that some
/// parts may be empty, and a number that is drawn.
const FEW: [Option<u64>; 4] = [Some(3), Some(1), Some(0), None];

/// Counts on pools of four processes.
pub fn check<A: CountPrimes>() -> Report {
    let proofs = BELOW.into_iter().map(|n| {
        let instance = format!("primes below {}", thousands(n));
        let run = |pause| run::<A>(&instance, n, pause);
        Proof::guarded(&instance, || {
            beyond_doubt(&instance, &[10, 40, 160, 640], run, can_be_seen::<A>)
        })
    });
    Report::new(
        "Four processes counted at the same time, and each has sent what it found.",
        proofs,
    )
}

/// Whether four workers are seen at work at the same time when each is asked for one of
/// the shortest parts.
fn can_be_seen<A: CountPrimes>(pause: u64) -> bool {
    pool(pause, 1).is_ok_and(|pool| {
        let counted = pool.starmap(part::<A>, [(2, 3); WORKERS]);
        counted.is_ok() && pool.most_at_work() == WORKERS
    })
}

/// What is wrong with the count where each part is twice what it should be: it is to be twice
/// as much, too. A number that is right nevertheless was counted by the process that asks;
/// another one is not the sum of the parts.
fn not_the_sum<A: CountPrimes>() -> Option<(Verdict, String)> {
    // One that was not asked for before, should the answer remember those.
    let n = rand::random_range(21_000..30_000);
    let right = below(n);
    match led_astray(pool(0, 2), |pool| A::count(pool, n))? {
        found if found == 2 * right => None,
        found if found == right => {
            let sentence =
                "the process that asks counted them all itself, whatever the workers sent";
            Some((Verdict::NoConcurrency, sentence.to_owned()))
        }
        found => {
            let [twice, found] = [2 * right, found].map(thousands);
            let sentence = format!(
                "where each worker sends twice what it has counted, {twice} primes are to be \
                 counted in all, not {found}"
            );
            Some((Verdict::WrongOutcome, sentence))
        }
    }
}

/// How many primes there are below it.
fn below(n: u64) -> u64 {
    (2..n).filter(|&number| is_prime(number)).count() as u64
}

/// A pool whose workers take so many milliseconds longer for each task, send numbers that are
/// so many times as large as they should be, and are all ready.
fn pool(pause: u64, factor: u64) -> Result<Pool> {
    let pool = Pool::builder()
        .processes(WORKERS)
        .initializer(take_your_time, (pause, factor))
        .start()?;
    wait_for_all(&pool, WORKERS);
    Ok(pool)
}

/// The verdict, in doubt if not all workers were at work at the same time.
fn run<A: CountPrimes>(instance: &str, n: u64, pause: u64) -> Judged {
    let proof = |verdict, sentence: String| Proof::new(instance, verdict, sentence);
    let pool = match pool(pause, 1) {
        Ok(pool) => pool,
        Err(error) => return Sure(proof(Verdict::NoVerdict, format!("no pool: {error}"))),
    };
    let found = A::count(&pool, n);
    let (events, most) = (pool.events(), pool.most_at_work());
    // And one that no answer knows beforehand.
    let few = FEW.map(|few| few.unwrap_or_else(|| rand::random_range(5_000..15_000)));
    let below_few = few;
    let few = found.and_then(|found| {
        let few = few.into_iter().map(|n| A::count(&pool, n));
        few.collect::<Result<Vec<u64>>>().map(|few| (found, few))
    });
    pool.close();
    let (found, few) = match (few, pool.join()) {
        (Ok(found), Ok(())) => found,
        (Err(error), _) | (_, Err(error)) => {
            let proof = proof(verdict(&error), format!("the pool says: {error}"));
            return Sure(match error {
                Error::NotRegistered { .. } => proof.advising(
                    "Give the pool the task part::<Self> of check.rs; a worker knows no others.",
                ),
                _ => proof,
            });
        }
    };
    let left = left_behind();
    if left > 0 {
        let calls = format!("{} calls of `count`", 1 + FEW.len());
        let sentence = still_running(left, &calls);
        return Sure(proof(Verdict::WrongOutcome, sentence).advising(
            "Join every process that you start. The pool that you were given is closed for you.",
        ));
    }
    for (n, found) in [n]
        .into_iter()
        .chain(below_few)
        .zip([found].into_iter().chain(few))
    {
        let right = below(n);
        if found != right {
            return Sure(wrong::<A>(proof, most, n, found, right));
        }
    }
    let idle = |sentence: String| {
        proof(Verdict::NoConcurrency, sentence).advising(
            "Cut the numbers into four parts or more, and give the pool all parts before you \
             wait for the first: a starmap, or apply_async for each and only then get.",
        )
    };
    match most {
        WORKERS.. => Sure(match not_the_sum::<A>() {
            None => proof(Verdict::Passed, "all at the same time".to_owned()),
            Some((verdict, sentence)) => proof(verdict, sentence)
                .advising("Add up what the tasks return. Then there is nothing left to count."),
        }),
        // However long the tasks are.
        0 => Sure(idle(
            "no worker did anything: the process that asks counted them all".to_owned(),
        )),
        1 => InDoubt(idle(
            "the workers worked one after the other: there was one part or one chunk of parts, or \
             each was waited for before the next was sent"
                .to_owned(),
        )),
        most => InDoubt(idle(too_few_at_work(&events, most, WORKERS))),
    }
}

/// What is wrong with the number of primes below `n` that was found, if so many workers were
/// at work.
fn wrong<A: CountPrimes>(
    proof: impl Fn(Verdict, String) -> Proof,
    most: usize,
    n: u64,
    found: u64,
    right: u64,
) -> Proof {
    // What a task does, it also does if it is called here.
    let sent = || catch_unwind(|| A::part(0, 1_000)).ok();
    let (first, second) = (sent(), sent());
    let is_kept = most > 0 && found == 0 && first == Some(0);
    let pair = first.zip(second).filter(|_| most > 0);
    let survives = pair.filter(|(first, second)| first != second);
    let [n, found, right] = [n, found, right].map(thousands);
    let sentence = match right.as_str() {
        "1" => format!("there is 1 prime below {n}, not {found}"),
        _ => format!("there are {right} primes below {n}, not {found}"),
    };
    if let Some((first, second)) = survives {
        let [first, second] = [first, second].map(thousands);
        let sentence = format!(
            "{sentence}: `part` returns {first} for the numbers below 1,000, and {second} for \
             the same numbers in a second task of the same process"
        );
        return proof(Verdict::WrongOutcome, sentence).advising(
            "A static survives from one task of a worker to its next. Count in a local variable \
             of `part`, and return that.",
        );
    }
    if is_kept {
        let sentence = format!("{sentence}: what the workers wrote is in their own memory");
        return proof(Verdict::WrongOutcome, sentence).advising(
            "A variable cannot bring it here. Let `part` return what it has counted, and add up \
             what the tasks return.",
        );
    }
    proof(Verdict::WrongOutcome, sentence).advising(
        "Look where one part ends and the next begins, what becomes of the rest if n is no \
         multiple of the number of parts, and whether what each task returns is added, once.",
    )
}
