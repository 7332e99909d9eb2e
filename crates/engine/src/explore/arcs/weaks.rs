//! The `Weak`s of an `Arc`.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::handles::{ArcId, Real, change, come, count, look, number, owners, place_of, weaks};
use super::owners::count_owners;
use crate::explore::graph::{ONE_WEAK, Place, Update};
use crate::explore::hook;
use crate::explore::runtime::Handles;

/// Creates a `Weak` from an owner.
pub(crate) fn downgrade(arc: ArcId, place: Place) {
    if let Some(count) = change(arc, Handles::Weaks) {
        // Acquire, as in std: the end of an earlier `get_mut` happens before.
        hook::update(count, Update::Clone, ONE_WEAK, Acquire, place);
    }
}

/// Creates a `Weak` from another one.
pub(crate) fn clone_weak(arc: ArcId, place: Place) {
    if let Some(count) = come(arc, Handles::Weaks) {
        // Relaxed, as in std and as for an owner.
        hook::update(count, Update::Clone, ONE_WEAK, Relaxed, place);
    }
}

/// Drops a `Weak`.
pub(crate) fn drop_weak(arc: ArcId) {
    if let Some(count) = change(arc, Handles::Weaks) {
        // Release, as in std: the drop happens before a later `get_mut`.
        hook::update(count, Update::Drop, ONE_WEAK, Release, place_of(arc));
    }
}

/// The number of `Weak`s.
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

/// The number of `Weak`s; 0 without an owner.
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
