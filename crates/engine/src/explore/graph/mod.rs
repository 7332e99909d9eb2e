//! Execution graphs: the events of an execution and the relations between them.
//!
//! An execution is not a sequence but a graph: the events of each thread in
//! program order; for each read the write it *reads from*; for each object the
//! *coherence order* of its writes. Everything else, happens-before first of
//! all, follows from these.
//!
//! # Layout
//!
//! From the ground up; a file imports only what stands before it:
//!
//! - `action`: the actions of threads; `label`, `node`: an event;
//! - `events`: the graph itself; `past`, `coherence`, `psc`, `restrict`: its relations;
//! - `primitive`: the effect of each action on a graph, and when its thread may continue;
//! - `growth`, `slots`: add an event; `interleaving`, `sequential`, `consistency`: whether the
//!   graph is an execution.

mod action;
mod clock;
mod coherence;
mod consistency;
mod events;
mod growth;
mod id;
mod interleaving;
mod label;
mod node;
mod object;
mod past;
pub(super) mod primitive;
mod psc;
mod restrict;
mod sequential;
mod slots;
mod text;
mod value;

pub(super) use action::{
    Action, OfAtomic, OfBarrier, OfBounded, OfCell, OfChannel, OfCondvar, OfMutex, OfOnce, OfPark,
    OfRwLock, OfRwQueue, OfSemaphore, OfThread,
};
pub(super) use clock::Clock;
pub(super) use events::{Graph, Rules};
pub(super) use id::{EventId, NO_OBJECT, ObjectIndex};
pub(super) use interleaving::Interleaving;
pub(super) use label::{Label, Placing, same_place};
pub(super) use node::{Node, Pasts};
pub(super) use object::{Class, ObjectKey, ObjectRecord};
pub(super) use primitive::{Asks, Gate, Named};
pub(super) use slots::Slot;
pub(super) use value::waiter;

pub(crate) use label::Place;
pub(crate) use object::ObjectKind;
pub(crate) use value::ONE_WEAK;
pub use value::{Update, ValueType};
