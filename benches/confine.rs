//! The cost of running a check in a separate process.
//!
//! Run with `cargo bench --bench confine`. The bench runs the same check in this process and
//! confined, alternately, so that any slowdown of the machine affects both; the figures are
//! medians. The difference is the cost of a child: its start, its preparation, and the transfer of
//! its result.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use racelab::confine::{self, Confinement, Limits};
use racelab::explore::is_stack_guard;
use racelab::proof::{Claim, Verdict};
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::{Arc, thread};

/// Rounds of each kind: enough for medians that repeat within a few percent.
const ROUNDS: usize = 201;

/// Proves that this many threads with two increments each count correctly. It runs without loom,
/// because loom's time depends mostly on the program.
fn check(threads: u64) -> u64 {
    let claim = Claim::new("", move || {
        let counter = Arc::new(AtomicU64::new(0));
        let threads = (0..threads).map(|_| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                counter.fetch_add(1, SeqCst);
                counter.fetch_add(1, SeqCst);
            })
        });
        for thread in threads.collect::<Vec<_>>() {
            thread.join().expect("an increment does not panic");
        }
        counter.load(SeqCst)
    });
    let proof = claim.without_loom("it is not what is measured").prove();
    assert_eq!(proof.verdict, Verdict::Proved);
    proof.executions
}

fn main() -> io::Result<()> {
    // A child runs this code too, for one of the instances; a variable tells it which.
    let mut out = anstream::stdout();
    if !confine::is_child() {
        writeln!(
            out,
            "{ROUNDS} checks of each, in turn; medians in microseconds\n\n\
             {:<24}{:>11}{:>10}{:>10}{:>12}",
            "", "executions", "here", "confined", "difference"
        )?;
    }
    for threads in [2, 3] {
        let asked = std::env::var(THREADS).ok();
        if asked.is_some_and(|asked| asked != threads.to_string()) {
            continue;
        }
        let confinement = Confinement::new(Limits::default())
            .environment(THREADS, threads.to_string())
            .stack_guards(is_stack_guard);
        let confined = || -> io::Result<u64> {
            let confined = confinement.run(|| check(threads))?;
            confined
                .result
                .map_err(|stopped| io::Error::other(stopped.to_string()))
        };
        if confine::is_child() {
            confined()?;
        }
        let mut times = [Vec::new(), Vec::new()];
        let mut executions = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            executions = check(threads);
            times[0].push(start.elapsed());
            let start = Instant::now();
            assert_eq!(confined()?, executions);
            times[1].push(start.elapsed());
        }
        let [here, away] = times.map(median);
        writeln!(
            out,
            "{:<24}{executions:>11}{here:>10}{away:>10}{:>12}",
            format!("{threads} threads x 2"),
            away.saturating_sub(here)
        )?;
    }
    Ok(())
}

const THREADS: &str = "RACELAB_BENCH_THREADS";

fn median(mut times: Vec<Duration>) -> u128 {
    times.sort_unstable();
    times[times.len() / 2].as_micros()
}
