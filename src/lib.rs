//! racelab
pub mod counter;
pub mod explore;
pub mod proof;
pub mod sync;
