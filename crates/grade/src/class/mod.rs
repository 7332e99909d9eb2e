//! A whole class: many submissions, on many machines, in many runs.
//!
//! | file          | what it holds                                                       |
//! |---------------|---------------------------------------------------------------------|
//! | `shard.rs`    | a fixed share of a class, by a stable hash of the student's name    |
//! | `sheet.rs`    | the grades of a class, and their file format                        |
//! | `ledger.rs`   | the file of grades during a run: each grade is on the disk at once  |
//! | `merge.rs`    | merges several files of grades                                      |
//! | `print.rs`    | checksums of exercises and of the course                            |
//! | `roster.rs`   | the submissions of a class                                          |
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
pub use ledger::{Ledger, Wanted};
pub use merge::{Merged, merge};
pub use print::{of_bytes, of_course};
pub use roster::Roster;
pub use run::{Judge, Pace, run};
pub use shard::{NoShard, Shard};
pub use sheet::{Entry, Head, Sheet};
