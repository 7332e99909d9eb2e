//! Catches a task's panic, and keeps its message and place for the parent instead of
//! printing them.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use crate::error::{Error, Panic, Result};

thread_local! {
    /// Whether this thread runs a task whose panic is to be kept.
    static KEEPING: Cell<bool> = const { Cell::new(false) };
    static KEPT: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Installs a panic hook in front of the present one. Panics of threads that a task
/// started are still printed.
pub(super) fn keep_panics() {
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if KEEPING.get() {
            KEPT.set(Some(description(info)));
        } else {
            previous(info);
        }
    }));
}

fn description(info: &PanicHookInfo<'_>) -> Panic {
    let backtrace = Backtrace::capture();
    Panic {
        message: message(info.payload()),
        file: info.location().map(|place| place.file().to_string()),
        line: info.location().map_or(0, |place| place.line()),
        backtrace: (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string()),
    }
}

/// The text of a panic's payload.
pub(super) fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_string()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "(a panic whose payload is not text)".to_string()
    }
}

/// Calls `run`; a panic becomes an error.
pub(super) fn catch<T>(run: impl FnOnce() -> Result<T>) -> Result<T> {
    KEPT.set(None);
    KEEPING.set(true);
    // Unwind safe: values that the task shares with the next task are the task's own
    // responsibility, as with two calls on one thread anywhere.
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    KEEPING.set(false);
    result.unwrap_or_else(|payload| {
        let panic = KEPT.take().unwrap_or_else(|| Panic {
            message: message(&*payload),
            file: None,
            line: 0,
            backtrace: None,
        });
        // A payload may panic in its destructor, and so may the payload of that panic.
        let mut payload = Some(payload);
        while let Some(dropping) = payload.take() {
            payload = panic::catch_unwind(AssertUnwindSafe(|| drop(dropping))).err();
        }
        Err(Error::Panicked(panic))
    })
}
