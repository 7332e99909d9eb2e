//! What the seam asks of the explorer.
//!
//! The functions here may be called only while [`active`] says so: by the code
//! of a model thread, on its own coroutine. Each is one operation of the running
//! thread; the call returns when the explorer has decided what it does.
//!
//! A thread that unwinds makes operations like any other one.
//!
//! `objects` makes objects; the other files have the operations of the primitives, each
//! with its neighbours.

use std::sync::atomic::Ordering;

use super::StoppedBy;
use super::graph::{Action, Label};
use super::runtime::{self, ObjectOrder, with_current};

pub(crate) use super::graph::{ObjectKind, Place};
pub use super::graph::{Update, ValueType};
pub(crate) use super::runtime::Role;

mod channels;
mod locals;
mod locks;
mod meetings;
mod memory;
mod objects;
mod permits;
mod threads;

pub(crate) use channels::*;
pub(crate) use locals::*;
pub(crate) use locks::*;
pub(crate) use meetings::*;
pub(crate) use memory::*;
pub(crate) use objects::*;
pub(crate) use permits::*;
pub(crate) use threads::*;

/// An object of the running execution. The number means nothing in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObjectId(pub(super) u32);

impl ObjectId {
    /// For what a pointer is given that becomes this object's initial value.
    pub(crate) fn renewed(self) -> Role {
        Role::Renewed(self.0)
    }
}

/// The number of a model thread; 0 is main.
pub(crate) type ThreadNumber = u8;

/// Whether the calling code runs inside an explored execution.
#[inline]
pub(crate) fn active() -> bool {
    runtime::active()
}

/// The number of the running execution, different from that of every other one of
/// this process: by it the seam knows the objects that belong to this one.
pub(crate) fn execution() -> u64 {
    with_current(runtime::Engine::execution)
}

/// Whether the calling code runs inside the execution with this number.
#[inline]
pub(crate) fn is_execution(number: u64) -> bool {
    runtime::is_execution(number)
}

/// One operation that has no other parts than these.
fn perform(
    action: impl Into<Action>,
    object: u32,
    ordering: Ordering,
    place: Place,
) -> runtime::Answer {
    with_current(|engine| engine.perform(Label::new(action, object, ordering, place)))
}

/// The same of an operation that names no ordering.
fn act(action: impl Into<Action>, object: u32, place: Place) -> runtime::Answer {
    perform(action, object, Ordering::Relaxed, place)
}

/// The order that the operations on this object have, where one was found to be needed.
fn order_of(object: ObjectId) -> Option<ObjectOrder> {
    with_current(|engine| engine.state.borrow().order_of(object.0))
}

/// Calls `f`, which may make no operation: it belongs to no thread of the execution. One
/// that it makes all the same is a panic.
pub(crate) fn without_operations<R>(f: impl FnOnce() -> R) -> R {
    with_current(|engine| engine.without_operations(f))
}

/// The running thread does what the explorer does not model: the exploration ends, and
/// says so.
pub(crate) fn unmodelled(what: &'static str) {
    with_current(|engine| engine.stop(StoppedBy::Unmodelled(what.into())));
}

/// The running thread does something that adds no event: it counts as a step.
pub(crate) fn step_aside() {
    with_current(runtime::Engine::step_aside);
}

/// A hint that the thread goes round a loop until another thread writes.
pub(crate) fn spin() {
    with_current(|engine| {
        engine.require_operations();
        let thread = engine.running();
        engine.state.borrow_mut().hint_spin(thread);
        engine.step_aside();
    });
}
