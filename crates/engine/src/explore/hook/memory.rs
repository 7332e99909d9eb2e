//! Atomics, plain memory and pointers.

use std::sync::atomic::Ordering;

use super::{ObjectId, act, perform};
use crate::explore::arcs;
use crate::explore::graph::{NO_OBJECT, OfAtomic, OfCell, Place, Update};
use crate::explore::runtime::{Role, with_current};

/// The name by which the explorer knows a pointer. The running thread passes the pointer to its
/// next operation or to an object.
pub(crate) fn name_of(pointer: *mut (), role: Role, place: Place) -> u64 {
    with_current(|engine| engine.name_of(pointer, role, place))
}

/// The pointer with this name, which the running thread has read.
pub(crate) fn pointer_of(name: u64) -> *mut () {
    with_current(|engine| {
        let thread = engine.running();
        engine.state.borrow_mut().pointer_of(thread, name)
    })
}

/// Reads plain memory.
pub(crate) fn read(object: ObjectId, place: Place) -> u64 {
    act(OfCell::Read, object.0, place).read()
}

/// Writes plain memory.
pub(crate) fn write(object: ObjectId, value: u64, place: Place) {
    act(OfCell::Write(value), object.0, place);
}

/// Reads an atomic.
pub(crate) fn load(object: ObjectId, ordering: Ordering, place: Place) -> u64 {
    perform(OfAtomic::Load, object.0, ordering, place).read()
}

/// Writes an atomic.
pub(crate) fn store(object: ObjectId, ordering: Ordering, value: u64, place: Place) {
    perform(OfAtomic::Store(value), object.0, ordering, place);
}

/// Reads, modifies and writes an atomic; returns the old value.
pub(crate) fn update(
    object: ObjectId,
    update: Update,
    operand: u64,
    ordering: Ordering,
    place: Place,
) -> u64 {
    perform(OfAtomic::Update(update, operand), object.0, ordering, place).read()
}

/// Compares and exchanges; returns the old value, as an error if the comparison failed.
pub(crate) fn compare_exchange(
    object: ObjectId,
    expected: u64,
    new: u64,
    success: Ordering,
    failure: Ordering,
    weak: bool,
    place: Place,
) -> Result<u64, u64> {
    let action = OfAtomic::CompareExchange {
        expected,
        new,
        failure,
        weak: weak && may_fail_again(object, place),
    };
    let answer = perform(action, object.0, success, place);
    if answer.wrote() {
        Ok(answer.read())
    } else {
        Err(answer.read())
    }
}

/// Whether a weak compare-exchange of the running thread at this line may fail spuriously. A
/// thread fails so at most once at each line of an execution, so that the number of executions
/// stays finite.
fn may_fail_again(object: ObjectId, place: Place) -> bool {
    with_current(|engine| {
        let thread = engine.running();
        let state = engine.state.borrow();
        !state.failed_spuriously(thread, object.0, place)
    })
}

/// A memory fence.
pub(crate) fn fence(ordering: Ordering, place: Place) {
    perform(OfAtomic::Fence, NO_OBJECT, ordering, place);
}

/// Checks an access to an `UnsafeCell` for data races. The access adds no event.
pub(crate) fn access(object: ObjectId, write: bool, place: Place) {
    with_current(|engine| {
        arcs::act(engine);
        engine.require_operations();
        let thread = engine.running();
        engine
            .state
            .borrow_mut()
            .access(thread, object.0, write, place);
        engine.step_aside();
    });
}
