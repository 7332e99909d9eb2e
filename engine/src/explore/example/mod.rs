//! Examples: a graph as a schedule that a person can follow.
//!
//! An execution graph is a partial order. These files turn it into an order of
//! its events, the one with the fewest preemptions, and tell it as plain data.

mod bound;
mod order;
mod plan;
mod tell;
mod unit;
mod words;

pub(super) use order::{Order, Rank, best_order, interleavings};
pub(super) use tell::{locks, memory, standings, tell};
pub(super) use words::{deadlock_message, race_message, spin_message};
