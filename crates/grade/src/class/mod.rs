//! A whole class: many submissions, on many machines, in many runs.
//!
//! | file          | what it holds                                                       |
//! |---------------|---------------------------------------------------------------------|
//! | `shard.rs`    | a fixed share of a class, by a stable hash of the student's name    |
//! | `sheet.rs`    | the grades of a class, as a file holds them                         |
//! | `ledger.rs`   | a file of grades that is being written: each as soon as it is there |
//! | `merge.rs`    | several files of grades made one                                    |
//! | `print.rs`    | a number that changes when what is judged changes, or who judges it |
//! | `roster.rs`   | who has sent what                                                   |
//! | `error.rs`    | what can go wrong with the grades of a class                        |
//! | `run.rs`      | builds one submission while the one before is judged                |

mod error;
mod ledger;
mod merge;
mod print;
mod roster;
mod run;
mod shard;
mod sheet;

pub use error::ClassError;
pub use ledger::Ledger;
pub use merge::{Merged, merge};
pub use print::{of_bytes, of_course};
pub use roster::Roster;
pub use run::{Judge, Pace, Wanted, run};
pub use shard::{NoShard, Shard};
pub use sheet::{Entry, Head, Sheet};
