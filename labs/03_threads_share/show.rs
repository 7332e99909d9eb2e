//! The demonstration: which writes threads and processes see, and what a message costs.

use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use labs::lab_03;
use racelab::cli::{self, Program, Question};
use racelab::process::{Pool, Result};
use racelab::proof::Report;
use racelab::view::screen::{paragraph, width};
use racelab::view::{table, thousands};

use crate::exercise::Exercise;
use crate::round_trip::{self, SAMPLES, TRIPS, Way};

/// How many threads add, or processes.
const ADDERS: usize = 4;

/// The options of the demonstration.
#[derive(clap::Args)]
pub(crate) struct Share {
    /// How many times each of the four adds 1
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    increments: u64,
    /// Print the sums and the times, as JSON
    #[arg(long)]
    json: bool,
}

/// A variable of this program: each process has its own copy.
static SUM: AtomicU64 = AtomicU64::new(0);

/// A task, and what a thread does: adds 1 `increments` times, and returns the sum that it sees.
pub(crate) fn add(increments: u64) -> u64 {
    for _ in 0..increments {
        // Relaxed: the sum publishes no other memory.
        SUM.fetch_add(1, Relaxed);
    }
    SUM.load(Relaxed)
}

/// The sum that each adder saw at its end, and main at the end of all.
struct Seen {
    adders: Vec<u64>,
    main: u64,
}

impl Program for Share {
    const LAB: &'static str = "03_threads_share";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const QUESTION: Question = Question {
        text: "Two threads send a number back and forth through a shared variable, and two \
               processes through a pipe. Two processors have nothing else to do. Which costs \
               less, and by how much?",
        choices: &[
            "the pipe: processes do not get in each other's way",
            "the variable, by a few per cent",
            "the variable, many times over",
        ],
        right: 2,
        because: "Through shared memory the two processors settle it themselves: one writes, the \
                  other one reads. A pipe needs two system calls for each message, copies it, and \
                  has to wake the reader. The price of sharing is races.",
        shown_by: &["--increments", "100000"],
    };

    fn show(&self) -> std::result::Result<(), Box<dyn Error>> {
        let threads = self.threads();
        let processes = self.processes()?;
        let ways = round_trip::measure()?;
        match self.json {
            true => self.print(&threads, &processes, &ways),
            false => self.tell(&threads, &processes, &ways),
        }
        Ok(())
    }

    fn check() -> Report {
        lab_03::check::<Exercise>()
    }
}

impl Share {
    fn threads(&self) -> Seen {
        // Relaxed: it happens before the start of the threads.
        SUM.store(0, Relaxed);
        let adders = thread::scope(|scope| {
            let threads = [(); ADDERS].map(|()| scope.spawn(|| add(self.increments)));
            let seen = threads.map(|thread| thread.join().expect("adding does not panic"));
            seen.to_vec()
        });
        // Relaxed: every addition happens before its thread's join.
        let main = SUM.load(Relaxed);
        Seen { adders, main }
    }

    fn processes(&self) -> Result<Seen> {
        SUM.store(0, Relaxed);
        // Each worker ends after one task, so each process adds once.
        let pool = Pool::builder()
            .processes(ADDERS)
            .maxtasksperchild(1)
            .start()?;
        let asked = (0..ADDERS).map(|_| pool.apply_async(add, (self.increments,)));
        let asked = asked.collect::<Result<Vec<_>>>()?;
        let adders = asked.iter().map(|seen| seen.get()).collect::<Result<_>>()?;
        pool.close();
        pool.join()?;
        let main = SUM.load(Relaxed);
        Ok(Seen { adders, main })
    }

