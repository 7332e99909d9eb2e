//! A cell of its own whose methods are called `get_mut` and `into_inner`.

use labs::lab_05::Counter;
use racelab::sync::{Arc, Mutex, MutexGuard};

struct Cell {
    value: Mutex<u64>,
}

impl Cell {
    fn get_mut(&self) -> MutexGuard<'_, u64> {
        self.value.lock()
    }

    fn into_inner(this: &Self) -> u64 {
        *this.get_mut()
    }
}

pub struct Exercise {
    cell: Arc<Cell>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            cell: Arc::new(Cell {
                value: Mutex::new(0),
            }),
        }
    }

    fn increment(&self) {
        *self.cell.get_mut() += 1;
    }

    fn get(&self) -> u64 {
        Cell::into_inner(&self.cell)
    }
}
