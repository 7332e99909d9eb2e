//! How threads and executions come to their ends.

use std::any::Any;

use super::engine::Discard;
use super::state::State;
use super::thread::Status;
use crate::explore::StoppedBy;

/// How an execution came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Ending {
    /// All threads came to their ends.
    Complete,
    /// A thread panicked.
    Panicked,
    /// Threads wait for each other.
    Deadlock,
    /// A spin loop waits for what nobody will write.
    Livelock,
    /// A thread spins on a value that another execution has it leave behind.
    Discarded,
    /// The program is not the same each time: why.
    Changed(String),
    /// A limit was reached.
    Stopped(StoppedBy),
    /// A loop taken for endless is not: explore from the beginning.
    Restart,
    /// The schedule does not fit the program: why.
    Misfit(String),
}

impl State {
    /// The body of a thread has come to its end.
    pub(super) fn finish(&mut self, thread: u8) {
        self.spin.ended(thread);
        self.report_missing(thread);
        let record = &mut self.threads[usize::from(thread)];
        record.pending = None;
        if record.acted_unseen && !self.discarding && record.panic.is_none() {
            // Thrown by resume_unwind, which calls no hook, and caught again.
            record.panic = Some(("a panic without a message".to_owned(), None));
        }
        record.status = match record.panic {
            // It panicked, and caught that itself: a failure all the same.
            Some(_) => Status::Panicked,
            None => Status::Finished,
        };
    }

    /// A panic has left the body of a thread.
    pub(super) fn fail(&mut self, thread: u8, payload: &(dyn Any + Send)) {
        self.spin.ended(thread);
        self.report_missing(thread);
        let record = &mut self.threads[usize::from(thread)];
        record.pending = None;
        record.status = Status::Panicked;
        if record.panic.is_none() && !payload.is::<Discard>() {
            // Thrown by resume_unwind, which calls no hook.
            let text = payload
                .downcast_ref::<&str>()
                .map(|s| (*s).to_owned())
                .or_else(|| payload.downcast_ref::<String>().cloned());
            let text = text.unwrap_or_else(|| "a panic without a message".to_owned());
            record.panic = Some((text, None));
        }
    }

    /// Notes a panic of a thread; the first is the one that counts.
    pub(super) fn set_panic(
        &mut self,
        thread: u8,
        text: String,
        place: Option<crate::explore::execution::Place>,
    ) {
        let record = &mut self.threads[usize::from(thread)];
        if self.discarding || record.panic.is_some() {
            record.second_panic = Some(text);
        } else {
            record.panic = Some((text, place));
        }
    }

    /// What to say when a destructor of this thread has panicked while the thread
    /// was unwinding: nothing can be done any more.
    pub(super) fn last_words(&self, thread: u8) -> String {
        let record = &self.threads[usize::from(thread)];
        let letter = crate::explore::letter(usize::from(thread));
        let second = record.second_panic.as_deref().unwrap_or("no message");
        let first = match &record.panic {
            Some((text, _)) => format!("it was unwinding from the panic '{text}'"),
            None => "the execution could not go on and was being thrown away".to_owned(),
        };
        format!(
            "racelab: a destructor of thread {letter} panicked ('{second}') while \
             {first}; Rust ends the whole process then. Do not panic in Drop."
        )
    }

    /// How the execution ended, now that no thread can move.
    pub(super) fn ending(&mut self) -> Ending {
        if let Some(fault) = self.fault.take() {
            return Ending::Changed(fault);
        }
        if let Some(limit) = self.stopped_by.take() {
            return Ending::Stopped(limit);
        }
        if self.spin.take_restart() {
            return Ending::Restart;
        }
        let any = |wanted: Status| self.threads.iter().any(|t| t.status == wanted);
        if any(Status::Panicked) {
            return Ending::Panicked;
        }
        if any(Status::Spinning) {
            let stale = (0..).zip(&self.threads).any(|(number, thread)| {
                thread.status == Status::Spinning && self.could_leave(number)
            });
            return if stale {
                Ending::Discarded
            } else {
                Ending::Livelock
            };
        }
        if any(Status::Live) {
            return Ending::Deadlock;
        }
        Ending::Complete
    }
}
