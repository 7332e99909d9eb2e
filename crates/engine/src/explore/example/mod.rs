//! Examples: a graph as a schedule that a person can follow.
//!
//! An execution graph is a partial order. These files find a total order of its events, the one
//! with the fewest preemptions, and write it down as plain data.
//!
//! - `order`: the best order, from `fewest` (the search for it) and `bound` (which shows that no
//!   search is needed), compared by `rank`; `count`: the number of orders;
//! - `plan`: the parts of an order: units of events (`unit`), and the next one of each thread;
//! - `side_by_side`: an order in which two racing events are adjacent;
//! - `tell`: the events of an order as data (`teller`: one after the other; `told`: the entry of
//!   each event); `awaits`: the conditions for which threads wait; `standing`: the state between
//!   two events; `words`: names and sentences.

mod awaits;
mod bound;
mod count;
mod fewest;
mod order;
mod plan;
mod rank;
mod side_by_side;
mod standing;
mod tell;
mod teller;
mod told;
mod unit;
mod words;

pub(super) use count::interleavings;
pub(super) use order::{Order, any_order, best_order};
pub(super) use rank::Rank;
pub(super) use side_by_side::side_by_side;
pub(super) use standing::{locks, memory, standings, used};
pub(super) use tell::tell;
pub(super) use words::{deadlock_message, race_message, spin_message};
