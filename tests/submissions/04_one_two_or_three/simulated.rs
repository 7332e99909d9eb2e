//! verdict: proved
//!
//! Plays every order of the steps with ordinary numbers, and takes the first that fits.

use labs::lab_04::{Ending, Scheduler, Why};

pub struct Exercise;

impl Scheduler for Exercise {
    fn schedule(x: u64) -> String {
        played([1, 2], 2, x).unwrap_or_default()
    }

    fn ending(x: u64) -> Ending {
        match (played([1, 10], 4, x), x) {
            (Some(schedule), _) => Ending::By(schedule),
            (None, 0) => Ending::Never(Why::NeverWritten),
            (None, _) => Ending::Never(Why::OnlyInBetween),
        }
    }
}

/// A schedule that ends with x, if there is one: of two threads with so many steps each.
fn played(addends: [u64; 2], steps: usize, x: u64) -> Option<String> {
    // A bit for each step: which thread makes it.
    (0..1_u32 << (2 * steps)).find_map(|order| {
        let threads = (0..2 * steps).map(|step| (order >> step & 1) as usize);
        let threads: Vec<usize> = threads.collect();
        let ends = threads.iter().sum::<usize>() == steps && end(addends, &threads) == x;
        ends.then(|| threads.iter().map(|thread| ['A', 'B'][*thread]).collect())
    })
}

/// What x is after these steps.
fn end(addends: [u64; 2], threads: &[usize]) -> u64 {
    let mut x = 0;
    let mut read = [None; 2];
    for &thread in threads {
        match read[thread].take() {
            None => read[thread] = Some(x),
            Some(seen) => x = seen + addends[thread],
        }
    }
    x
}
