//! Collects the outcomes of the chunks of one call.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use parking_lot::{Condvar, Mutex};

use super::callback_thread::{CallbackThread, contain};
use crate::codec::decode_each;
use crate::error::{Error, Result};
use crate::frame::Payload;
use crate::task::Data;

/// Receives the outcomes of chunks, by their numbers in the call.
pub(super) trait Sink: Send + Sync {
    /// Called once for each chunk, from any thread.
    fn deliver(self: Arc<Self>, chunk: usize, outcome: Result<Part>);
}

/// The encoded results of a chunk.
pub(super) struct Part {
    pub(super) calls: u32,
    pub(super) results: Payload,
}

impl Part {
    /// Decodes its values and passes each to `give`.
    pub(super) fn decode<R: Data>(&self, mut give: impl FnMut(R)) -> Result<()> {
        decode_each(&self.results, self.calls, |value| {
            give(value);
            Ok(())
        })
    }
}

/// Collects the chunks of one call until all are there.
pub(super) struct Gather {
    state: Mutex<State>,
    changed: Condvar,
    /// Set once, when the last chunk has come: the parts in order, or the error
    /// of the first chunk that failed.
    outcome: OnceLock<Result<Vec<Part>>>,
    callbacks: Arc<CallbackThread>,
}

struct State {
    parts: Vec<Option<Part>>,
    missing: usize,
    failure: Option<(usize, Error)>,
    /// Callbacks to run before the call is reported as done.
    due: Vec<Callback>,
    done: bool,
}

type Callback = Box<dyn FnOnce(&Result<Vec<Part>>) + Send>;

impl Gather {
    pub(super) fn new(chunks: usize, callbacks: Arc<CallbackThread>) -> Arc<Gather> {
        let outcome = OnceLock::new();
        if chunks == 0 {
            let _ = outcome.set(Ok(Vec::new()));
        }
        Arc::new(Gather {
            state: Mutex::new(State {
                parts: (0..chunks).map(|_| None).collect(),
                missing: chunks,
                failure: None,
                due: Vec::new(),
                done: chunks == 0,
            }),
            changed: Condvar::new(),
            outcome,
            callbacks,
        })
    }

    /// Runs the callbacks, including those that are added meanwhile; then the call is done.
    fn finish(&self) {
        loop {
            let mut state = self.state.lock();
            if state.due.is_empty() {
                state.done = true;
                self.changed.notify_all();
                return;
            }
            let due = std::mem::take(&mut state.due);
            drop(state);
            for callback in due {
                self.call(callback);
            }
        }
    }

    fn call(&self, callback: Callback) {
        if let Some(outcome) = self.outcome.get() {
            contain(|| callback(outcome));
        }
    }

    /// Runs the callback when the call is done: now, if it is.
    pub(super) fn add_callback(&self, callback: Callback) {
        let mut state = self.state.lock();
        if state.done {
            drop(state);
            self.call(callback);
        } else {
            state.due.push(callback);
        }
    }

    /// Whether the outcome is there and the callbacks have run.
    pub(super) fn done(&self) -> bool {
        self.state.lock().done
    }

    /// Waits for the outcome. In a callback it does not wait for callbacks, because the
    /// callback would wait for itself.
    pub(super) fn wait(&self, deadline: Option<Instant>) -> Option<&Result<Vec<Part>>> {
        let in_callback = self.callbacks.is_here();
        let mut state = self.state.lock();
        while !(state.done || in_callback && self.outcome.get().is_some()) {
            match deadline {
                None => self.changed.wait(&mut state),
                Some(deadline) => {
                    if self.changed.wait_until(&mut state, deadline).timed_out() && !state.done {
                        return None;
                    }
                }
            }
        }
        self.outcome.get()
    }
}

impl Sink for Gather {
    fn deliver(self: Arc<Self>, chunk: usize, outcome: Result<Part>) {
        let mut state = self.state.lock();
        match outcome {
            Ok(part) => state.parts[chunk] = Some(part),
            Err(error)
                if state
                    .failure
                    .as_ref()
                    .is_none_or(|(first, _)| chunk < *first) =>
            {
                state.failure = Some((chunk, error));
            }
            Err(_) => {}
        }
        state.missing -= 1;
        if state.missing > 0 {
            return;
        }
        let parts = std::mem::take(&mut state.parts);
        let _ = self.outcome.set(match state.failure.take() {
            Some((_, error)) => Err(error),
            None => Ok(parts.into_iter().flatten().collect()),
        });
        if state.due.is_empty() {
            state.done = true;
            self.changed.notify_all();
        } else {
            self.changed.notify_all();
            drop(state);
            let callbacks = self.callbacks.clone();
            callbacks.run(Box::new(move || self.finish()));
        }
    }
}