    fn tell(&self, threads: &Seen, processes: &Seen, ways: &[Way]) {
        anstream::println!("{}", cli::heading(Self::LAB));
        let text = format!(
            "Four threads add {} each to a variable of the program, and then four processes do the \
             same. What each sees in it at its end:",
            thousands(self.increments)
        );
        anstream::println!("{}", paragraph(&text, 2, width()));
        let adders = (1..=ADDERS).map(|adder| format!("{:>11}", format!("adder {adder}")));
        let heads = [format!("{:11}", "")].into_iter().chain(adders);
        let heads: Vec<_> = heads.chain([format!("{:>13}", "main")]).collect();
        let rows = [("threads", threads), ("processes", processes)].map(|(name, seen)| {
            let adders = seen.adders.iter();
            let adders = adders.map(|&sum| format!("{:>11}", thousands(sum)));
            let row = [format!("{name:11}")].into_iter().chain(adders);
            row.chain([format!("{:>13}", thousands(seen.main))])
                .collect::<Vec<_>>()
        });
        anstream::println!("{}", table(&heads, &rows, width()));
        let text = "Threads write to one variable, and see each other's writes. Each process has \
                    its own copy, and must send what another one is to know. The cost of that:";
        anstream::println!("{}", paragraph(text, 2, width()));
        tell_costs(ways);
        anstream::println!();
        anstream::print!("{}", cli::next(Self::LAB));
    }

    fn print(&self, threads: &Seen, processes: &Seen, ways: &[Way]) {
        let seen = |seen: &Seen| {
            let adders: Vec<_> = seen.adders.iter().map(u64::to_string).collect();
            format!(
                "{{\"adders\": [{}], \"main\": {}}}",
                adders.join(", "),
                seen.main
            )
        };
        let ways = ways.iter().map(|Way { name, point }| {
            format!(
                "    {{\"by\": \"{name}\", \"median_ns\": {:.0}, \"low_ns\": {:.0}, \
                 \"high_ns\": {:.0}}}",
                point.median, point.low, point.high
            )
        });
        anstream::println!(
            "{{\n  \"schema\": 1,\n  \"lab\": \"{}\",\n  \"increments\": {},\n  \"threads\": {},\n  \
             \"processes\": {},\n  \"samples\": {SAMPLES},\n  \"round_trips\": [\n{}\n  ]\n}}",
            Self::LAB,
            self.increments,
            seen(threads),
            seen(processes),
            ways.collect::<Vec<_>>().join(",\n")
        );
    }
}

/// Nanoseconds as microseconds, in three or four digits.
fn microseconds(nanoseconds: f64) -> String {
    match nanoseconds / 1e3 {
        time if time < 9.95 => format!("{time:.2}"),
        time => format!("{time:.1}"),
    }
}

/// Prints the time that a round trip of a number takes in each way.
fn tell_costs(ways: &[Way]) {
    let heads = [
        format!("{:32}", "a number there and one back"),
        format!("{:>11}", "median"),
        format!("{:>20}", "middle half"),
        format!("{:>10}", "times"),
    ];
    let medians = ways.iter().map(|way| way.point.median);
    let least = medians.fold(f64::INFINITY, f64::min);
    let rows = ways.iter().map(|Way { name, point }| {
        let [median, low, high] = [point.median, point.low, point.high].map(microseconds);
        let half = format!("{low} to {high}");
        let times = match point.median / least {
            times if times < 9.95 => format!("{times:.1}"),
            times => format!("{times:.0}"),
        };
        [
            format!("{name:32}"),
            format!("{median:>8} us"),
            format!("{half:>17} us"),
            format!("{times:>10}"),
        ]
    });
    anstream::print!("{}", table(&heads, &rows.collect::<Vec<_>>(), width()));
    let build = match cfg!(debug_assertions) {
        true => "a development build",
        false => "a release build",
    };
    let text = format!(
        "Medians of {SAMPLES} samples of {TRIPS} round trips each, in {build}. Other work of this \
         machine changes them, and so does another machine."
    );
    anstream::print!("\n{}", paragraph(&text, 2, width()));
    if ways.first().is_some_and(|way| way.point.median > least) {
        let text = "The variable is not the fastest here: two threads that poll it need two free \
                    processors, and other programs are using them.";
        anstream::print!("{}", paragraph(text, 2, width()));
    }
}
