//! The explorer beside loom: the same closures, one after the other, in one run.
//!
//! Run with `cargo bench --bench explorer`. For each program: how many executions
//! each of the two runs until it has seen all, and how long that takes. The
//! explorer's time is the least of several runs; loom runs once, for at most as
//! long as `RACELAB_LOOM_SECONDS` says (20). Where it has not finished by then,
//! its figures are lower bounds and so are the ratios.
//!
//! The second table is the explorer alone, on one OS thread and on two.

use std::io::Write;
use std::time::{Duration, Instant};

use racelab::explore::Explorer;
use racelab::proof::loom::{LoomLimits, LoomVerdict, judge};
use racelab::sync::atomic::AtomicU64;
use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab::sync::{Arc, Condvar, Mutex, thread};

type Program = Box<dyn Fn() + Send + Sync>;

/// A program by its name, and how to make it.
type Row = (&'static str, fn() -> Program);

fn main() -> std::io::Result<()> {
    let seconds = std::env::var("RACELAB_LOOM_SECONDS").ok();
    let seconds = seconds.and_then(|s| s.parse().ok()).unwrap_or(20);
    beside_loom(Duration::from_secs(seconds))?;
    on_two_threads()
}

fn beside_loom(limit: Duration) -> std::io::Result<()> {
    let programs: [Row; 9] = [
        ("race, 2 threads x 1", || race(2, 1)),
        ("race, 2 threads x 2", || race(2, 2)),
        ("race, 2 threads x 3", || race(2, 3)),
        ("race, 2 threads x 4", || race(2, 4)),
        ("race, 3 threads x 1", || race(3, 1)),
        ("race, 3 threads x 2", || race(3, 2)),
        ("mutex, 3 threads x 2", || mutex(3, 2)),
        ("bounded buffer, 2 x 1", || bounded_buffer(1)),
        ("bounded buffer, 2 x 2", || bounded_buffer(2)),
    ];
    let mut out = anstream::stdout();
    writeln!(
        out,
        "{:<22}{:>10}{:>10}{:>11}{:>10}{:>9}{:>8}",
        "", "explorer", "ms", "loom", "ms", "executions", "time"
    )?;
    for (name, program) in programs {
        let (executions, ours) = explored(program, 1, 5);
        let limits = LoomLimits {
            max_iterations: None,
            max_duration: Some(limit),
            preemption_bound: None,
            max_branches: 100_000,
        };
        let start = Instant::now();
        let verdict = judge(&limits, program());
        let theirs = start.elapsed();
        let (iterations, bound) = match verdict {
            LoomVerdict::Holds { iterations } => (iterations, ""),
            LoomVerdict::Undecided { iterations, .. } => (iterations, ">"),
            LoomVerdict::Fails { message, .. } => panic!("loom fails {name}: {message}"),
        };
        #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
        let more = iterations as f64 / executions as f64;
        let longer = theirs.as_secs_f64() / ours.as_secs_f64();
        writeln!(
            out,
            "{name:<22}{executions:>10}{:>10.2}{:>11}{:>10.1}{:>9}x{:>7}x",
            milliseconds(ours),
            format!("{bound}{iterations}"),
            milliseconds(theirs),
            format!("{bound}{more:.0}"),
            format!("{bound}{longer:.0}"),
        )?;
    }
    Ok(())
}

fn on_two_threads() -> std::io::Result<()> {
    let programs: [Row; 3] = [
        ("fib_bench(5)", || fib_bench(5)),
        ("bounded buffer, 2 x 2", || bounded_buffer(2)),
        ("mutex, 4 threads x 2", || mutex(4, 2)),
    ];
    let mut out = anstream::stdout();
    writeln!(
        out,
        "\n{:<22}{:>11}{:>13}{:>13}{:>8}",
        "explorer, per second", "executions", "one thread", "two threads", "ratio"
    )?;
    for (name, program) in programs {
        let (executions, one) = explored(program, 1, 3);
        let (_, two) = explored(program, 2, 3);
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = |time: Duration| executions as f64 / time.as_secs_f64();
        writeln!(
            out,
            "{name:<22}{executions:>11}{:>13.0}{:>13.0}{:>8.2}",
            rate(one),
            rate(two),
            one.as_secs_f64() / two.as_secs_f64(),
        )?;
    }
    Ok(())
}

/// How many executions a program has, and the least time of some explorations: of so many
/// at least, and of as many as a third of a second has room for.
fn explored(program: fn() -> Program, workers: usize, runs: usize) -> (u64, Duration) {
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

/// Threads that add 1 to a counter by a load and a store.
fn race(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let x = Arc::new(AtomicU64::new(0));
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let x = x.clone();
                thread::spawn(move || {
                    for _ in 0..times {
                        let v = x.load(Relaxed);
                        x.store(v + 1, Relaxed);
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    })
}

/// Threads that add 1 to a counter under a lock.
fn mutex(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let x = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let x = x.clone();
                thread::spawn(move || {
                    for _ in 0..times {
                        *x.lock() += 1;
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
    })
}

/// Two producers of so many items each and one consumer, with room for one item.
fn bounded_buffer(items: usize) -> Program {
    struct Buffer {
        items: Mutex<usize>,
        filled: Condvar,
        emptied: Condvar,
    }
    Box::new(move || {
        let buffer = Arc::new(Buffer {
            items: Mutex::new(0),
            filled: Condvar::new(),
            emptied: Condvar::new(),
        });
        let producers = [(); 2].map(|()| {
            let buffer = buffer.clone();
            thread::spawn(move || {
                for _ in 0..items {
                    let mut count = buffer.items.lock();
                    buffer.emptied.wait_while(&mut count, |count| *count == 1);
                    *count += 1;
                    drop(count);
                    buffer.filled.notify_one();
                }
            })
        });
        for _ in 0..2 * items {
            let mut count = buffer.items.lock();
            buffer.filled.wait_while(&mut count, |count| *count == 0);
            *count -= 1;
            drop(count);
            buffer.emptied.notify_one();
        }
        for producer in producers {
            producer.join().unwrap();
        }
    })
}

/// `i += j` against `j += i`, so many times, while main reads both.
fn fib_bench(times: usize) -> Program {
    Box::new(move || {
        let sums = Arc::new([AtomicU64::new(1), AtomicU64::new(1)]);
        for mine in [0, 1] {
            let sums = sums.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    let sum = sums[0].load(Acquire) + sums[1].load(Acquire);
                    sums[mine].store(sum, Release);
                }
            });
        }
        sums[0].load(Acquire);
        sums[1].load(Acquire);
    })
}
