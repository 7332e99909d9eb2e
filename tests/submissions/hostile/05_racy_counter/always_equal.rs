//! graded: does not compile
//!
//! Returns what is equal to everything.

use labs::lab_05::Counter;

pub struct Exercise;

pub struct Any;

impl PartialEq<u64> for Any {
    fn eq(&self, _: &u64) -> bool {
        true
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self
    }

    fn increment(&self) {}

    fn get(&self) -> Any {
        Any
    }
}
