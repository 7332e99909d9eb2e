//! racelab
pub mod explore;
pub mod sync;
