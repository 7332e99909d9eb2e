//! Objects: made, named, made anew.

use std::any::Any;
use std::sync::Arc;

use super::ObjectId;
use crate::explore::StoppedBy;
use crate::explore::execution;
use crate::explore::graph::{ObjectKind, Place};
use crate::explore::runtime::with_current;

/// Makes an object. Creating is no event; accesses are.
pub(crate) fn create(kind: ObjectKind, initial: u64, place: Place) -> ObjectId {
    with_current(|engine| {
        engine.require_operations();
        let thread = engine.running();
        let object = engine
            .state
            .borrow_mut()
            .create(thread, kind, initial, place);
        engine.make_aside();
        ObjectId(object)
    })
}

/// How many contended writes the running execution has so far.
pub(crate) fn contended_writes() -> usize {
    with_current(|engine| engine.state.borrow().graph.contended_writes())
}

/// What tells a static from every other one of the process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StaticId {
    pub(crate) number: u32,
    /// Whether the static has got its number just now, for this use.
    pub(crate) is_new: bool,
}

/// The object of the static with this number, made anew at its first use in each
/// execution; `what` is its type. Asked right before an operation on it.
///
/// Ends the exploration if it is no static, but an object that each execution makes
/// itself. The number gives that away: an operation is recorded in the graph only if an
/// execution has made it before, and then a static has had its number since.
pub(crate) fn of_static(
    id: StaticId,
    what: &'static str,
    kind: ObjectKind,
    initial: u64,
    place: Place,
) -> ObjectId {
    with_current(|engine| {
        engine.require_operations();
        let thread = engine.running();
        if id.is_new && engine.state.borrow().is_at_a_static(thread) {
            let place = execution::SourceLine::from(place);
            let sentence = format!(
                "what const_new made where it is no static: the {what} at {place}; create it \
                 with new, inside the closure"
            );
            engine.stop(StoppedBy::Unmodelled(sentence.into()));
        }
        let mut state = engine.state.borrow_mut();
        ObjectId(state.of_static(id, kind, initial, place))
    })
}

/// The part of a static that belongs to the running execution: what `make` makes, at the
/// first use. It lives until the execution is over, or longer if the program holds it.
pub(crate) fn part_of_static<P: Any + Send + Sync>(
    id: StaticId,
    make: impl FnOnce() -> P,
) -> Arc<P> {
    let known = with_current(|engine| engine.state.borrow().statics.get(&id.number).cloned());
    let part = known.unwrap_or_else(|| {
        // The state is free meanwhile: making may ask for it.
        let made: Arc<dyn Any + Send + Sync> = Arc::new(make());
        with_current(|engine| {
            let mut state = engine.state.borrow_mut();
            state.statics.entry(id.number).or_insert(made).clone()
        })
    });
    part.downcast().expect("a static has one type")
}

/// Gives an object its name in the lanes.
pub(crate) fn name(object: ObjectId, name: &str) {
    with_current(|engine| {
        engine.state.borrow_mut().infos[object.0 as usize].name = Some(name.to_owned());
        engine.step_aside();
    });
}

/// An object that takes the place of another one, which the running thread has for
/// itself alone: of the same kind and name, with this initial value. No read can tell
/// it from a write at `place` that happens before everything that is done with the object
/// later.
pub(crate) fn renew(object: ObjectId, initial: u64, place: Place) -> ObjectId {
    with_current(|engine| {
        let thread = engine.running();
        let mut state = engine.state.borrow_mut();
        let new = state.renew(thread, object.0, initial, place);
        drop(state);
        engine.make_aside();
        ObjectId(new)
    })
}

/// Changes the initial value of an object that no operation has used yet.
pub(crate) fn set_initial(object: ObjectId, initial: u64) {
    with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        state.graph.objects[object.0 as usize].initial = initial;
    });
}
