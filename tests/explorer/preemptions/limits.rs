//! The limits that end a search by preemptions before its bound.

use std::sync::atomic::{AtomicU64 as Hidden, Ordering};
use std::time::Duration;

use racelab::explore::{Explorer, FailureKind, StoppedBy, Watch};
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::thread;

use crate::programs::racing_counter;

fn four() -> impl Fn() -> u64 + Clone + Send + Sync + 'static {
    racing_counter(&[1, 1, 1, 1], 4, (SeqCst, SeqCst))
}

#[test]
fn executions_are_a_limit() {
    let explorer = Explorer::new().max_preemptions(9).max_executions(100);
    let found = explorer.explore(four());
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Executions(100)));
    assert_eq!(found.executions(), 100);
    // These include all executions without a preemption: 24 orders of the threads.
    assert_eq!(found.preemptions(), Some(0));
}

#[test]
fn processor_time_is_a_limit() {
    let explorer = Explorer::new().max_preemptions(9);
    let found = explorer.max_duration(Duration::ZERO).explore(four());
    assert_eq!(
        found.stopped_by(),
        Some(&StoppedBy::Duration(Duration::ZERO))
    );
    assert_eq!(found.preemptions(), None);
    assert_eq!(found.executions(), 0);
}

#[test]
fn operations_are_a_limit() {
    let explorer = Explorer::new().max_preemptions(9).max_steps(20);
    let found = explorer.explore(four());
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Steps(20)));
}

#[test]
fn memory_is_a_limit() {
    let explorer = Explorer::new().max_preemptions(9).max_memory(1 << 20);
    let found = explorer.explore(four());
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Memory));
    assert!(found.preemptions().is_some());
    let words = found.stopped_by().unwrap().to_string();
    assert!(words.contains("than fit in memory"), "{words}");
}

#[test]
fn an_interruption_ends_the_search() {
    let watch = Watch::default();
    watch.interrupt();
    let explorer = Explorer::new().max_preemptions(9).watched_by(&watch);
    assert_eq!(
        explorer.explore(four()).stopped_by(),
        Some(&StoppedBy::Interrupted)
    );
}

#[test]
fn a_watch_counts_its_executions() {
    let watch = Watch::default();
    let explorer = Explorer::new().max_preemptions(0).watched_by(&watch);
    let found = explorer.explore(four());
    assert_eq!(watch.progress().executions, found.executions());
    assert_eq!(watch.progress().estimate(), None);
}

#[test]
fn a_program_that_depends_on_more_than_its_schedule_is_reported() {
    let found = Explorer::new().max_preemptions(9).explore(|| {
        static RUNS: Hidden = Hidden::new(0);
        let x = Arc::new(AtomicU64::new(0));
        let theirs = x.clone();
        let other = thread::spawn(move || theirs.fetch_add(1, SeqCst));
        x.fetch_add(1, SeqCst);
        other.join().unwrap();
        RUNS.fetch_add(1, Ordering::Relaxed)
    });
    assert_eq!(found.failures()[0].kind, FailureKind::Nondeterminism);
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Failure));
}

#[test]
fn a_program_with_other_steps_in_each_run_is_reported() {
    let found = Explorer::new().max_preemptions(9).explore(|| {
        static RUNS: Hidden = Hidden::new(0);
        let x = Arc::new(AtomicU64::new(0));
        let steps = RUNS.fetch_add(1, Ordering::Relaxed) % 3;
        let threads = [(); 2].map(|()| {
            let x = x.clone();
            thread::spawn(move || {
                for _ in 0..=steps {
                    x.fetch_add(1, SeqCst);
                }
            })
        });
        let _ = threads.map(|thread| thread.join().unwrap());
    });
    assert_eq!(found.failures()[0].kind, FailureKind::Nondeterminism);
}
