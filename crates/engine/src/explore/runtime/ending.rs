//! The ends of threads and executions.

use std::any::Any;

use super::state::{Phase, State};
use super::thread::Status;
use crate::explore::StoppedBy;

/// The message of a panic without a text.
pub(super) const NO_MESSAGE: &str = "a panic without a message";

/// The suffix for a panic that leaves the destructor of a thread-local value.
const OF_A_LOCAL: &str = ", in the destructor of a thread-local value, where a panic ends the \
                          whole process";

const GIVEN_UP: &str = "a Once or OnceLock whose initialisation panics and which is used \
                        again; do not panic there";

/// The ending of an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Ending {
    /// All threads reached their ends.
    Complete,
    /// A thread panicked.
    Panicked,
    /// Threads wait for each other.
    Deadlock,
    /// A spin loop waits for a value that no thread will write.
    Livelock,
    /// A thread spins on a value that it passes in another execution.
    Discarded,
    /// The program is nondeterministic; a description.
    Changed(String),
    /// The execution reached a limit.
    Stopped(StoppedBy),
    /// The execution showed something about the program: the exploration starts again.
    Restart,
    /// The execution showed something about itself: it runs again from this graph.
    Again,
    /// The schedule does not fit the program; the reason.
    Misfit(String),
}

impl State {
    /// A thread has reached its end.
    pub(super) fn finish(&mut self, thread: u8) {
        self.loops.ended(thread);
        self.report_missing(thread);
        let record = &mut self.threads[usize::from(thread)];
        record.pending = None;
        record.status = match record.panic {
            None => Status::Finished,
            Some(_) => Status::Panicked,
        };
    }

    /// Records a panic that left the function of a thread, which next runs the destructors of its
    /// thread-local values. With `in_destructor`, the panic left one of these.
    pub(super) fn fail(&mut self, thread: u8, payload: &(dyn Any + Send), in_destructor: bool) {
        let text = payload
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned());
        let text = text.unwrap_or_else(|| NO_MESSAGE.to_owned());
        let record = &mut self.threads[usize::from(thread)];
        // A panic by resume_unwind has no place, because it calls no hook.
        let begun = record.panics.iter().find(|(known, _)| *known == text);
        let place = begun.and_then(|(_, place)| *place);
        let text = match in_destructor {
            false => text,
            true => format!("{text}{OF_A_LOCAL}"),
        };
        // The first panic counts.
        record.panic.get_or_insert((text, place));
    }

    /// Records that a thread begins to panic. It may catch the panic.
    pub(super) fn begin_panic(
        &mut self,
        thread: u8,
        text: String,
        place: Option<crate::explore::execution::SourceLine>,
    ) {
        let panics = &mut self.threads[usize::from(thread)].panics;
        panics.retain(|(known, _)| *known != text);
        panics.push((text, place));
    }

    /// The message about a destructor that has panicked while its thread was unwinding, which ends
    /// the process.
    pub(super) fn last_words(&self, thread: u8) -> String {
        let letter = crate::explore::letter(usize::from(thread));
        let mut panics = self.threads[usize::from(thread)].panics.iter().rev();
        let mut next = || panics.next().map(|(text, _)| text.as_str());
        let second = next().unwrap_or(NO_MESSAGE);
        let first = match next() {
            Some(text) => format!("it was unwinding from the panic '{text}'"),
            None => "it was unwinding".to_owned(),
        };
        format!(
            "racelab: a destructor of thread {letter} panicked ('{second}') while \
             {first}; Rust ends the whole process then. Do not panic in Drop."
        )
    }

    /// The ending of the execution, once no thread can move.
    pub(super) fn ending(&mut self) -> Ending {
        let ending = self.find_ending();
        self.may_finish = matches!(
            ending,
            Ending::Complete | Ending::Panicked | Ending::Deadlock | Ending::Discarded
        );
        ending
    }

    /// Cuts the graph after two runs differed: the example shows their common part, in which no
    /// thread waits.
    fn cut(&mut self) {
        let gone: Vec<usize> = self.threads.iter().map(|thread| thread.gone).collect();
        self.graph.keep_first(&gone);
        for thread in &mut self.threads {
            thread.pending = None;
        }
    }

    fn find_ending(&mut self) -> Ending {
        if self.pointers.grown {
            return Ending::Restart;
        }
        if let Some(fault) = self.fault.take() {
            self.cut();
            return Ending::Changed(fault);
        }
        if let Some(limit) = self.stopped_by.take() {
            return Ending::Stopped(limit);
        }
        if self.loops.take_restart() || self.arcs.restart || self.orders.restart || self.apart.grown
        {
            return Ending::Restart;
        }
        let any = |wanted: Status| self.threads.iter().any(|t| t.status == wanted);
        if self.loops.take_again() {
            return Ending::Again;
        }
        // (A thread that panicked may still wait in a destructor of a thread-local value.)
        if self.threads.iter().any(|t| t.panic.is_some()) {
            return Ending::Panicked;
        }
        if self.waits_for_what_was_given_up() {
            return Ending::Stopped(StoppedBy::Unmodelled(GIVEN_UP.into()));
        }
        if any(Status::Spinning) {
            // In a stepped run, a thread that spins could not leave its loop.
            let stepped = matches!(self.phase, Phase::Stepping(_));
            let mut threads = (0..).zip(&self.threads);
            let stale = !stepped
                && threads.any(|(number, thread)| {
                    thread.status == Status::Spinning && self.could_leave(number)
                });
            if !stale || self.loops.wait_together() == Some(true) {
                return Ending::Livelock;
            }
            self.keep_seen_rounds();
            return match self.loops.take_restart() {
                true => Ending::Restart,
                false => Ending::Discarded,
            };
        }
        if any(Status::Live) {
            return Ending::Deadlock;
        }
        Ending::Complete
    }
}
