//! graded: does not compile
//!
//! Returns a value that is equal to every other value.

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
