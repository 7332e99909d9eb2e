//! The operations by which the seam's `Arc` calls the explorer, besides those in
//! [`hook`](super::hook).
//!
//! An `Arc` has one count for all of its handles: an owner adds 1, a `Weak` adds `ONE_WEAK`. If
//! the creation and the drop of a handle are events, they are atomic operations on that count,
//! with the orderings of std. The functions here decide whether they are events (see
//! `runtime/arcs`). If they are not, a look returns the `real` number of handles, that of std's
//! `Arc` underneath.
//!
//! Both numbers agree. The threads of an execution run one at a time, and no other thread runs
//! between the event of a handle and the change of the real handle. The exception is the last
//! owner, whose fence lies between them. Then no owner is left to change the number, and an
//! upgrade finds zero in the count.
//!
//! # Layout
//!
//! - `handles`: whether the creation and the drop of a handle are events, and the `real` number;
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
