//! How often a replay runs its program.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed as Uncounted};

use racelab::explore::{Explorer, Schedule};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

/// Two threads that look at a word again and again, with the number of runs so far.
fn looks(times: usize) -> (impl Fn() + Send + Sync + Clone, std::sync::Arc<AtomicUsize>) {
    let runs = std::sync::Arc::new(AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&runs);
    let program = move || {
        counted.fetch_add(1, Uncounted);
        let word = Arc::new(AtomicU64::new(0));
        let threads = [(); 2].map(|()| {
            let word = Arc::clone(&word);
            thread::spawn(move || (0..times).for_each(|_| _ = word.load(Relaxed)))
        });
        for thread in threads {
            thread.join().unwrap();
        }
    };
    (program, runs)
}

/// Each time that a thread seems to wait in a loop, a probe shows that it does not, and the
/// program runs again. With as many equal rounds each time, that would be a run for each round.
#[test]
fn a_thread_that_only_repeats_itself_needs_few_runs() {
    let runs = |times| {
        let (program, runs) = looks(times);
        let replay = Explorer::new().replay(&Schedule::default(), program);
        assert_eq!(replay.unwrap().execution.events.len(), 2 * times + 8);
        runs.load(Uncounted)
    };
    let (few, many) = (runs(20), runs(80));
    assert!(many < 2 * few, "{few} runs with 20 rounds, {many} with 80");
}

#[test]
fn only_the_first_of_several_replays_looks_ahead() {
    let (program, runs) = looks(2);
    let mut replays = Explorer::new().replays();
    let mut run = || {
        let replay = replays.replay(&Schedule::default(), program.clone());
        replay.unwrap();
        runs.swap(0, Uncounted)
    };
    assert!(run() > 1);
    assert_eq!([run(), run()], [1, 1]);
}
