//! Programs that are too big: each limit stops the exploration and says which it was.

use racelab::explore::{Explorer, StoppedBy};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

#[test]
fn of_threads_stop_the_exploration_with_a_reason() {
    let exploration = Explorer::new().explore(|| {
        let threads: Vec<_> = (0..20).map(|_| thread::spawn(|| ())).collect();
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Threads));
    let words = exploration.stopped_by().unwrap().to_string();
    assert!(words.contains("more than 16 threads"), "{words}");
}

#[test]
fn let_sixteen_threads_pass() {
    let exploration = Explorer::new().explore(|| {
        let threads: Vec<_> = (0..15).map(|_| thread::spawn(|| ())).collect();
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert!(exploration.complete());
    assert_eq!(exploration.executions(), 1);
}

#[test]
fn of_operations_stop_the_exploration_with_a_reason() {
    let exploration = Explorer::new().explore(|| {
        let x = AtomicU64::new(0);
        for i in 0..100_000 {
            x.store(i, Relaxed);
        }
    });
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Steps(10_000)));
    assert_eq!(exploration.executions(), 0);
}

#[test]
fn of_executions_are_met_exactly() {
    let exploration = Explorer::new().max_executions(3).explore(two_increments);
    assert_eq!(exploration.executions(), 3);
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Executions(3)));
    // As many as there are is no limit that was reached.
    let exploration = Explorer::new().max_executions(4).explore(two_increments);
    assert!(exploration.complete());
}

#[test]
fn of_memory_stop_programs_with_far_too_many_executions() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0));
        let threads = [(); 2].map(|()| {
            let x = x.clone();
            thread::spawn(move || {
                for _ in 0..1000 {
                    x.store(x.load(Relaxed) + 1, Relaxed);
                }
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Memory));
}

fn two_increments() -> u64 {
    let x = Arc::new(AtomicU64::new(0));
    let threads = [(); 2].map(|()| {
        let x = x.clone();
        thread::spawn(move || x.store(x.load(Relaxed) + 1, Relaxed))
    });
    for thread in threads {
        thread.join().unwrap();
    }
    x.load(Relaxed)
}
