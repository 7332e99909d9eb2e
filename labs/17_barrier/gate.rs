//! The barrier of the demonstration.

use clap::ValueEnum;
use racelab::cli::{Monitor, Window};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use racelab::sync::hint;

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum How {
    /// Until the count is 0 again: the last thread resets it
    Reset,
    /// Until the count is full; it is never reset
    Never,
    /// The same with two counts in turn
    TwoCounts,
    /// Until the number of the meeting has grown
    Generation,
    /// Until a flag has turned, in a loop that spins
    Sense,
}

/// The number of the one condition variable.
const COMPLETE: usize = 0;

/// A barrier for `threads` threads.
pub(crate) struct Gate {
    threads: usize,
    how: How,
    pub(crate) monitor: Monitor<Count>,
    missing: AtomicUsize,
    sense: AtomicBool,
}

#[derive(Default)]
pub(crate) struct Count {
    arrived: [usize; 2],
    meeting: usize,
}

impl Gate {
    pub(crate) fn new(threads: u8, how: How, window: &Window) -> Self {
        let threads = usize::from(threads);
        Self {
            threads,
            how,
            monitor: Monitor::new("arrived", Count::default(), &["complete"], threads, window)
                .showing(move |count: &Count| match how {
                    How::TwoCounts => count.arrived[count.meeting % 2],
                    _ => count.arrived[0],
                }),
            missing: AtomicUsize::new(threads).named("missing"),
            sense: AtomicBool::new(false).named("sense"),
        }
    }

    /// Waits for the other threads. `false` in a real run if they never come.
    pub(crate) fn wait(&self) -> bool {
        match self.how {
            How::Reset => self.wait_and_reset(),
            How::Never => self.wait_with(1),
            How::TwoCounts => self.wait_with(2),
            How::Generation => self.wait_for_the_next(),
            How::Sense => self.spin(),
        }
    }

    // ANCHOR: reset
    fn wait_and_reset(&self) -> bool {
        let mut count = self.monitor.enter();
        count.arrived[0] += 1;
        if count.arrived[0] == self.threads {
            count.arrived[0] = 0;
            count.notify_all(COMPLETE);
        } else {
            while count.arrived[0] != 0 {
                if !count.wait(COMPLETE) {
                    return false; // a real run in which all threads wait
                }
            }
        }
        true
    }
    // ANCHOR_END: reset

    /// Waits at the next of `counts` counts, which take turns. No count is ever reset.
    fn wait_with(&self, counts: usize) -> bool {
        let mut count = self.monitor.enter();
        let turn = count.meeting % counts;
        count.arrived[turn] += 1;
        if count.arrived[turn].is_multiple_of(self.threads) {
            count.meeting += 1;
            count.notify_all(COMPLETE);
        }
        while count.arrived[turn] < self.threads {
            if !count.wait(COMPLETE) {
                return false;
            }
        }
        true
    }

    // ANCHOR: generation
    fn wait_for_the_next(&self) -> bool {
        let mut count = self.monitor.enter();
        let mine = count.meeting;
        count.arrived[0] += 1;
        if count.arrived[0] == self.threads {
            count.arrived[0] = 0;
            count.meeting += 1;
            count.notify_all(COMPLETE);
        } else {
            while count.meeting == mine {
                if !count.wait(COMPLETE) {
                    return false;
                }
            }
        }
        true
    }
    // ANCHOR_END: generation

    // ANCHOR: sense
    fn spin(&self) -> bool {
        // Relaxed: the flag has not turned since this thread went on, and does not turn before
        // this thread comes.
        let mine = !self.sense.load(Relaxed);
        // Release for what this thread has done, Acquire for what the others have.
        if self.missing.fetch_sub(1, AcqRel) == 1 {
            // Relaxed: the store of the flag publishes it.
            self.missing.store(self.threads, Relaxed);
            self.sense.store(mine, Release);
        } else {
            // Acquire: what all have done before they came happens before what follows.
            while self.sense.load(Acquire) != mine {
                hint::spin_loop();
            }
        }
        true
    }
    // ANCHOR_END: sense
}
