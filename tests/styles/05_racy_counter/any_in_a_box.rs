//! A value of any type in a box, downcast at each use.

use std::any::Any;

use labs::lab_05::Counter;
use racelab::sync::Mutex;

pub struct Exercise {
    value: Mutex<Box<dyn Any + Send>>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(Box::new(())),
        }
    }

    fn increment(&self) {
        let mut value = self.value.lock();
        match value.downcast_mut::<u64>() {
            Some(number) => *number += 1,
            None => *value = Box::new(1_u64),
        }
    }

    fn get(&self) -> u64 {
        self.value
            .lock()
            .downcast_ref()
            .copied()
            .unwrap_or_default()
    }
}
