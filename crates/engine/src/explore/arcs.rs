//! What the seam's `Arc` asks of the explorer, beside what is in [`hook`].
//!
//! An `Arc` has one count for all of its handles: an owner adds 1, a `Weak`
//! [`ONE_WEAK`]. Where a handle's comings and goings are events, they are atomic
//! operations on that count, with the orderings of std. The functions here decide
//! whether they are, see `runtime/arcs.rs`; where they are not, the answer to a look
//! is the `real` number of handles: that of std's `Arc` underneath.
//!
//! Both numbers agree. The threads of an execution run one at a time, and none is
//! interrupted between the event of a handle and what happens to the real one. The
//! exception is the last owner, whose fence lies between: then no owner is left to
//! change the number, and an upgrade finds zero in the count.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::graph::{ONE_WEAK, Place, Update};
use super::hook::{self, ObjectId};
use super::runtime::{self, Handles, with_current};

/// An `Arc` of the running execution. The number means nothing in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArcId(pub(crate) u32);

/// What an owner finds that looks whether it has the payload alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// There are other owners.
    Owners,
    /// No other owner, but some `Weak`. It has given up its place: no `Weak` can be upgraded
    /// any more.
    Weaks,
    /// No other handle.
    Nothing,
}

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
pub(super) fn act(engine: &runtime::Engine) {
    let thread = engine.running();
    if engine.state.borrow_mut().act(thread) {
        engine.heed_restart();
    }
}

/// Whether handles that come and go have to be noted. Most programs never look at their
/// number, and this is all that they pay.
#[inline]
fn are_noted() -> bool {
    with_current(runtime::Engine::looks_at_arcs)
}

/// The count, if these handles are events.
fn count(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    with_current(|engine| engine.state.borrow().arc_count(arc.0, handles)).map(ObjectId)
}

