//! What the seam's `Arc` asks of the explorer, beside what is in [`hook`](super::hook).
//!
//! An `Arc` has one count for all of its handles: an owner adds 1, a `Weak`
//! `ONE_WEAK`. Where a handle's comings and goings are events, they are atomic
//! operations on that count, with the orderings of std. The functions here decide
//! whether they are, see `runtime/arcs`; where they are not, the answer to a look
//! is the `real` number of handles: that of std's `Arc` underneath.
//!
//! Both numbers agree. The threads of an execution run one at a time, and none is
//! interrupted between the event of a handle and what happens to the real one. The
//! exception is the last owner, whose fence lies between: then no owner is left to
//! change the number, and an upgrade finds zero in the count.
//!
//! # Layout
//!
//! - `handles`: whether a handle's comings and goings are events, and the `real` number;
//! - `owners`, `weaks`: the operations on each kind of handle.

mod handles;
mod owners;
mod weaks;

pub(super) use handles::act;
pub(crate) use handles::{ArcId, Real, make};
pub(crate) use owners::{
    OtherHandles, clone_owner, count_owners, drop_owner, first_owner, is_only_handle,
    leave_with_payload, prepare_to_write, take_payload, upgrade,
};
pub(crate) use weaks::{clone_weak, count_weaks, count_weaks_of_living, downgrade, drop_weak};
