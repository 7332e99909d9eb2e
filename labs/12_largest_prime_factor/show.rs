//! The demonstration: ten numbers by `apply_async` and by `map_async`, beside what
//! Python printed, and what each way costs.

use std::error::Error;
use std::time::{Duration, Instant};

use labs::lab_12::{self, NOTEBOOK, tries};
use racelab::cli::{self, Notice, Program, Question};
use racelab::factor::{naive, python, rho, wheel};
use racelab::process::{Pool, Result, Task};
use racelab::proof::Report;
use racelab::view::screen::{paragraph, width};
use racelab::view::{table, thousands};

use crate::exercise::Exercise;

/// The options of the demonstration.
#[derive(clap::Args)]
pub(crate) struct Largest {
    /// How many processes the pool has
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=500))]
    processes: u16,
    /// Run the notebook's loop and the wheel as well; faster with `cargo run --release`
    #[arg(long)]
    naive: bool,
}

impl Program for Largest {
    const LAB: &'static str = "12_largest_prime_factor";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const QUESTION: Question = Question {
        text: "The notebook's loop factors ten numbers of 21 digits, on four processors \
               instead of one. How much sooner is the last number done?",
        choices: &[
            "ten times as soon",
            "four times as soon",
            "a little more than twice as soon",
            "not at all sooner",
        ],
        right: 2,
        because: "One of the ten numbers needs 42 % of all the work. Each number is one task, and \
                  one process does a task from beginning to end. The other processors finish the \
                  rest earlier, and wait. So the whole is at most 100 / 42 times as fast, on any \
                  number of processors. A better algorithm has no such limit.",
        shown_by: &["--processes", "4"],
    };

    fn show(&self) -> std::result::Result<(), Box<dyn Error>> {
        let notice = Notice::new("Factoring ten numbers of 21 digits.");
        let say = |way: &str| notice.say(&format!("Factoring the ten numbers again, {way}."));
        let pool = Pool::new(usize::from(self.processes))?;
        // As in the notebook: once with a call for each number, once with one call for all.
        let asked = NOTEBOOK.map(|n| pool.apply_async(by_rho, (n,)));
        let asked = asked.collect::<Result<Vec<_>>>()?;
        let together = pool.map_async(by_rho, NOTEBOOK)?;
        let one_by_one = asked.iter().map(|result| result.get());
        let exact = one_by_one.collect::<Result<Vec<u128>>>()?;
        assert_eq!(together.get()?, exact, "apply_async and map_async agree");
        say("to measure Pollard's rho");
        let (_, with_rho) = taken(&pool, by_rho)?;
        say("in doubles, as Python does");
        let (printed, with_doubles) = taken(&pool, in_python)?;
        let slow = match self.naive {
            false => None,
            true => {
                say("with the notebook's loop, which takes long");
                let (_, naive) = taken(&pool, by_notebook)?;
                say("with the wheel, which takes long");
                Some([naive, taken(&pool, by_wheel)?.1])
            }
        };
        pool.close();
        pool.join()?;
        drop(notice);

        let work: Vec<u128> = NOTEBOOK.map(|n| tries(&rho::factorize(n))).collect();
        let all: u128 = work.iter().sum();
        anstream::println!("{}", cli::heading(Self::LAB));
        compare(&printed, &exact, &work);
        let heads = [
            format!("{:24}", "way"),
            format!("{:>16}", "candidates"),
            format!("{:>12}", "serial"),
            format!("{:>14}", format!("{} processes", self.processes)),
        ];
        let [naive, wheel] = slow.map_or([None, None], |slow| slow.map(Some));
        let rows = [
            row("the notebook's loop", &thousands(all), naive),
            row("wheel of 2, 3 and 5", &thousands(all * 8 / 30), wheel),
            row("Pollard's rho", "", Some(with_rho)),
            row("in Python's doubles", "", Some(with_doubles)),
        ];
        anstream::println!("{}", table(&heads, &rows, width()));
        anstream::print!("{}", cli::next(Self::LAB));
        Ok(())
    }

    fn check() -> Report {
        lab_12::check::<Exercise>()
    }
}

/// A task: the notebook's loop in whole numbers.
pub(crate) fn by_notebook(n: u128) -> u128 {
    naive::largest(n)
}

/// A task: the loop without multiples of 2, 3 and 5.
pub(crate) fn by_wheel(n: u128) -> u128 {
    wheel::largest(n)
}

/// A task: Pollard's rho.
pub(crate) fn by_rho(n: u128) -> u128 {
    rho::largest(n)
}

/// A task: the notebook's loop as Python runs it, with a division that rounds.
pub(crate) fn in_python(n: u128) -> String {
    python::largest(n).to_string()
}

/// How long a way takes, serial and pooled.
struct Taken {
    serial: Duration,
    pooled: Duration,
}

/// What Python printed for each number, beside its largest factor and its share of the work.
fn compare(printed: &[String], exact: &[u128], work: &[u128]) {
    let all: u128 = work.iter().sum();
    let heads = [
        format!("{:<22}", "188554848645154545..."),
        format!("{:>20}", "in Python"),
        format!("{:>20}", "exact"),
        format!("{:>15}", "share of work"),
    ];
    let numbers = NOTEBOOK.zip(printed).zip(exact).zip(work);
    let rows = numbers.map(|(((n, printed), exact), work)| {
        [
            format!("{:>21} ", format!("...{}", n % 1_000)),
            format!("{printed:>20}"),
            format!("{exact:>20}"),
            format!("{:>13} %", (work * 100 + all / 2) / all),
        ]
    });
    anstream::print!("{}", table(&heads, &rows.collect::<Vec<_>>(), width()));
    let wrong = printed.iter().zip(exact);
    let wrong = wrong.filter(|(printed, exact)| **printed != format!("{exact}.0"));
    let text = format!(
        "{} of 10 are wrong in Python: `n /= i` turns n into a double, which keeps 16 of its 21 \
         digits. apply_async and map_async return the same ten exact factors.",
        wrong.count()
    );
    anstream::println!("\n{}", paragraph(&text, 2, width()));
}

/// A row of the table.
fn row(way: &str, candidates: &str, taken: Option<Taken>) -> [String; 4] {
    let (serial, pooled) = match taken {
        Some(taken) => (milliseconds(taken.serial), milliseconds(taken.pooled)),
        None => ("--naive".to_owned(), "--naive".to_owned()),
    };
    [
        format!("{way:24}"),
        format!("{candidates:>16}"),
        format!("{serial:>12}"),
        format!("{pooled:>14}"),
    ]
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

/// Measures a way: in this process, and on the pool, whose results it returns.
fn taken<F: Task<(u128,)>>(pool: &Pool, task: F) -> Result<(Vec<F::Output>, Taken)> {
    let start = Instant::now();
    for n in NOTEBOOK {
        task.call((n,));
    }
    let serial = start.elapsed();
    let start = Instant::now();
    let results = pool.map(task, NOTEBOOK)?;
    let pooled = start.elapsed();
    Ok((results, Taken { serial, pooled }))
}
