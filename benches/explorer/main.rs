//! The explorer compared with loom: the same programs, one after the other, in one run.
//!
//! Run with `cargo bench --bench explorer`. For each program the first table shows how many
//! executions each of the two runs until it has finished, and how long that takes. loom
//! runs twice: on a version that uses loom's own types, and under the seam, on the very same
//! closure (there loom has less to do, since the seam takes std's `Arc`). The explorer's time
//! is the smallest of several runs; loom runs once, for at most
//! `RACELAB_LOOM_SECONDS` (20). If it has not finished by then, its figures and the ratios
//! are lower bounds.
//!
//! The second table is the explorer alone, on one OS thread and on two, in turn: the most
//! executions a second of each, and the median of the ratios. The third table has programs with
//! barriers and semaphores, some of which need an order. The fourth table has programs whose
//! threads wait in loops.

use std::io::Write;
use std::time::{Duration, Instant};

use racelab::explore::Explorer;
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use native::Run;

mod loops;
mod native;
mod programs;

type Program = Box<dyn Fn() + Send + Sync>;

/// A function that makes a program.
type Make = fn() -> Program;

fn main() -> std::io::Result<()> {
    let seconds = std::env::var("RACELAB_LOOM_SECONDS").ok();
    let seconds = seconds.and_then(|s| s.parse().ok()).unwrap_or(20);
    beside_loom(Duration::from_secs(seconds))?;
    on_two_threads()?;
    alone(&programs::MEETINGS)?;
    alone(&loops::LOOPS)
}

fn beside_loom(limit: Duration) -> std::io::Result<()> {
    use programs::{bounded_buffer, mutex, race};
    let programs: [(&str, Make, Make); 9] = [
        ("race 2x1", || race(2, 1), || native::race(2, 1)),
        ("race 2x2", || race(2, 2), || native::race(2, 2)),
        ("race 2x3", || race(2, 3), || native::race(2, 3)),
        ("race 2x4", || race(2, 4), || native::race(2, 4)),
        ("race 3x1", || race(3, 1), || native::race(3, 1)),
        ("race 3x2", || race(3, 2), || native::race(3, 2)),
        ("mutex 3x2", || mutex(3, 2), || native::mutex(3, 2)),
        (
            "buffer 2x1",
            || bounded_buffer(1),
            || native::bounded_buffer(1),
        ),
        (
            "buffer 2x2",
            || bounded_buffer(2),
            || native::bounded_buffer(2),
        ),
    ];
    let mut out = anstream::stdout();
    writeln!(
        out,
        "{:<11}{:^16}{:^27}{:^27}",
        "", "explorer", "loom", "loom under our seam"
    )?;
    let theirs = format!("{:>9}{:>9}{:>9}", "", "ms", "times");
    writeln!(out, "{:<11}{:>7}{:>9}{theirs}{theirs}", "", "", "ms")?;
    for (name, program, native) in programs {
        let (executions, ours) = explored(program, 1, 5);
        let theirs = [native::run(native(), limit), judged(name, program(), limit)]
            .map(|run| run.beside(ours));
        writeln!(
            out,
            "{name:<11}{executions:>7}{:>9.3}{}",
            milliseconds(ours),
            theirs.concat()
        )?;
    }
    Ok(())
}

impl Run {
    /// The executions and the time, and the ratio of that time to the explorer's.
    fn beside(&self, ours: Duration) -> String {
        let bound = if self.complete { "" } else { ">" };
        format!(
            "{:>9}{:>9.1}{:>9}",
            format!("{bound}{}", self.executions),
            milliseconds(self.time),
            format!(
                "{bound}{:.0}x",
                self.time.as_secs_f64() / ours.as_secs_f64()
            ),
        )
    }
}

/// loom on the closure that the explorer runs.
fn judged(name: &str, program: Program, limit: Duration) -> Run {
    let limits = LoomLimits {
        max_iterations: None,
        max_duration: Some(limit),
        preemption_bound: None,
        max_branches: 100_000,
    };
    let start = Instant::now();
    let verdict = judge(&limits, program);
    let time = start.elapsed();
    let (executions, complete) = match verdict {
        LoomVerdict::Holds { iterations } => (iterations, true),
        LoomVerdict::Undecided { iterations, .. } => (iterations, false),
        LoomVerdict::Fails { message, .. } => panic!("loom fails {name}: {message}"),
    };
    Run {
        executions,
        time,
        complete,
    }
}

/// The number of pairs of explorations of a program, on one thread and on two in turn. A temporary
/// slowdown of the machine affects both of a pair.
const PAIRS: usize = 9;

fn on_two_threads() -> std::io::Result<()> {
    use programs::{bounded_buffer, fib_bench, mutex, philosophers};
    let programs: [(&str, Make); 4] = [
        ("fib_bench(5)", || fib_bench(5)),
        ("buffer 2x2", || bounded_buffer(2)),
        ("mutex 4x2", || mutex(4, 2)),
        ("philosophers 4", || philosophers(4)),
    ];
    let mut out = anstream::stdout();
    writeln!(
        out,
        "\n{:<22}{:>11}{:>13}{:>13}{:>8}",
        "explorer, per second", "executions", "one thread", "two threads", "ratio"
    )?;
    for (name, program) in programs {
        let mut executions = 0;
        let mut least = [Duration::MAX; 2];
        let mut ratios = Vec::new();
        for _ in 0..PAIRS {
            let pair = [1, 2].map(|workers| {
                let (all, time) = explored(program, workers, 1);
                executions = all;
                time
            });
            least = [0, 1].map(|at| least[at].min(pair[at]));
            ratios.push(pair[0].as_secs_f64() / pair[1].as_secs_f64());
        }
        ratios.sort_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let [one, two] = least.map(|time| executions as f64 / time.as_secs_f64());
        writeln!(
            out,
            "{name:<22}{executions:>11}{one:>13.0}{two:>13.0}{:>8.2}",
            ratios[PAIRS / 2],
        )?;
    }
    Ok(())
}

/// The explorer alone, on one OS thread.
fn alone(programs: &[(&str, Make)]) -> std::io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "\n{:<29}{:>11}{:>9}", "explorer", "executions", "ms")?;
    for &(name, program) in programs {
        let (executions, time) = explored(program, 1, 3);
        writeln!(out, "{name:<29}{executions:>11}{:>9.3}", milliseconds(time))?;
    }
    Ok(())
}

/// The number of executions of a program, and the smallest time of at least `runs` explorations,
/// or of as many as fit into a third of a second.
fn explored(program: Make, workers: usize, runs: usize) -> (u64, Duration) {
    let mut executions = 0;
    let mut least = Duration::MAX;
    let begun = Instant::now();
    let mut done = 0;
    while done < runs || begun.elapsed() < Duration::from_millis(333) {
        done += 1;
        let body = program();
        let start = Instant::now();
        let exploration = Explorer::new().workers(workers).explore(body);
        least = least.min(start.elapsed());
        assert!(exploration.complete() && exploration.failures().is_empty());
        executions = exploration.executions();
    }
    (executions, least)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
