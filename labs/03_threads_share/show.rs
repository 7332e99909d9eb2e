//! The demonstration: who sees whose writes, and what a message costs.

use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use labs::lab_03;
use racelab::cli::{self, Program, Question};
use racelab::process::{Pool, Result};
use racelab::proof::Report;
use racelab::view::thousands;

use crate::exercise::Exercise;
use crate::round_trip::{self, SAMPLES, TRIPS, Way};

/// How many add.
const ADDERS: usize = 4;

/// How much is added.
#[derive(clap::Args)]
pub(crate) struct Share {
    /// How many times each of the four adds 1
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    increments: u64,
    /// Print what was seen and measured, as JSON
    #[arg(long)]
    json: bool,
}

/// A variable of this program; and so each process has one.
static SUM: AtomicU64 = AtomicU64::new(0);

/// A task, and what a thread does: adds 1 so many times, and says what it sees then.
pub(crate) fn add(increments: u64) -> u64 {
    for _ in 0..increments {
        // Relaxed: it counts, and orders nothing.
        SUM.fetch_add(1, Relaxed);
    }
    SUM.load(Relaxed)
}

/// What each of the adders has seen at its end, and main when all were done.
struct Seen {
    adders: Vec<u64>,
    main: u64,
}

impl Program for Share {
    const LAB: &'static str = "03_threads_share";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const QUESTION: Question = Question {
        text: "Two threads send a number to and fro through a variable that they share; two \
               processes do it through a pipe. Two processors have nothing else to do. Which \
               costs less, and how much?",
        choices: &[
            "the pipe: processes do not get in each other's way",
            "the variable, by a few per cent",
            "the variable, many times over",
        ],
        right: 2,
        because: "Who shares memory writes, and the other one reads: the two processors settle it \
                  between them. A pipe asks the operating system twice for each message, copies \
                  it, and has to wake who waits for it. The price of sharing is paid in another \
                  coin: in races.",
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
        // Relaxed: before the threads begin.
        SUM.store(0, Relaxed);
        let adders = thread::scope(|scope| {
            let threads = [(); ADDERS].map(|()| scope.spawn(|| add(self.increments)));
            let seen = threads.map(|thread| thread.join().expect("adding does not panic"));
            seen.to_vec()
        });
        // The threads have been joined.
        let main = SUM.load(Relaxed);
        Seen { adders, main }
    }

    fn processes(&self) -> Result<Seen> {
        SUM.store(0, Relaxed);
        // After one task a worker makes room for a new one: each adds once.
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
        anstream::println!(
            "  Four add {} each to a variable of the program, first as threads, then\n  \
             as processes. What each sees of it at its end:\n",
            thousands(self.increments)
        );
        anstream::println!(
            "  {:11}{:>11}{:>11}{:>11}{:>11}{:>13}",
            "",
            "adder 1",
            "adder 2",
            "adder 3",
            "adder 4",
            "main"
        );
        for (name, seen) in [("threads", threads), ("processes", processes)] {
            let adders = seen
                .adders
                .iter()
                .map(|&sum| format!("{:>11}", thousands(sum)));
            let adders = adders.collect::<String>();
            anstream::println!("  {name:11}{adders}{:>13}", thousands(seen.main));
        }
        anstream::println!(
            "\n  Threads write to one variable, and see each other's writes. Each process has\n  \
             a variable of its own: what is to arrive must be sent. What does that cost?\n"
        );
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

/// Nanoseconds as microseconds, in as many digits as mean something.
fn microseconds(nanoseconds: f64) -> String {
    match nanoseconds / 1e3 {
        time if time < 9.95 => format!("{time:.2}"),
        time => format!("{time:.1}"),
    }
}

/// Says what each way costs to get a number there and back.
fn tell_costs(ways: &[Way]) {
    anstream::println!(
        "  {:32}{:>11}{:>20}{:>10}",
        "a number there and one back",
        "median",
        "middle half",
        "times"
    );
    let medians = ways.iter().map(|way| way.point.median);
    let least = medians.fold(f64::INFINITY, f64::min);
    for Way { name, point } in ways {
        let [median, low, high] = [point.median, point.low, point.high].map(microseconds);
        let half = format!("{low} to {high}");
        let times = match point.median / least {
            times if times < 9.95 => format!("{times:.1}"),
            times => format!("{times:.0}"),
        };
        anstream::println!("  {name:32}{median:>8} us{half:>17} us{times:>10}");
    }
    let build = match cfg!(debug_assertions) {
        true => "a development build",
        false => "a release build",
    };
    anstream::println!(
        "\n  Medians of {SAMPLES} samples of {TRIPS} each, of {build}, on this machine\n  \
         and with what else it has to do now. Another one has others."
    );
    if ways.first().is_some_and(|way| way.point.median > least) {
        anstream::println!(
            "  The variable is not the cheapest: two threads that look at it all the time\n  \
             need two processors, and something else is using them just now."
        );
    }
}
