//! Waiting loops: which loops count as one, and their numbers of executions.

mod bodies;
mod counts;
mod evidence;
mod probes;
mod random;
mod restarts;
mod together;
mod unjoined;
