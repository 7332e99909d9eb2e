//! verdict: proved
//!
//! A method called `get_mut`, threads that share std's `Arc`, and tests, which
//! no check compiles.

use std::sync::Arc;

use labs::lab_05::Counter;
use racelab::sync::Mutex;

#[derive(Default)]
struct Sum(u64);

impl Sum {
    fn get_mut(&mut self) -> &mut u64 {
        &mut self.0
    }

    fn add(&mut self) {
        *Self::get_mut(self) += 1;
    }
}

pub struct Exercise {
    sum: Arc<Mutex<Sum>>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            sum: Arc::new(Mutex::new(Sum::default()).named("sum")),
        }
    }

    fn increment(&self) {
        let sum = Arc::clone(&self.sum);
        sum.lock().add();
    }

    fn get(&self) -> u64 {
        *self.sum.lock().get_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn counts_two_threads() {
        let counter = Exercise::new();
        thread::scope(|scope| {
            scope.spawn(|| counter.increment());
            scope.spawn(|| counter.increment());
        });
        assert_eq!(counter.get(), 2);
    }
}
