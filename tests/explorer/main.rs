//! The explorer against the known answers.
//!
//! # Layout
//!
//! - `oracle`: the second way to know the answer. A small language, the axioms of
//!   the memory models applied to every choice, an interpreter of every
//!   interleaving, and random programs.
//! - `litmus`: small programs with the whole set of their outcomes.
//! - `catalogue`: a hundred more, with the counts that another tool has.
//! - `programs`, `counts`: programs whose number of executions is known.
//! - `locks`, `peterson`: spin locks, right ones proved and wrong ones refuted.
//! - `loops`: loops that wait, and loops that only look so.
//! - `pointers`: pointers as values, against indices.
//! - `rwlocks`: reader-writer locks, their executions and what goes wrong.
//! - `spurious`: spurious wake-ups, which only add executions.
//! - `preemptions`: the search by preemptions.
//! - `arcs`: clones and drops of `Arc`, and what looks at their number.
//! - `arcs_by_hand`: random programs with an `Arc`, and with a count by hand.
//! - `alone`: main where no other thread can move, which is no choice.
//! - `differential`: random programs, the explorer against the oracle.
//! - `loom`: random programs, the explorer against loom.
//! - `ablations`: the explorer with a part taken out, and which test notices.
//!
//! ```text
//! RACELAB_TESTS=all cargo test --test explorer -- --include-ignored
//! ```
//!
//! tests all of it; otherwise the longest are left out, and of the random programs there
//! is a sample.

mod ablations;
mod alone;
mod arcs;
mod arcs_by_hand;
mod attempts;
mod catalogue;
mod counts;
mod differential;
#[path = "../support/explored.rs"]
mod explored;
mod litmus;
mod locks;
mod loom;
mod loops;
mod oracle;
mod peterson;
mod pointers;
mod preemptions;
mod programs;
mod rwlocks;
mod spurious;
#[path = "../support/spurious_or_not.rs"]
mod spurious_or_not;
#[path = "../support/thorough.rs"]
mod thorough;