/// A handle comes or goes. The count, if that is an event of the caller's to make;
/// otherwise it is noted here.
#[inline]
fn change(arc: ArcId, handles: Handles) -> Option<ObjectId> {
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
        if let Some(count) = state.arc_count(arc.0, handles) {
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
fn come(arc: ArcId, handles: Handles) -> Option<ObjectId> {
    let count = change(arc, handles);
    if count.is_none() {
        with_current(runtime::Engine::step_aside);
    }
    count
}

/// Looks at the number of handles that are no events.
fn look(arc: ArcId, handles: Handles) {
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

fn owners(count: u64) -> u64 {
    count % ONE_WEAK
}

fn weaks(count: u64) -> u64 {
    count / ONE_WEAK
}

fn number(count: u64) -> usize {
    usize::try_from(count).expect("a number of handles")
}

/// One owner more, made from another one.
pub(crate) fn clone_owner(arc: ArcId, place: Place) {
    if let Some(count) = come(arc, Handles::Owners) {
        // Relaxed, as in std: the new owner is handed on by means that order it.
        hook::update(count, Update::Clone, 1, Relaxed, place);
    }
}

/// The first owner of an `Arc` that was made without one.
pub(crate) fn first_owner(arc: ArcId, place: Place) {
    if let Some(count) = change(arc, Handles::Owners) {
        // Release, as in std: a thread that upgrades finds the payload made.
        hook::update(count, Update::Clone, 1, Release, place);
    }
}

/// One owner less. What comes back must live until the real owner has gone, its
/// payload's destructor included, if it has one.
#[inline]
pub(crate) fn drop_owner(arc: ArcId, real: &dyn Real, has_destructor: bool) -> Option<Gone> {
    let is_noted = has_destructor && real.owners() == 1 || are_noted();
    is_noted.then(|| drop_noted(arc, real, has_destructor))
}

fn drop_noted(arc: ArcId, real: &dyn Real, has_destructor: bool) -> Gone {
    let destructs = match change(arc, Handles::Owners) {
        Some(count) => {
            leave(count, real, place_of(arc));
            false
        }
        None => {
            has_destructor
                && real.owners() == 1
                && with_current(|engine| {
                    let thread = engine.running();
                    let mut state = engine.state.borrow_mut();
                    state.begin_destructor(thread, arc.0)
                })
        }
    };
    Gone {
        destructs,
        unwinds: destructs && std::thread::panicking(),
    }
}

/// An owner that has gone, if not for real.
#[must_use = "it ends with the real owner"]
pub(crate) struct Gone {
    destructs: bool,
    /// Whether its thread unwinds anyway.
    unwinds: bool,
}

impl Drop for Gone {
    fn drop(&mut self) {
        if self.destructs {
            with_current(|engine| {
                if std::thread::panicking() && !self.unwinds {
                    // A panic shows where the destructor runs, as an operation does.
                    act(engine);
                }
                let thread = engine.running();
                engine.state.borrow_mut().end_destructor(thread);
            });
        }
    }
}

fn place_of(arc: ArcId) -> Place {
    with_current(|engine| engine.state.borrow().arc_place(arc.0))
}

/// The event of an owner that goes; returns whether it was the last.
fn leave(count: ObjectId, real: &dyn Real, place: Place) -> bool {
    // Release, as in std: what this owner did happens before the payload's end.
    let last = owners(hook::update(count, Update::Drop, 1, Release, place)) == 1;
    agree(last, real);
    if last {
        // As in std: the payload's end comes after what all owners did.
        hook::fence(Acquire, place);
    }
    last
}

/// The count and the real number of owners say the same of the last one.
fn agree(last: bool, real: &dyn Real) {
    debug_assert!(
        last == (real.owners() == 1),
        "the count of an Arc has lost the real one"
    );
}

/// The owner goes and wants the payload; returns whether it was the last.
pub(crate) fn leave_with_payload(arc: ArcId, real: &dyn Real, place: Place) -> bool {
    if let Some(count) = count(arc, Handles::Owners) {
        return leave(count, real, place);
    }
    look(arc, Handles::Owners);
    change(arc, Handles::Owners);
    real.owners() == 1
}

/// The owner goes with the payload if there is no other one; returns whether it did.
pub(crate) fn take_payload(arc: ArcId, real: &dyn Real, place: Place) -> bool {
    if let Some(count) = count(arc, Handles::Owners) {
        // Relaxed, as in std: the fence behind it does what is to be done.
        let alone = owners(hook::update(count, Update::Take, 1, Relaxed, place)) == 1;
        if alone {
            agree(alone, real);
            hook::fence(Acquire, place);
        }
        return alone;
    }
    look(arc, Handles::Owners);
    if real.owners() == 1 {
        change(arc, Handles::Owners);
    }
    real.owners() == 1
}

/// Whether the owner, which no other code uses, is the only handle.
///
/// std locks the number of `Weak`s for this. Here one load sees both numbers.
pub(crate) fn is_only_handle(arc: ArcId, real: &dyn Real, place: Place) -> bool {
    if let Some(both) = count(arc, Handles::Weaks) {
        // Acquire, as in std: all that others did with the payload is done.
        return hook::load(both, Acquire, place) == 1;
    }
    let alone = match count(arc, Handles::Owners) {
        Some(count) => owners(hook::load(count, Acquire, place)) == 1,
        None => {
            look(arc, Handles::Owners);
            real.owners() == 1
        }
    };
    alone && {
        look(arc, Handles::Weaks);
        real.weaks() == 0
    }
}

/// The owner, which no other code uses, wants to write to the payload.
pub(crate) fn prepare_to_write(arc: ArcId, real: &dyn Real, place: Place) -> Found {
    let before = match count(arc, Handles::Owners) {
        // Acquire, as in std: all that other owners did with the payload is done.
        Some(count) => hook::update(count, Update::Take, 1, Acquire, place),
        None => {
            look(arc, Handles::Owners);
            real.owners() as u64
        }
    };
    if owners(before) != 1 {
        return Found::Owners;
    }
    let weaks = match count(arc, Handles::Weaks) {
        Some(_) => number(weaks(before)),
        None => {
            look(arc, Handles::Weaks);
            real.weaks()
        }
    };
    if weaks > 0 {
        if count(arc, Handles::Owners).is_none() {
            change(arc, Handles::Owners);
        }
        return Found::Weaks;
    }
    if let Some(count) = count(arc, Handles::Owners) {
        // The owner takes its place again. No handle can have seen it go: there is no
        // other handle to look with.
        hook::update(count, Update::Clone, 1, Release, place);
    }
    Found::Nothing
}

/// One `Weak` more, made from an owner.
pub(crate) fn downgrade(arc: ArcId, place: Place) {
    if let Some(count) = change(arc, Handles::Weaks) {
        // Acquire, as in std, where it comes after the end of a get_mut.
        hook::update(count, Update::Clone, ONE_WEAK, Acquire, place);
    }
}

/// One `Weak` more, made from another one.
pub(crate) fn clone_weak(arc: ArcId, place: Place) {
    if let Some(count) = come(arc, Handles::Weaks) {
        // Relaxed, as in std and as for an owner.
        hook::update(count, Update::Clone, ONE_WEAK, Relaxed, place);
    }
}

/// One `Weak` less.
pub(crate) fn drop_weak(arc: ArcId) {
    if let Some(count) = change(arc, Handles::Weaks) {
        // Release, as in std: get_mut finds what was done before.
        hook::update(count, Update::Drop, ONE_WEAK, Release, place_of(arc));
    }
}

/// One owner more, made from a `Weak`; returns whether there was one left.
pub(crate) fn upgrade(arc: ArcId, real: &dyn Real, place: Place) -> bool {
    if let Some(count) = count(arc, Handles::Owners) {
        // Acquire, as in std: the payload is made, also by new_cyclic.
        return owners(hook::update(count, Update::Upgrade, 1, Acquire, place)) > 0;
    }
    look(arc, Handles::Owners);
    if real.owners() > 0 {
        change(arc, Handles::Owners);
    }
    real.owners() > 0
}

/// How many owners there are.
pub(crate) fn count_owners(arc: ArcId, real: &dyn Real, place: Place) -> usize {
    match count(arc, Handles::Owners) {
        // Relaxed, as in std: the answer may be old.
        Some(count) => number(owners(hook::load(count, Relaxed, place))),
        None => {
            look(arc, Handles::Owners);
            real.owners()
        }
    }
}

/// How many `Weak`s there are.
pub(crate) fn count_weaks(arc: ArcId, real: &dyn Real, place: Place) -> usize {
    match count(arc, Handles::Weaks) {
        // Relaxed, as in std.
        Some(count) => number(weaks(hook::load(count, Relaxed, place))),
        None => {
            look(arc, Handles::Weaks);
            real.weaks()
        }
    }
}

/// How many `Weak`s there are, if there is an owner; else none.
pub(crate) fn count_weaks_of_living(arc: ArcId, real: &dyn Real, place: Place) -> usize {
    if let Some(count) = count(arc, Handles::Weaks) {
        // Acquire, as in std.
        let before = hook::load(count, Acquire, place);
        return match owners(before) {
            0 => 0,
            _ => number(weaks(before)),
        };
    }
    match count_owners(arc, real, place) {
        0 => 0,
        _ => count_weaks(arc, real, place),
    }
}
