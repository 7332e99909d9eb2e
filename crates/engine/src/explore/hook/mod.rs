//! The operations by which the seam calls the explorer.
//!
//! A caller may use these functions only while [`active`] returns `true`: in the code of a model
//! thread, on its own coroutine. Each call is one operation of the running thread. It returns when
//! the explorer has decided the result.
//!
//! A thread that unwinds performs operations like any other thread.
//!
//! `objects` creates objects; each other file has the operations of related primitives.

use std::sync::atomic::Ordering;

use super::StoppedBy;
use super::graph::{Action, Label};
use super::runtime::{self, ObjectOrder, with_current};

pub(crate) use super::graph::{ObjectKind, Place};
pub use super::graph::{Update, ValueType};
pub(crate) use super::runtime::{Role, active, is_execution};

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

/// An object of the running execution. The number means nothing in another execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObjectId(pub(super) u32);

impl ObjectId {
    /// The role of a pointer that becomes this object's initial value.
    pub(crate) fn renewed(self) -> Role {
        Role::Renewed(self.0)
    }
}

/// The number of a model thread; 0 is main.
pub(crate) type ThreadNumber = u8;

/// The number of the running execution, unique in the process. By this number the seam knows which
/// objects belong to the execution.
pub(crate) fn execution() -> u64 {
    with_current(runtime::Engine::execution)
}

/// Performs one operation of the running thread.
fn perform(
    action: impl Into<Action>,
    object: u32,
    ordering: Ordering,
    place: Place,
) -> runtime::Answer {
    with_current(|engine| engine.perform(Label::new(action, object, ordering, place)))
}

/// Performs an operation that names no ordering.
fn act(action: impl Into<Action>, object: u32, place: Place) -> runtime::Answer {
    perform(action, object, Ordering::Relaxed, place)
}

/// The order that this exploration has given the operations on this object, if an earlier run
/// needed one.
fn order_of(object: ObjectId) -> Option<ObjectOrder> {
    with_current(|engine| engine.state.borrow().order_of(object.0))
}

/// Calls `f`, which belongs to no thread of the execution. An operation inside `f` panics.
pub(crate) fn without_operations<R>(f: impl FnOnce() -> R) -> R {
    with_current(|engine| engine.without_operations(f))
}

/// Ends the exploration, because the running thread does something that the explorer does not
/// model. The result names it.
pub(crate) fn unmodelled(what: &'static str) {
    with_current(|engine| engine.stop(StoppedBy::Unmodelled(what.into())));
}

/// Counts a step of the running thread that adds no event.
pub(crate) fn step_aside() {
    with_current(runtime::Engine::step_aside);
}

/// A hint that the running thread spins until another thread writes.
pub(crate) fn spin() {
    with_current(|engine| {
        engine.require_operations();
        let thread = engine.running();
        engine.state.borrow_mut().hint_spin(thread);
        engine.step_aside();
    });
}
