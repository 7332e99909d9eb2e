//! The demonstration: the notebook's task on a pool, and what the pool's log shows.

use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use labs::bar::Bar;
use labs::lab_13::{self, RANGE};
use racelab::cli::{self, Program, Question};
use racelab::factor::{naive, rho, root, wheel};
use racelab::process::{EventKind, Pool, Result, Task, WorkerEvent, chunked};
use racelab::proof::Report;
use racelab::view::screen::{paragraph, width};
use racelab::view::thousands;

use crate::exercise::Exercise;

/// The options of the demonstration.
#[derive(clap::Args)]
pub(crate) struct Forty {
    /// How many processes work
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=500))]
    processes: u16,
    /// How many numbers they draw and factor
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    count: u64,
    /// The smallest number that may be drawn
    #[arg(long, default_value_t = RANGE.0, value_parser = clap::value_parser!(u64).range(2..=1_000_000_000_000))]
    low: u64,
    /// The largest number that may be drawn
    #[arg(long, default_value_t = RANGE.1, value_parser = clap::value_parser!(u64).range(2..=1_000_000_000_000))]
    high: u64,
    /// The seed of the random numbers
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Run the notebook's loop as well, which takes many seconds
    #[arg(long)]
    naive: bool,
    /// Print every number with its factor, as JSON
    #[arg(long)]
    json: bool,
}

impl Program for Forty {
    const LAB: &'static str = "13_forty_processes";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const QUESTION: Question = Question {
        text: "A pool of 40 processes runs 100 tasks that take 2 seconds each, all of it \
               sleeping. The machine has 2 processors. How long does it take?",
        choices: &["200 seconds", "100 seconds", "6 seconds", "2 seconds"],
        right: 2,
        because: "A process that sleeps uses no processor, so all 40 sleep at the same time. Each \
                  runs one task at a time: first 40 tasks, then 40, then the last 20, three times \
                  2 seconds. If the tasks computed instead, it would take 100 seconds, since 2 \
                  processors compute 2 tasks at a time.",
        shown_by: &["--count", "100"],
    };

    fn show(&self) -> std::result::Result<(), Box<dyn Error>> {
        if self.low > self.high {
            let (low, high) = (self.low, self.high);
            let why =
                format!("--low {low} is above --high {high}; give the smaller number to --low");
            return Err(why.into());
        }
        Ok(tell(self)?)
    }

    fn check() -> Report {
        lab_13::check::<Exercise>()
    }
}

/// How many pairs the demonstration prints.
const SHOWN: usize = 5;

/// A task: a number from a range, for a place. It sleeps a tenth of a second, where the
/// notebook's sleeps for two seconds.
pub(crate) fn draw(seed: u64, place: u64, range: (u64, u64)) -> u64 {
    thread::sleep(Duration::from_millis(100));
    lab_13::drawn(seed, place, range)
}

/// A task: the notebook's loop, unchanged.
pub(crate) fn by_notebook(number: u64) -> u64 {
    narrow(naive::smallest(number.into()))
}

/// A task: the notebook's loop, to the square root.
pub(crate) fn by_root(number: u64) -> u64 {
    narrow(root::smallest(number.into()))
}

/// A task: the loop without multiples of 2, 3 and 5.
pub(crate) fn by_wheel(number: u64) -> u64 {
    narrow(wheel::smallest(number.into()))
}

/// A task: Pollard's rho, which finds all factors; the first is the smallest.
pub(crate) fn by_rho(number: u64) -> u64 {
    let factors = rho::factorize(number.into());
    factors.first().map_or(number, |&(prime, _)| narrow(prime))
}

fn narrow(factor: u128) -> u64 {
    u64::try_from(factor).expect("a factor is no greater than its number")
}

fn tell(forty: &Forty) -> Result<()> {
    let processes = usize::from(forty.processes);
    let pool = Pool::new(processes)?;
    // All workers are alive before the first task.
    while alive(&pool.events()) < processes {
        thread::sleep(Duration::from_millis(1));
    }
    let numbers = drawn(forty, &pool)?;
    let (factors, with_root) = factored(&pool, "factor", by_root, &numbers)?;
    let events = pool.events();
    if forty.json {
        json(forty, &events, &pool, &numbers, &factors);
        pool.close();
        return pool.join();
    }
    let (again, with_wheel) = factored(&pool, "wheel", by_wheel, &numbers)?;
    let (rho, with_rho) = factored(&pool, "rho", by_rho, &numbers)?;
    assert!(factors == again && factors == rho, "every loop is right");
    let mut with_naive = None;
    if forty.naive {
        let (naive, time) = factored(&pool, "notebook", by_notebook, &numbers)?;
        assert!(factors == naive, "every loop is right");
        with_naive = Some(time);
    }
    pool.close();
    pool.join()?;

    anstream::println!("{}", cli::heading(Forty::LAB));
    let text = format!(
        "{} random numbers from {} to {}, drawn and factored by {} processes. Seed {}.",
        thousands(forty.count),
        thousands(forty.low),
        thousands(forty.high),
        forty.processes,
        forty.seed
    );
    anstream::println!("{}", paragraph(&text, 2, width()));
    list(&numbers, &factors);
    anstream::println!(
        "  alive at the same time     {:>5} processes",
        alive(&events)
    );
    anstream::println!(
        "  at work at the same time   {:>5}, drawing the numbers\n",
        pool.most_at_work()
    );

    let (notebook, root) = divisions(&numbers, &factors);
    compare(&[
        ("the notebook's", thousands(notebook), with_naive),
        ("to the square root", thousands(root), Some(with_root)),
        ("wheel of 2, 3 and 5", String::new(), Some(with_wheel)),
        ("Pollard's rho", String::new(), Some(with_rho)),
    ]);
    anstream::print!("{}", cli::next(Forty::LAB));
    Ok(())
}

