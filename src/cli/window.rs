//! The window: what makes a race visible in real runs, on any machine.
//!
//! Between the read and the write of an update there are a few nanoseconds, and
//! starting a thread takes thousands: left alone, one thread is done before the
//! next begins, and on one core next to nothing comes between. So the threads of a
//! real run start together, and now and then one pauses between its read and its
//! write, as a plan says that a seed makes. That changes how often an outcome is
//! seen; which outcomes there are it cannot change, since a thread may be
//! interrupted anywhere in any case.
//!
//! The seed fixes the plan of the pauses. What the operating system does with
//! them it decides anew in every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// What makes a race visible in the real runs of a demonstration: threads start
/// together, and pause between a read and the write that depends on it, as a plan
/// says that a seed makes. It is shut in an explored execution, where every pause is
/// tried in any case.
#[derive(Clone, Debug)]
pub struct Window {
    /// The seed of this run's plan; `None` for a shut window.
    seed: Option<u64>,
}

impl Window {
    /// A window in which nothing pauses.
    pub fn shut() -> Self {
        Self { seed: None }
    }

    /// Whether this is a real run. One that would never come to an end must end it
    /// itself, where the explorer finds out.
    pub fn is_open(&self) -> bool {
        self.seed.is_some()
    }

    /// The window of the run with this number, under a plan made from the seed.
    pub(crate) fn open(seed: u64, run: u64) -> Self {
        let mut plan = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mixed = plan.random::<u64>() ^ run.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self { seed: Some(mixed) }
    }

    /// What each of so many threads needs to take part.
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
    /// How many threads have yet to come to the starting line.
    line: Arc<AtomicUsize>,
    plan: Option<Xoshiro256PlusPlus>,
}

/// How many pauses are a yield of the processor, which lets another thread in even
/// on one core: one in this many.
const YIELD_IN: u32 = 16;

/// The longest other pause, in spins of the processor.
const LONGEST_SPIN: u32 = 32;

/// The longest head start of one thread over another, in spins: some times longer
/// than a pause, so that the threads often miss each other, and often do not.
const HEAD_START: u32 = 1_000;

/// How often a thread looks at the starting line before it yields: long enough for
/// a thread on another core, short enough not to burn a time slice on one.
const LOOKS: u32 = 1_000;

impl Pauses {
    /// Waits at the starting line until every thread has come; then some start a
    /// little sooner than others, as the plan says.
    pub fn meet(&mut self) {
        let Some(plan) = &mut self.plan else { return };
        // Only a head count: nothing is published through it, so Relaxed will do.
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
        // On one core the thread that came last runs on, until it yields.
        if plan.random() {
            thread::yield_now();
        }
        spin(plan.random_range(0..HEAD_START));
    }

    /// Pauses as the plan says, possibly not at all.
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
