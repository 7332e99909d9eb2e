//! Examples: a graph as a schedule that a person can follow.
//!
//! An execution graph is a partial order. These files turn it into an order of
//! its events, the one with the fewest preemptions, and tell it as plain data.
//!
//! - `order`: the best order, by `fewest` (the search for it) and `bound` (when there is
//!   none to be searched for), as `rank` compares them; `count`: how many orders there are;
//! - `plan`: what an order is made of: units of events, each thread's next one (`unit`);
//! - `side_by_side`: an order in which two events that race meet;
//! - `tell`: the events of an order as data (`teller`: one behind the other; `told`:
//!   which has been told with which);
//!   `awaits`: what threads wait for; `standing`: how things stand between two of
//!   them; `words`: what all of it is called.

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
pub(super) use order::{Order, best_order};
pub(super) use rank::Rank;
pub(super) use side_by_side::side_by_side;
pub(super) use standing::{locks, memory, standings};
pub(super) use tell::tell;
pub(super) use words::{deadlock_message, race_message, spin_message};
