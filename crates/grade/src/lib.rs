//! Submissions in, grades out. A package of its own, since a student's first build
//! needs none of it.
//!
//! ```no_run
//! use std::path::Path;
//! use racelab::course::LABS;
//! use racelab_grade::{Submission, Workshop};
//!
//! // In the first line of main: each exercise is scanned in a process of its own.
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
//! - [`Submission`]: what a student has sent, of which only the exercises count.
//! - [`scan`]: what an exercise may not contain, found before it is compiled.
//! - [`serve`]: has that done in a process of its own.
//! - [`Workshop`]: builds a submission among the instructor's own files.
//! - [`Exhibit`]: what was built, to be judged anywhere.
//! - [`Level`]: how well it is closed in while it is judged.
//! - [`Record`]: a grade, and why it is what it is.
//! - [`class`]: many submissions, on many machines, in many runs.
//! - [`report`]: grades as people and platforms want them.
//! - [`gradebook`]: a class, how late each was, and the files a course keeps its grades in.
//! - [`release`](mod@release) and [`verify`]: the course itself, as students get it, and whether it
//!   holds what it promises.

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
pub mod scan;
mod submission;
mod text;
pub mod verify;
mod workshop;

pub use exhibit::Exhibit;
pub use fault::Fault;
pub use file_error::FileError;
pub use inspection::serve;
pub use record::{Check, Record, Ruling};
pub use sandbox::Level;
pub use submission::Submission;
pub use workshop::Workshop;
