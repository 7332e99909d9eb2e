//! The window makes a race visible in real runs, on any machine.
//!
//! An update takes a few nanoseconds between its read and its write, and starting a thread takes
//! thousands. So without help one thread finishes before the next one begins, and on a single core
//! other threads almost never run in between. The threads of a real run therefore start together,
//! and now and then a thread pauses between its read and its write, following a random plan derived
//! from a seed. The pauses change how often an outcome occurs. They cannot change which outcomes
//! are possible, because the operating system may interrupt a thread anywhere.
//!
//! The seed fixes the pauses. The operating system decides afresh in each run which thread runs
//! when.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// Makes a race visible in the real runs of a demonstration: the threads start together, and pause
/// between a read and the write that depends on it, following a random plan derived from a seed. In
/// an explored execution the window is shut, because the explorer tries every pause.
#[derive(Clone, Debug)]
pub struct Window {
    /// The seed of this run's plan; `None` for a shut window.
    seed: Option<u64>,
}

impl Window {
    /// A window without pauses.
    pub fn shut() -> Self {
        Self { seed: None }
    }

    /// Whether this is a real run. A program that may never end has to stop itself in a real run;
    /// in an explored execution the explorer detects that.
    pub fn is_open(&self) -> bool {
        self.seed.is_some()
    }

    /// The window of the run with this number, with a plan derived from the seed.
    pub(crate) fn open(seed: u64, run: u64) -> Self {
        let mut plan = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mixed = plan.random::<u64>() ^ run.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self { seed: Some(mixed) }
    }

    /// The parts of a run's threads in the window, one for each thread.
    pub fn pauses(&self, threads: usize) -> Vec<Pauses> {
        let line = Arc::new(AtomicUsize::new(threads));
        let pauses = (0..threads as u64).map(|thread| Pauses {
            line: Arc::clone(&line),
            plan: self
                .seed
                .map(|seed| Xoshiro256PlusPlus::seed_from_u64(seed ^ thread)),
        });
        pauses.collect()
    }
}

/// One thread's part of a [`Window`].
#[derive(Debug)]
pub struct Pauses {
    /// The number of threads that have not reached the starting line yet.
    line: Arc<AtomicUsize>,
    plan: Option<Xoshiro256PlusPlus>,
}

/// One in this many pauses is a yield of the processor, which lets another thread run even on one
/// core.
const YIELD_IN: u32 = 16;

/// The longest other pause, in spins of the processor.
const LONGEST_SPIN: u32 = 32;

/// The longest head start of one thread over another, in spins: several times a pause, so that the
/// accesses of the threads sometimes overlap and sometimes do not.
const HEAD_START: u32 = 1_000;

/// The number of looks at the starting line before a thread yields: enough for a thread on another
/// core to arrive, few enough not to use up a time slice on one core.
const LOOKS: u32 = 1_000;

impl Pauses {
    /// Waits at the starting line until every thread has arrived. Then some threads get a small
    /// head start, by the plan.
    pub fn meet(&mut self) {
        let Some(plan) = &mut self.plan else { return };
        // Relaxed: the count publishes no other memory.
        self.line.fetch_sub(1, Ordering::Relaxed);
        let mut looks = 0;
        while self.line.load(Ordering::Relaxed) > 0 {
            looks += 1;
            if looks % LOOKS == 0 {
                thread::yield_now();
            } else {
                std::hint::spin_loop();
            }
        }
        // On one core the last thread to arrive would keep running until it yields.
        if plan.random() {
            thread::yield_now();
        }
        spin(plan.random_range(0..HEAD_START));
    }

    /// Pauses if and as long as the plan says.
    pub fn pause(&mut self) {
        let Some(plan) = &mut self.plan else { return };
        if plan.random_range(0..YIELD_IN) == 0 {
            thread::yield_now();
        } else {
            spin(plan.random_range(0..LONGEST_SPIN));
        }
    }
}

fn spin(times: u32) {
    for _ in 0..times {
        std::hint::spin_loop();
    }
}
