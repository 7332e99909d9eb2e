//! Grading on the command line.
fn main() {}
