//! Loops that wait: which loops count as one, and in how many executions.

mod bodies;
mod counts;
mod evidence;
mod probes;
mod random;
mod restarts;
