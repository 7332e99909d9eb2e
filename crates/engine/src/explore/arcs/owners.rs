//! The owners of an `Arc`.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::handles::{
    ArcId, Real, act, are_noted, change, come, count, look, number, owners, place_of, weaks,
};
use crate::explore::graph::{Place, Update};
use crate::explore::hook::{self, ObjectId};
use crate::explore::runtime::{Handles, with_current};

/// The other handles that an owner finds when it wants the payload alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherHandles {
    /// Other owners exist.
    Owners,
    /// No other owner exists, but some `Weak`. The owner has given up its place in the count, so
    /// no `Weak` can upgrade any more.
    Weaks,
    /// No other handle exists.
    Nothing,
}

/// Creates an owner from another one.
pub(crate) fn clone_owner(arc: ArcId, place: Place) {
    if let Some(count) = come(arc, Handles::Owners) {
        // Relaxed, as in std: whatever passes the new owner to another thread orders it.
        hook::update(count, Update::Clone, 1, Relaxed, place);
    }
}

/// Creates the first owner of an `Arc` that began without one.
pub(crate) fn first_owner(arc: ArcId, place: Place) {
    if let Some(count) = change(arc, Handles::Owners) {
        // Release, as in std: the payload's creation happens before each upgrade.
        hook::update(count, Update::Clone, 1, Release, place);
    }
}

/// Drops an owner. The returned value must live until the caller has dropped the real owner and
/// the payload's destructor, if any, has run.
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

/// A dropped owner, whose real owner still exists.
#[must_use = "it ends with the real owner"]
pub(crate) struct Gone {
    destructs: bool,
    /// Whether its thread unwinds already.
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
                engine.state.borrow_mut().arcs.end_destructor(thread);
            });
        }
    }
}

/// Performs the event of an owner's drop; returns whether it was the last owner.
fn leave(count: ObjectId, real: &dyn Real, place: Place) -> bool {
    // Release, as in std: this owner's accesses happen before the payload's end.
    let last = owners(hook::update(count, Update::Drop, 1, Release, place)) == 1;
    agree(last, real);
    if last {
        // Acquire, as in std: the accesses of all owners happen before the payload's end.
        hook::fence(Acquire, place);
    }
    last
}

/// Checks that the count and the real number of owners agree on the last owner.
fn agree(last: bool, real: &dyn Real) {
    debug_assert!(
        last == (real.owners() == 1),
        "the count of an Arc has lost the real one"
    );
}

/// Drops an owner that wants the payload; returns whether it was the last owner.
pub(crate) fn leave_with_payload(arc: ArcId, real: &dyn Real, place: Place) -> bool {
    if let Some(count) = count(arc, Handles::Owners) {
        return leave(count, real, place);
    }
    look(arc, Handles::Owners);
    change(arc, Handles::Owners);
    real.owners() == 1
}

/// Takes the payload out of its only owner; returns whether no other owner existed.
pub(crate) fn take_payload(arc: ArcId, real: &dyn Real, place: Place) -> bool {
    if let Some(count) = count(arc, Handles::Owners) {
        // Relaxed, as in std: the fence below acquires.
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
        // Acquire, as in std: the accesses of other owners to the payload happen before.
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

/// Prepares a write to the payload by an owner that no other code uses.
pub(crate) fn prepare_to_write(arc: ArcId, real: &dyn Real, place: Place) -> OtherHandles {
    let before = match count(arc, Handles::Owners) {
        // Acquire, as in std: the accesses of other owners to the payload happen before.
        Some(count) => hook::update(count, Update::Take, 1, Acquire, place),
        None => {
            look(arc, Handles::Owners);
            real.owners() as u64
        }
    };
    if owners(before) != 1 {
        return OtherHandles::Owners;
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
        return OtherHandles::Weaks;
    }
    if let Some(count) = count(arc, Handles::Owners) {
        // The owner takes its place in the count again. No other handle exists that could have
        // observed its absence.
        hook::update(count, Update::Clone, 1, Release, place);
    }
    OtherHandles::Nothing
}

/// Upgrades a `Weak` to an owner; returns whether an owner was left.
pub(crate) fn upgrade(arc: ArcId, real: &dyn Real, place: Place) -> bool {
    if let Some(count) = count(arc, Handles::Owners) {
        // Acquire, as in std: the payload's creation happens before, even in `new_cyclic`.
        return owners(hook::update(count, Update::Upgrade, 1, Acquire, place)) > 0;
    }
    look(arc, Handles::Owners);
    if real.owners() > 0 {
        change(arc, Handles::Owners);
    }
    real.owners() > 0
}

/// The number of owners.
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
