//! The explorer compared with known answers.
//!
//! # Layout
//!
//! - `oracle`: an independent way to the results. A small language, the axioms of the memory
//!   models applied to every choice, an interpreter of every interleaving, and random programs.
//! - `litmus`: small programs with the whole set of their outcomes.
//! - `catalogue`: a hundred further programs, with another tool's counts.
//! - `programs`, `counts`: programs with a known number of executions.
//! - `locks`, `peterson`: spin locks; the explorer proves correct ones and refutes wrong ones.
//! - `loops`: waiting loops, and loops that only look like them.
//! - `pointers`: pointers as values, compared with indices.
//! - `rwlocks`: reader-writer locks, their executions and their failures.
//! - `spurious`: spurious wake-ups, which only add executions.
//! - `preemptions`: the search by preemptions.
//! - `arcs`: clones and drops of `Arc`, and looks at their number.
//! - `arcs_by_hand`: random programs with an `Arc`, and with a count by hand.
//! - `alone`: main while no other thread can move.
//! - `differential`: random programs, the explorer compared with the oracle.
//! - `loom`: random programs, the explorer compared with loom.
//! - `ablations`: the explorer with one part disabled, and the test that detects it.
//!
//! ```text
//! RACELAB_TESTS=all cargo test --test explorer -- --include-ignored
//! ```
//!
//! tests everything. The default omits the longest tests, and runs a sample of the random
//! programs.

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
mod replays;
mod rwlocks;
mod spurious;
#[path = "../support/spurious_or_not.rs"]
mod spurious_or_not;
#[path = "../support/thorough.rs"]
mod thorough;
