//! graded: does not compile
//!
//! A plan, and no code.

// First I will lock it. Then I will add one.
