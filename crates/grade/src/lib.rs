//! The grader: submissions in, grades out. It is a separate package, because a student's first
//! build does not need it.
//!
//! ```no_run
//! use std::path::Path;
//! use racelab::course::LABS;
//! use racelab_grade::{Submission, Workshop};
//!
//! // In the first line of main: each exercise is scanned in a separate process.
//! racelab_grade::serve();
//! // The instructor's course, and a folder that is kept between runs.
//! let course = Path::new(".");
//! let workshop = Workshop::open(course, Path::new("target/workshop"))?;
//! let submission = Submission::of(Path::new("submissions/alice"), course)?;
//! let labs: Vec<_> = LABS.iter().collect();
//! for exhibit in workshop.build(&submission, &labs)? {
//!     let record = exhibit.judge();
//!     println!("{} {}: {}", record.student, record.lab, record.ruling);
//! }
//! # Ok::<(), racelab_grade::Fault>(())
//! ```
//!
//! # Layout
//!
//! - [`Submission`]: a student's submission, of which only the exercises count.
//! - [`serve`]: lets each scan of a source, before it is compiled, run in a separate process.
//! - [`Workshop`]: builds a submission together with the instructor's own files.
//! - [`Exhibit`]: a built exercise, ready to be judged on any thread.
//! - [`Level`]: which parts of the sandbox this system has.
//! - [`Record`]: a grade, and why it is what it is.
//! - [`class`]: many submissions, on many machines, in many runs.
//! - [`report`]: grades in the formats of people and platforms.
//! - [`gradebook`]: the grades of a class, with lateness, in the formats of grade books.
//! - [`release`](mod@release) and [`verify`]: the students' copy of the course, and the check that
//!   the course is intact.

pub mod class;
mod exhibit;
mod fault;
mod file_error;
pub mod gradebook;
mod inspection;
mod parts;
mod record;
pub mod release;
pub mod report;
mod sandbox;
mod submission;
mod text;
pub mod verify;
mod workshop;

pub use exhibit::{Exhibit, page_name};
pub use fault::Fault;
pub use file_error::FileError;
pub use inspection::serve;
pub use record::{Check, Record, Ruling};
pub use sandbox::Level;
pub use submission::Submission;
pub use workshop::Workshop;
