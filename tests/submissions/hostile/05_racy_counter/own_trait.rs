//! graded: does not compile
//!
//! Implements a trait of its own that has the name of the real one.

mod labs {
    pub mod lab_05 {
        pub trait Counter {
            fn new() -> Self;
            fn increment(&self);
            fn get(&self) -> u64;
        }
    }
}

use self::labs::lab_05::Counter;

pub struct Exercise;

impl Counter for Exercise {
    fn new() -> Self {
        Self
    }

    fn increment(&self) {}

    fn get(&self) -> u64 {
        4
    }
}
