//! The thread-local values of the running thread.

use crate::explore::arcs;
use crate::explore::runtime::{Engine, with_current};
use crate::locals::{Local, LocalValue};

/// What the running thread has for this key; `None` if it has not used that yet. No event,
/// but it shows which thread runs.
pub(crate) fn local(key: u32) -> Option<Local> {
    with_current(|engine| {
        arcs::act(engine);
        engine.require_operations();
        engine.step_aside();
        engine.locals(|locals| locals.find(key))
    })
}

/// Keeps a value of the running thread's for this key; returns the one that it replaces.
pub(crate) fn put_local(key: u32, value: LocalValue) -> Option<LocalValue> {
    with_current(|engine: &Engine| engine.locals(|locals| locals.put(key, value)))
}
