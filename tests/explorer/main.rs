//! The explorer compared with known answers.
//!
//! # Layout
//!
//! - `oracle`: an independent way to the answer. A small language, the axioms of
//!   the memory models applied to every choice, an interpreter of every
//!   interleaving, and random programs.
//! - `litmus`: small programs with the whole set of their outcomes.
//! - `catalogue`: a hundred more, with another tool's counts.
//! - `programs`, `counts`: programs whose number of executions is known.
//! - `locks`, `peterson`: spin locks; correct ones are proved and wrong ones refuted.
//! - `loops`: loops that wait, and loops that only look like it.
//! - `pointers`: pointers as values, compared with indices.
//! - `rwlocks`: reader-writer locks, their executions and their failures.
//! - `spurious`: spurious wake-ups, which only add executions.
//! - `preemptions`: the search by preemptions.
//! - `arcs`: clones and drops of `Arc`, and looks at their number.
//! - `arcs_by_hand`: random programs with an `Arc`, and with a count by hand.
//! - `alone`: main while no other thread can move.
//! - `differential`: random programs, the explorer compared with the oracle.
//! - `loom`: random programs, the explorer compared with loom.
//! - `ablations`: the explorer with one part disabled, and the test that notices.
//!
//! ```text
//! RACELAB_TESTS=all cargo test --test explorer -- --include-ignored
//! ```
//!
//! tests everything; by default the longest tests are left out, and the random programs are
//! a sample.

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
