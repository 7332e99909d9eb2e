//! Loops that wait: what is taken for one, in how many executions, and what is not.

mod bodies;
mod counts;
mod evidence;
mod random;
