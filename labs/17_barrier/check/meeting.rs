//! Threads that meet at a barrier, and what is wrong with what they read.

use std::fmt;

use clap::value_parser;
use racelab::explore::{Event, Execution, Operation};
use racelab::proof::{Verdict, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use super::Barrier;
use crate::joined;

/// How many threads meet, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub struct Meetings {
    /// How many threads meet
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(1..=14))]
    pub threads: u8,
    /// How often they meet
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(1..=50))]
    pub times: u8,
}

impl fmt::Display for Meetings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threads = counted(self.threads, "thread");
        match self.times {
            1 => write!(f, "{threads} meet once"),
            2 => write!(f, "{threads} meet twice"),
            times => write!(f, "{threads} meet {times} times"),
        }
    }
}

impl Meetings {
    /// How many times threads read what their neighbours have written.
    pub fn reads(self) -> u64 {
        u64::from(self.threads) * (u64::from(self.times) + 1).div_euclid(2)
    }
}

/// The beginning of the names of the cells that the threads write.
const CELL: &str = "cell of ";

/// A cell of plain memory for each thread.
pub struct Cells(Vec<PlainCell<u64>>);

impl Cells {
    /// A cell for each of `threads` threads.
    pub fn new(threads: u8) -> Self {
        let cell = |thread| PlainCell::new(0).named(&format!("{CELL}{}", letter(thread)));
        Self((0..threads).map(cell).collect())
    }

    /// What this thread does in one phase; phase 1 is before the first meeting. In an odd phase a
    /// thread writes the number of the phase to its own cell. In an even phase it reads its
    /// neighbour's cell, and returns whether it read what the phase before wrote. `None` in an odd
    /// phase.
    #[track_caller]
    pub fn work(&self, thread: u8, phase: u64) -> Option<bool> {
        let me = usize::from(thread);
        if phase % 2 == 1 {
            self.0[me].set(phase);
            return None;
        }
        let read = self.0[(me + 1) % self.0.len()].get();
        Some(read == phase - 1)
    }
}

/// The letter of this thread.
fn letter(thread: u8) -> char {
    char::from(b'A' + thread)
}

/// What a run of threads that meet shows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Met {
    /// For each meeting, how many threads led it.
    leaders: Vec<u8>,
    /// How many reads got what was written in the phase before.
    in_step: u64,
}

impl fmt::Debug for Met {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.in_step)
    }
}

/// Lets threads meet. Before, between and after the meetings they write their own cells and read
/// those of their neighbours, in turns. A write and a read that no meeting orders are a data race.
pub fn meet<B: Barrier>(meetings: Meetings) -> Met {
    let barrier = Arc::new(B::new(meetings.threads.into()));
    let cells = Arc::new(Cells::new(meetings.threads));
    let threads = (0..meetings.threads).map(|thread| {
        let (barrier, cells) = (Arc::clone(&barrier), Arc::clone(&cells));
        thread::spawn(move || {
            let mut leads = Vec::new();
            let mut in_step = 0;
            for phase in 1..=u64::from(meetings.times) {
                in_step += u64::from(cells.work(thread, phase) == Some(true));
                leads.push(barrier.wait());
            }
            let last = cells.work(thread, u64::from(meetings.times) + 1);
            (leads, in_step + u64::from(last == Some(true)))
        })
    });
    let mut met = Met {
        leaders: vec![0; meetings.times.into()],
        in_step: 0,
    };
    for (leads, in_step) in joined(threads) {
        for (leaders, leads) in met.leaders.iter_mut().zip(leads) {
            *leaders += u8::from(leads);
        }
        met.in_step += in_step;
    }
    met
}

/// Says what is wrong with a run.
///
/// # Errors
///
/// If anything is.
pub fn judge(met: &Met, meetings: Meetings) -> Result<(), Wrong> {
    if met.in_step < meetings.reads() {
        return Err(Wrong::outcome(
            "a thread went on before its neighbour had come",
        ));
    }
    let mut leaders = met.leaders.iter().zip(1..);
    match leaders.find(|(leaders, _)| **leaders != 1) {
        None => Ok(()),
        Some((leaders, meeting)) => {
            let leaders = match leaders {
                0 => "no thread".to_owned(),
                leaders => counted(*leaders, "thread"),
            };
            Err(Wrong::outcome(format!(
                "wait returned true to {leaders} at meeting {meeting}: exactly one leads"
            )))
        }
    }
}

/// The advice for an execution in which a thread overtakes another one: it comes to a meeting while
/// the other one still waits at the meeting before, or it goes on before the other one has come.
pub(super) fn explain(verdict: Verdict, execution: &Execution) -> Option<&'static str> {
    let on_cell = |event: &&Event| {
        let object = event.object.map(|object| &execution.objects[object].name);
        object.is_some_and(|name| name.starts_with(CELL))
    };
    let is_spurious = |event: &Event| event.operation == Operation::Wake(None);
    match verdict {
        Verdict::DataRace if !execution.events.iter().any(is_spurious) => {
            let race = execution.races.first()?;
            on_cell(&&execution.events[race.first]).then_some(
                "The barrier is overtaken: a thread goes on to the next phase before all have \
                 come. Ask what each arrival finds that an earlier meeting has left behind: a \
                 count, a permit, a flag.",
            )
        }
        Verdict::Deadlock => {
            let own = |thread| execution.events.iter().filter(move |e| e.thread == thread);
            let phase = |thread| own(thread).filter(on_cell).count();
            let threads = 1..execution.threads.len();
            let ahead = threads.clone().map(phase).max()?;
            // A thread that is one meeting behind: it was woken, and waits again.
            let waits_again = |thread| {
                let events = own(thread).collect::<Vec<_>>();
                let mut since = events.rsplit(|event| on_cell(event)).next()?.iter();
                let waits = since.by_ref().filter(|e| e.operation == Operation::Wait);
                Some(phase(thread) < ahead && waits.count() > 1)
            };
            let is_overtaken = threads.into_iter().any(|t| waits_again(t) == Some(true));
            is_overtaken.then_some(match execution.events.iter().any(is_spurious) {
                false => {
                    "The barrier is overtaken: a thread comes to the next meeting before another \
                     one has left this one, and changes what that one waits for. Let a waiter look \
                     for something that the next meeting cannot undo."
                }
                true => {
                    "A lost wake-up: a thread looks, finds that it has to wait, and what it looks \
                     at changes before it waits. Change that under the lock of the wait."
                }
            })
        }
        _ => None,
    }
}
