//! The thread-local values of the running thread.

use crate::explore::arcs;
use crate::explore::runtime::{Engine, with_current};
use crate::locals::{Local, LocalValue};

/// The running thread's value for this key; `None` before its first use. Adds no event, but the
/// value shows which thread runs.
pub(crate) fn local(key: u32) -> Option<Local> {
    with_current(|engine| {
        arcs::act(engine);
        engine.require_operations();
        engine.step_aside();
        engine.locals(|locals| locals.find(key))
    })
}

/// Sets the running thread's value for this key; returns the value that it replaces.
pub(crate) fn put_local(key: u32, value: LocalValue) -> Option<LocalValue> {
    with_current(|engine: &Engine| engine.locals(|locals| locals.put(key, value)))
}
