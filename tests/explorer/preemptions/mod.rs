//! The search by preemptions.

mod counts;
mod faults;
mod limits;
mod random;
