//! Lab 12: the notebook's largest prime factor, and what must hold of a right one.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::factor::rho;
use racelab::process::{Error, Pool, Result, active_children, has_children};
use racelab::proof::{Proof, Report, Verdict};

use crate::log::{too_few_at_work, wait_for_all};
use crate::observed::Judged::{self, InDoubt, Sure};
use crate::observed::{beyond_doubt, led_astray, still_running};

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
    /// Whatever the pool says.
    fn of_all(pool: &Pool, numbers: Vec<u128>) -> Result<Vec<u128>>;
}

/// How long a task of this process takes besides its work, in milliseconds.
static PAUSE: AtomicU64 = AtomicU64::new(0);

/// Whether the tasks of this process give back any number as it was.
static ASTRAY: AtomicBool = AtomicBool::new(false);

/// The initializer of a worker: from here on its tasks take that much longer, and are
/// astray or not: then they give back any number as it was.
pub fn take_your_time(milliseconds: u64, is_astray: bool) {
    // One thread writes them and reads them, so Relaxed will do.
    PAUSE.store(milliseconds, Relaxed);
    ASTRAY.store(is_astray, Relaxed);
}

/// A task: the largest prime factor, as `A` finds it.
pub fn largest<A: LargestPrimeFactor>(n: u128) -> u128 {
    // As above. Some take longer than others, so that results come out of order.
    let pause = Duration::from_millis(PAUSE.load(Relaxed));
    thread::sleep(pause * u32::try_from(4 - n % 4).unwrap_or(1) / 2);
    match ASTRAY.load(Relaxed) {
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

/// The numbers of the check: small ones, primes and powers, three of the notebook's
/// ten that its loop is quickly done with, and others of that size.
const NUMBERS: [u128; 16] = [
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
];

/// The numbers of the check, and four that no answer knows beforehand. Of these three are
/// larger than what a double has, and the fourth has two primes of seven digits.
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

/// A prime of the range, which chance takes.
fn prime(range: std::ops::Range<u128>) -> u128 {
    loop {
        let number = rand::random_range(range.clone());
        if rho::largest(number) == number {
            return number;
        }
    }
}

/// Runs the answer on a pool of four processes.
pub fn check<A: LargestPrimeFactor>() -> Report {
    let alone = Proof::guarded("one at a time", || {
        let wrong = |n| {
            let found = A::largest(n);
            Some((n, (found, wrong(n, found)?)))
        };
        let first = numbers().into_iter().find_map(wrong);
        // One that can be followed by hand, if such a one is wrong too.
        let mut by_hand = NUMBERS.into_iter().filter(|n| *n < 1_000_000);
        let found = first.map(|first| by_hand.find_map(wrong).unwrap_or(first));
        match found {
            Some((n, (found, sentence))) => not_exact("one at a time", sentence, n, found),
            None => Proof::new("one at a time", Verdict::Passed, "every one is exact"),
        }
    });
    let judge = || {
        beyond_doubt(
            "4 processes",
            &[10, 40, 160, 640],
            run::<A>,
            can_be_seen::<A>,
        )
    };
    let pooled = std::iter::once_with(|| Proof::guarded("4 processes", judge));
    Report::new(
        "Every factor is exact, in order, and four processes worked at the same time.",
        std::iter::once(alone).chain(pooled),
    )
}

/// What is wrong with this as the largest prime factor of `n`.
fn wrong(n: u128, found: u128) -> Option<String> {
    let right = rho::largest(n);
    let what = || format!("the largest prime factor of {n} is {right}, not {found}");
    (found != right).then(what)
}

/// Below it a double has all whole numbers.
const IN_A_DOUBLE: u128 = 1 << 53;

fn not_exact(instance: &str, sentence: String, n: u128, found: u128) -> Proof {
    let proof = Proof::new(instance, Verdict::WrongOutcome, sentence);
    if n < IN_A_DOUBLE {
        return proof.advising(
            "Follow your loop by hand for this number: after each turn, what is n, what is the \
             factor, and when is it over?",
        );
    }
    if found > 1 && n.is_multiple_of(found) && rho::largest(found) != found {
        return proof.advising(
            "What your function returns divides the number, but it is not a prime. What is left \
             is a prime only if nothing from 2 to its square root divides it: try as far as that.",
        );
    }
    proof.advising(
        "Ask of each line what it does to a number of 21 digits. A double keeps 15 to 17 of \
         them; a u128 keeps all.",
    )
}

/// Whether four workers are at work at the same time when each is asked for a number
/// whose task is among the shortest.
fn can_be_seen<A: LargestPrimeFactor>(pause: u64) -> bool {
    pool(pause, false).is_ok_and(|pool| {
        let asked = pool.imap_unordered(largest::<A>, [3; 4]);
        asked.is_ok_and(|results| results.count() == 4) && pool.most_at_work() == 4
    })
}

/// Whether all factors are right although no worker sends one: then they are not made of what
/// was sent.
fn works_for_itself<A: LargestPrimeFactor>() -> bool {
    // Even ones, which were not asked for before, should somebody remember those.
    let numbers = [(); 8].map(|()| 2 * rand::random_range(1_000..10_000));
    let found = led_astray(pool(0, true), |pool| A::of_all(pool, numbers.to_vec()));
    found.is_some_and(|found| found == numbers.map(rho::largest))
}

/// A pool whose four workers take so long for each task, are astray or not, and are all
/// ready.
fn pool(pause: u64, is_astray: bool) -> Result<Pool> {
    let pool = Pool::builder()
        .processes(4)
        .initializer(take_your_time, (pause, is_astray))
        .start()?;
    wait_for_all(&pool, 4);
    Ok(pool)
}

/// The verdict, in doubt if not all workers were at work at the same time.
fn run<A: LargestPrimeFactor>(pause: u64) -> Judged {
    let proof = |verdict, sentence: String| Sure(Proof::new("4 processes", verdict, sentence));
    let pool = match pool(pause, false) {
        Ok(pool) => pool,
        Err(error) => return proof(Verdict::NoVerdict, format!("no pool: {error}")),
    };
    let numbers = numbers();
    let found = A::of_all(&pool, numbers.clone());
    let (events, most) = (pool.events(), pool.most_at_work());
    pool.close();
    let found = match (found, pool.join()) {
        (Ok(found), Ok(())) => found,
        (Err(error), _) | (_, Err(error)) => {
            let verdict = match error {
                Error::Panicked(_) => Verdict::Panic,
                _ => Verdict::WrongOutcome,
            };
            return proof(verdict, format!("the pool says: {error}"));
        }
    };
    let running = active_children().len();
    if running > 0 || has_children() {
        let sentence = match running {
            0 => "a process was left behind: nobody has waited for its end".to_owned(),
            running => still_running(running, "it"),
        };
        return Sure(Proof::new("4 processes", Verdict::WrongOutcome, sentence).advising(
            "Wait for the end of every process that you start: join a Process, wait for a Child. \
             The pool that you were given is closed for you.",
        ));
    }
    if found.len() != numbers.len() {
        let sentence = format!("{} factors came back, not {}", found.len(), numbers.len());
        return proof(Verdict::WrongOutcome, sentence);
    }
    let pairs = numbers.into_iter().zip(found);
    if let Some(sentence) = pairs.into_iter().find_map(|(n, found)| wrong(n, found)) {
        let sentence = format!("{sentence}, on the pool");
        return Sure(
            Proof::new("4 processes", Verdict::WrongOutcome, sentence)
                .advising("Keep the results in the order of the numbers."),
        );
    }
    let idle = |sentence: String| {
        Proof::new("4 processes", Verdict::NoConcurrency, sentence).advising(
            "Give the pool all numbers before you wait for a result: a map over all of them, in \
             chunks of one; or apply_async for each of them, and only then the first get.",
        )
    };
    match most {
        4.. if works_for_itself::<A>() => Sure(
            Proof::new(
                "4 processes",
                Verdict::NoConcurrency,
                "the process that asks did it all itself, whatever the workers sent",
            )
            .advising("Return what the tasks have returned. Then nothing is left to be done."),
        ),
        4.. => proof(Verdict::Passed, "all at the same time".to_owned()),
        // However long the tasks are.
        0 => Sure(idle(
            "no worker did anything: the process that asks did it all".to_owned(),
        )),
        most => InDoubt(idle(too_few_at_work(&events, most, 4))),
    }
}
