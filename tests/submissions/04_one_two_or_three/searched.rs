//! verdict: proved
//!
//! Asks the explorer, and uses the example that it found; for part two, of a program of its own.

use labs::lab_04::{Ending, Scheduler, Why, figure};
use racelab::cli::Window;
use racelab::explore::{Explorer, MemoryModel};
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::{Arc, thread};

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        let explorer = Explorer::new().memory_model(MemoryModel::Sc);
        let found = explorer.explore(|| figure(&Window::shut()));
        found.outcomes()[&x].example.schedule.to_string()
    }

    fn ending(x: u64) -> Ending {
        let program = || {
            let x = Arc::new(AtomicU64::new(0));
            let threads = [1, 10].map(|addend| {
                let x = Arc::clone(&x);
                thread::spawn(move || {
                    for _ in 0..2 {
                        x.store(x.load(SeqCst) + addend, SeqCst);
                    }
                })
            });
            for thread in threads {
                thread.join().unwrap();
            }
            x.load(SeqCst)
        };
        let found = Explorer::new().memory_model(MemoryModel::Sc).explore(program);
        match found.outcomes().get(&x) {
            Some(outcome) => Ending::By(outcome.example.schedule.to_string()),
            None if x == 0 => Ending::Never(Why::NeverWritten),
            None => Ending::Never(Why::OnlyInBetween),
        }
    }
}
