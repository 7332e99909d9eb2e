//! A handle that comes or goes, and a look at how many there are: an event, or only noted.

use crate::explore::graph::{ONE_WEAK, Place};
use crate::explore::hook::ObjectId;
use crate::explore::runtime::{self, Handles, with_current};

/// An `Arc` of the running execution. The number means nothing in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArcId(pub(crate) u32);

/// The real handles. How many there are is asked behind the event that they belong to:
/// others may run before it.
pub(crate) trait Real {
    fn owners(&self) -> usize;
    fn weaks(&self) -> usize;
}

/// Makes an `Arc` with this many owners.
pub(crate) fn make(owners: u64, place: Place) -> ArcId {
    with_current(|engine| {
        let thread = engine.running();
        let arc = engine.state.borrow_mut().make_arc(thread, owners, place);
        engine.step_aside();
        ArcId(arc)
    })
}

/// The running thread makes an operation: in the destructor of a payload this shows
/// where the destructor runs.
pub(in crate::explore) fn act(engine: &runtime::Engine) {
    let thread = engine.running();
    if engine.state.borrow_mut().act(thread) {
        engine.heed_restart();
    }
}

/// Whether handles that come and go have to be noted. Most programs never look at their
/// number, and this is all that they pay.
#[inline]
pub(super) fn are_noted() -> bool {
    with_current(runtime::Engine::looks_at_arcs)
}

/// The count, if these handles are events.
pub(super) fn count(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    with_current(|engine| engine.state.borrow().arcs.count_of(arc.0, handles)).map(ObjectId)
}

/// A handle comes or goes. The count, if that is an event of the caller's to make;
/// otherwise it is noted here.
#[inline]
pub(super) fn change(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    match are_noted() {
        false => None,
        true => change_noted(arc, handles),
    }
}

/// The same where handles that come and go have to be noted.
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

/// A handle is made from another one: as [`change`], and a step if it is no event. (Each
/// handle that goes has come.)
#[inline]
pub(super) fn come(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    let count = change(arc, handles);
    if count.is_none() {
        with_current(runtime::Engine::step_aside);
    }
    count
}

/// Looks at the number of handles that are no events.
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

/// Where the `Arc` was made.
pub(super) fn place_of(arc: ArcId) -> Place {
    with_current(|engine| engine.state.borrow().arcs.place_of(arc.0))
}
