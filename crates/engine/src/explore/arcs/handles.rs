//! The creation and the drop of a handle, and a look at the number of handles. Each is an event,
//! or is only recorded.

use crate::explore::graph::{ONE_WEAK, Place};
use crate::explore::hook::ObjectId;
use crate::explore::runtime::{self, Handles, with_current};

/// An `Arc` of the running execution. The number has no meaning in another execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArcId(pub(crate) u32);

/// The real handles. The caller reads their number after the event to which it belongs, because
/// other threads may run before that event.
pub(crate) trait Real {
    fn owners(&self) -> usize;
    fn weaks(&self) -> usize;
}

/// Creates an `Arc` with this many owners.
pub(crate) fn make(owners: u64, place: Place) -> ArcId {
    with_current(|engine| {
        let thread = engine.running();
        let arc = engine.state.borrow_mut().make_arc(thread, owners, place);
        engine.step_aside();
        ArcId(arc)
    })
}

/// Notes an operation of the running thread. In the destructor of a payload it shows where the
/// destructor runs.
pub(in crate::explore) fn act(engine: &runtime::Engine) {
    let thread = engine.running();
    if engine.state.borrow_mut().act(thread) {
        engine.heed_restart();
    }
}

/// Whether the explorer has to record the creation and the drop of handles. Most programs never
/// look at the number of handles, and this check is their only cost.
#[inline]
pub(super) fn are_noted() -> bool {
    with_current(runtime::Engine::looks_at_arcs)
}

/// The count, if these handles are events.
pub(super) fn count(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    with_current(|engine| engine.state.borrow().arcs.count_of(arc.0, handles)).map(ObjectId)
}

/// Records the creation or the drop of a handle that is no event. If it is an event, returns the
/// count instead, and the caller performs the event.
#[inline]
pub(super) fn change(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    match are_noted() {
        false => None,
        true => change_noted(arc, handles),
    }
}

/// The same, if handles have to be recorded.
fn change_noted(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        let thread = engine.running();
        if let Some(count) = state.arcs.count_of(arc.0, handles) {
            return Some(ObjectId(count));
        }
        let restarts = state.change_arc(thread, arc.0, handles);
        drop(state);
        if restarts {
            engine.heed_restart();
        }
        None
    })
}

/// As [`change`], for a handle created from another one. If that is no event, it counts as a step.
/// (Every drop has a creation, so only creations count as steps.)
#[inline]
pub(super) fn come(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    let count = change(arc, handles);
    if count.is_none() {
        with_current(runtime::Engine::step_aside);
    }
    count
}

/// Looks at the number of handles whose changes are no events.
pub(super) fn look(arc: ArcId, handles: Handles) {
    with_current(|engine| {
        let thread = engine.running();
        engine
            .state
            .borrow_mut()
            .look_at_arc(thread, arc.0, handles);
        engine.heed_restart();
        engine.step_aside();
    });
}

pub(super) fn owners(count: u64) -> u64 {
    count % ONE_WEAK
}

pub(super) fn weaks(count: u64) -> u64 {
    count / ONE_WEAK
}

pub(super) fn number(count: u64) -> usize {
    usize::try_from(count).expect("a number of handles")
}

/// The line that created the `Arc`.
pub(super) fn place_of(arc: ArcId) -> Place {
    with_current(|engine| engine.state.borrow().arcs.place_of(arc.0))
}
