//! verdict: proved
//!
//! Asks the explorer, and uses the example that it found.

use labs::lab_04::{Scheduler, figure};
use racelab::cli::Window;
use racelab::explore::{Explorer, MemoryModel};

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let explorer = Explorer::new().memory_model(MemoryModel::Sc);
        let found = explorer.explore(|| figure(&Window::shut()));
        found.outcomes()[&x].example.schedule.to_string()
    }
}
