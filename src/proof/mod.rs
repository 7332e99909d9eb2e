//! One verdict on a small concurrent program, from two judges.
//!
//! The **explorer** decides: a [`Claim`] holds if no execution under RC11 fails or ends with a
//! wrong outcome. That includes spurious failures and wake-ups, unless the claim [leaves them
//! out](Claim::without_spurious). **loom**, where it is [plugged in](loom::is_plugged_in), gives a
//! second opinion on each proof. It agrees if it has seen the same outcomes. If it has seen others,
//! or fewer, a note says so; the verdict stays the same.
//!
//! ```
//! use std::sync::Arc;
//! use racelab::proof::{Claim, Verdict, Wrong};
//! use racelab::sync::atomic::{AtomicU64, Ordering};
//! use racelab::sync::thread;
//!
//! let proof = Claim::new("2 threads, 1 increment each", || {
//!     let counter = Arc::new(AtomicU64::new(0));
//!     let other = Arc::clone(&counter);
//!     let thread = thread::spawn(move || other.fetch_add(1, Ordering::Relaxed));
//!     counter.fetch_add(1, Ordering::Relaxed);
//!     thread.join().unwrap();
//!     counter.load(Ordering::Relaxed)
//! })
//! .judged(|&count| match count {
//!     2 => Ok(()),
//!     _ => Err(Wrong::lost_update(format!("the counter is {count}, expected 2"))),
//! })
//! .prove();
//! assert_eq!(proof.verdict, Verdict::Proved);
//! ```
//!
//! |                   | what it is                                            |
//! |-------------------|-------------------------------------------------------|
//! | [`Claim`]         | a program and a condition on it; `prove` judges it    |
//! | [`Proof`]         | the result of a claim, and of the runs beyond it      |
//! | [`Verdict`]       | the possible judgements, and what to try next         |
//! | [`Report`]        | the proofs of a lab's check, and its overall verdict  |
//! | [`Sequence`]      | many operations that one thread makes for real        |
//! | [`LostUpdates`]   | finds the lost updates of an execution                |
//! | [`loom`]          | the second judge                                      |

mod advice;
mod beyond;
mod calls;
mod case;
mod claim;
mod finding;
mod hash_order;
mod lost_update;
mod patience;
mod proving;
mod report;
mod returned;
mod search;
mod second_opinion;
mod sequence;
mod states;
mod verdict;

#[doc(inline)]
pub use racelab_engine::loom;

pub(crate) use calls::EXERCISE;
pub use case::Wrong;
pub use claim::Claim;
pub use lost_update::LostUpdates;
pub use report::{Proof, Report};
pub(crate) use returned::Returned;
pub use second_opinion::SecondOpinion;
pub use sequence::Sequence;
pub use verdict::Verdict;
