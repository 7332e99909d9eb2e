//! The same programs with loom's own types, including its `Arc`.

use std::sync::atomic::{AtomicU64 as Count, Ordering::Relaxed};
use std::time::{Duration, Instant};

use loom::sync::atomic::AtomicU64;
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread::{self, JoinHandle};

use crate::Program;

/// loom's result for a program: the number of executions, the time, and whether loom has finished.
pub(crate) struct Run {
    pub(crate) executions: u64,
    pub(crate) time: Duration,
    pub(crate) complete: bool,
}

/// Runs a program under loom's default settings, for at most about `limit`.
pub(crate) fn run(program: Program, limit: Duration) -> Run {
    let mut builder = loom::model::Builder::new();
    builder.max_branches = 100_000;
    builder.preemption_bound = None;
    builder.max_permutations = None;
    // loom stops silently, at the next multiple of the interval.
    builder.max_duration = Some(limit);
    builder.checkpoint_interval = 100;
    builder.checkpoint_file = None;
    builder.location = false;
    builder.log = false;
    let count = std::sync::Arc::new(Count::new(0));
    let counted = std::sync::Arc::clone(&count);
    let start = Instant::now();
    builder.check(move || {
        // Relaxed: loom runs everything on one OS thread.
        counted.fetch_add(1, Relaxed);
        program();
    });
    let time = start.elapsed();
    Run {
        executions: count.load(Relaxed),
        time,
        complete: time < limit,
    }
}

pub(crate) fn race(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let x = Arc::new(AtomicU64::new(0));
        join((0..threads).map(|_| {
            let x = x.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    let v = x.load(Relaxed);
                    x.store(v + 1, Relaxed);
                }
            })
        }));
        x.load(Relaxed);
    })
}

pub(crate) fn mutex(threads: usize, times: usize) -> Program {
    Box::new(move || {
        let x = Arc::new(Mutex::new(0));
        join((0..threads).map(|_| {
            let x = x.clone();
            thread::spawn(move || {
                for _ in 0..times {
                    *x.lock().unwrap() += 1;
                }
            })
        }));
    })
}

pub(crate) fn bounded_buffer(items: usize) -> Program {
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
                    let mut count = buffer.items.lock().unwrap();
                    while *count == 1 {
                        count = buffer.emptied.wait(count).unwrap();
                    }
                    *count += 1;
                    drop(count);
                    buffer.filled.notify_one();
                }
            })
        });
        for _ in 0..2 * items {
            let mut count = buffer.items.lock().unwrap();
            while *count == 0 {
                count = buffer.filled.wait(count).unwrap();
            }
            *count -= 1;
            drop(count);
            buffer.emptied.notify_one();
        }
        join(producers);
    })
}

/// Starts all threads before it joins the first.
fn join(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    let threads: Vec<_> = threads.into_iter().collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
