//! racelab
pub mod cli;
pub mod counter;
pub mod course;
pub mod explore;
pub mod proof;
pub mod sync;
pub mod view;
