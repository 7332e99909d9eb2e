//! Objects: their creation, their names, their renewal.

use std::any::Any;
use std::sync::Arc;

use super::ObjectId;
use crate::explore::StoppedBy;
use crate::explore::execution;
use crate::explore::graph::{ObjectKind, Place};
use crate::explore::runtime::with_current;

/// Creates an object. The creation adds no event; each access does.
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

/// Identifies a static in the process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StaticId {
    pub(crate) number: u32,
    /// Whether the static receives its number at this use.
    pub(crate) is_new: bool,
}

/// The object of the static with this number, created at its first use in each execution; `what`
/// is its type. The caller performs an operation on it next.
///
/// Ends the exploration if it is no static, but an object that each execution creates. The number
/// shows that: the graph contains an operation only if an earlier execution performed it, and a
/// static keeps its number from then on.
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
                "an object of const_new that is no static: the {what} at {place}; create it with \
                 new, inside the closure"
            );
            engine.stop(StoppedBy::Unmodelled(sentence.into()));
        }
        let mut state = engine.state.borrow_mut();
        ObjectId(state.of_static(id, kind, initial, place))
    })
}

/// The part of a static that belongs to the running execution. `make` creates it at the first use.
/// It lives until the execution is over, or longer if the program holds it.
pub(crate) fn part_of_static<P: Any + Send + Sync>(
    id: StaticId,
    make: impl FnOnce() -> P,
) -> Arc<P> {
    let known = with_current(|engine| engine.state.borrow().statics.get(&id.number).cloned());
    let part = known.unwrap_or_else(|| {
        // The state is not borrowed here, because `make` may need it.
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

/// Replaces an object to which the running thread has exclusive access. The new object has the
/// same kind and name, and this initial value. No read can distinguish the replacement from a
/// write at `place` that happens before all later operations on the object.
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