/// The first numbers with their factors, and how many are even or prime.
fn list(numbers: &[u64], factors: &[u64]) {
    anstream::println!("  {:>17}   smallest prime factor", "number");
    for (&number, &factor) in numbers.iter().zip(factors).take(SHOWN) {
        anstream::println!("  {:>17}   {}", thousands(number), thousands(factor));
    }
    let primes = numbers.iter().zip(factors).filter(|(n, f)| n == f).count();
    let even = factors.iter().filter(|&&factor| factor == 2).count();
    let text = format!("and so on; --json has them all. {even} are even, {primes} are prime.");
    anstream::println!("{}", paragraph(&text, 2, width()));
}

/// A row for each loop: its name, how many divisions it makes where that is counted, and how
/// long it took where it was asked for.
fn compare(loops: &[(&str, String, Option<Duration>)]) {
    anstream::println!("  {:22}{:>16}{:>12}", "loop", "divisions", "time");
    for (name, divisions, time) in loops {
        let time = time.map(|time| format!("{} ms", time.as_millis()));
        let time = time.unwrap_or_else(|| "--naive".to_owned());
        anstream::println!("  {name:22}{divisions:>16}{time:>12}");
    }
    anstream::println!();
}

fn drawn(forty: &Forty, pool: &Pool) -> Result<Vec<u64>> {
    let mut bar = Bar::new("draw", forty.count);
    let range = (forty.low, forty.high);
    // Make all calls, and only then wait for the first result.
    let asked = (0..forty.count).map(|place| pool.apply_async(draw, (forty.seed, place, range)));
    let asked: Vec<_> = asked.collect::<Result<_>>()?;
    let numbers = asked.iter().map(|number| {
        let number = number.get();
        bar.step();
        number
    });
    numbers.collect()
}

fn factored<F: Task<(u64,), Output = u64>>(
    pool: &Pool,
    what: &'static str,
    task: F,
    numbers: &[u64],
) -> Result<(Vec<u64>, Duration)> {
    let mut bar = Bar::new(what, numbers.len() as u64);
    let start = Instant::now();
    let factors = pool.imap(task, chunked(numbers.to_vec(), 1))?;
    let factors = factors.inspect(|_| bar.step());
    let factors = factors.collect::<Result<Vec<u64>>>()?;
    Ok((factors, start.elapsed()))
}

/// The largest number of workers that were alive at the same time, according to the pool's log.
fn alive(events: &[WorkerEvent]) -> usize {
    let (mut now, mut most) = (0, 0);
    for event in events {
        match event.kind {
            EventKind::Ready => now += 1,
            EventKind::Ended { .. } => now -= 1,
            _ => {}
        }
        most = most.max(now);
    }
    most
}

/// How many divisions the notebook's loop needs for all numbers, and how many the loop that
/// stops at the square root.
fn divisions(numbers: &[u64], factors: &[u64]) -> (u64, u64) {
    let naive = factors.iter().map(|factor| factor - 1).sum();
    let root = numbers.iter().zip(factors).map(|(&number, &factor)| {
        if factor == number {
            number.isqrt() - 1
        } else {
            factor - 1
        }
    });
    (naive, root.sum())
}

fn json(forty: &Forty, events: &[WorkerEvent], pool: &Pool, numbers: &[u64], factors: &[u64]) {
    let pairs = numbers.iter().zip(factors);
    let pairs = pairs.map(|(n, f)| format!("    {{\"number\": {n}, \"factor\": {f}}}"));
    anstream::println!(
        "{{\n  \"schema\": 1,\n  \"lab\": \"{}\",\n  \"seed\": {},\n  \"processes\": {},\n  \
         \"alive\": {},\n  \"at_work\": {},\n  \"numbers\": [\n{}\n  ]\n}}",
        Forty::LAB,
        forty.seed,
        forty.processes,
        alive(events),
        pool.most_at_work(),
        pairs.collect::<Vec<_>>().join(",\n")
    );
}
