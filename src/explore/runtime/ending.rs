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

    pub(super) fn set_panic(
        &mut self,
        thread: u8,
        text: String,
        place: Option<crate::explore::execution::Place>,
    ) {
        if !self.discarding {
            self.threads[usize::from(thread)]
                .panic
                .get_or_insert((text, place));
        }
    }

    /// A destructor panicked while its thread unwound.
    pub(super) fn add_cleanup_panic(&mut self, thread: u8) {
        let record = &mut self.threads[usize::from(thread)];
        record.status = Status::Panicked;
        let panic = &mut record.panic;
        let (text, place) = panic.take().unwrap_or_default();
        let text = format!(
            "a destructor panicked while its thread was unwinding, which ends the \
             whole program (first panic: {})",
            if text.is_empty() {
                "the end of the execution"
            } else {
                &text
            }
        );
        *panic = Some((text, place));
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
