//! The seam behaves the same in its three ways: for real, under the explorer, under loom.

#[path = "../support/spurious_or_not.rs"]
mod spurious_or_not;
mod ways;

mod arcs;
mod atomics;
mod auto_traits;
mod cells;
mod elsewhere;
mod locals;
mod locks;
mod pointers;
mod rwlocks;
mod scopes;
mod statics;
mod threads;
