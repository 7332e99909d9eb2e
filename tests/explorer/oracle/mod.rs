//! An independent way to the results of the explorer.

mod axioms;
mod choices;
pub(crate) mod enumerator;
pub(crate) mod generator;
pub(crate) mod interleavings;
mod parts;
pub(crate) mod program;
mod relation;
mod run;
pub(crate) mod seam;
pub(crate) mod shrink;
mod text;
