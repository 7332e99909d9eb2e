//! Programs that are too big: each limit stops the exploration and says which it was.

use std::sync::Arc as StdArc;
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use racelab::explore::{Explorer, FailureKind, StoppedBy, internals::Clocks};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::UnsafeCell;
use racelab::sync::{Arc, hint, thread};

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
    // A limit equal to the number of executions is not reached.
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

// ---- steps that are not operations ----

/// The outcome `()` of a program without an end.
fn stopped_by(program: fn()) -> StoppedBy {
    let exploration = Explorer::new().explore(program);
    assert_eq!(exploration.executions(), 0);
    exploration.stopped_by().expect("it has no end").clone()
}

#[test]
fn of_steps_end_a_thread_that_waits_for_what_the_explorer_does_not_see() {
    fn unseen(hint: fn()) {
        let flag = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let theirs = Arc::clone(&flag);
        let thread = thread::spawn(move || theirs.store(true, Relaxed));
        while !flag.load(Relaxed) {
            hint();
        }
        thread.join().unwrap();
    }
    let steps = StoppedBy::Steps(10_000);
    assert_eq!(stopped_by(|| unseen(thread::yield_now)), steps);
    assert_eq!(stopped_by(|| unseen(hint::spin_loop)), steps);
    assert_eq!(
        stopped_by(|| unseen(|| thread::sleep(Duration::MAX))),
        steps
    );
    assert!(steps.to_string().contains("hints to wait included"));
}

#[test]
fn of_steps_end_a_thread_that_makes_no_event_for_ever() {
    let steps = StoppedBy::Steps(10_000);
    let asks = || {
        loop {
            let _ = thread::current();
        }
    };
    assert_eq!(stopped_by(asks), steps);
    let opens = || {
        loop {
            thread::scope(|_| {});
        }
    };
    assert_eq!(stopped_by(opens), steps);
    let names = || {
        let mut x = AtomicU64::new(0);
        loop {
            x = x.named("x");
        }
    };
    assert_eq!(stopped_by(names), steps);
}

#[test]
fn of_steps_end_a_thread_that_clones_arcs_for_ever() {
    let steps = StoppedBy::Steps(10_000);
    let owners = || {
        let arc = Arc::new(0);
        loop {
            drop(arc.clone());
        }
    };
    assert_eq!(stopped_by(owners), steps);
    let weaks = || {
        let weak = Arc::downgrade(&Arc::new(0));
        loop {
            drop(weak.clone());
        }
    };
    assert_eq!(stopped_by(weaks), steps);
}

#[test]
fn of_steps_end_a_loop_of_accesses_to_a_cell() {
    let program = || {
        let cell = UnsafeCell::new(0);
        loop {
            cell.with(|_| ());
        }
    };
    assert_eq!(stopped_by(program), StoppedBy::Steps(10_000));
}

#[test]
fn of_steps_end_a_loop_that_makes_objects() {
    assert_eq!(
        stopped_by(|| loop {
            AtomicU64::new(0);
        }),
        StoppedBy::Steps(10_000)
    );
    // Also if each is used.
    let exploration = Explorer::new().max_steps(100).explore(|| {
        for _ in 0..99 {
            for _ in 0..99 {
                AtomicU64::new(0);
            }
            AtomicU64::new(0).load(Relaxed);
        }
    });
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Steps(100)));
}

#[test]
fn of_steps_leave_room_for_a_loop_that_waits_long_in_each_round() {
    let exploration = Explorer::new().max_steps(1000).explore(|| {
        let flag = Arc::new(AtomicU64::new(0));
        let theirs = Arc::clone(&flag);
        let thread = thread::spawn(move || theirs.store(1, Relaxed));
        while flag.load(Relaxed) == 0 {
            (0..900).for_each(|_| hint::spin_loop());
        }
        thread.join().unwrap();
    });
    assert!(exploration.complete(), "{:?}", exploration.stopped_by());
}

#[test]
fn of_steps_hold_for_a_schedule_and_for_states() {
    let program = || {
        let mut rounds = 0_u64;
        while rounds < 1000 {
            rounds += 1;
            thread::yield_now();
        }
    };
    let explorer = Explorer::new().max_steps(999);
    let why = explorer.replay(&"".parse().unwrap(), program).unwrap_err();
    assert!(
        why.to_string().contains("more than 999 operations"),
        "{why}"
    );
    let graph = explorer.state_graph(10, program);
    let why = graph.stopped_by.expect("it is not complete");
    assert!(why.contains("more than 999 operations"), "{why}");
    assert!(explorer.max_steps(1000).explore(program).complete());
}

#[test]
fn of_steps_end_no_exploration_by_what_comes_behind_a_panic() {
    let exploration = Explorer::new().explore(|| {
        let child = thread::spawn(|| panic!("over"));
        // An error comes after the execution has failed.
        if child.join().is_err() {
            loop {
                thread::yield_now();
            }
        }
    });
    assert!(exploration.complete(), "{:?}", exploration.stopped_by());
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::Panic]);
}

// ---- time ----

/// Clocks that advance by a fixed time whenever a thread reads them.
#[derive(Debug)]
struct Ticking {
    began: Instant,
    on_the_wall: (Duration, AtomicU32),
    of_processor: (Duration, AtomicU32),
}

impl Ticking {
    fn new(on_the_wall: Duration, of_processor: Duration) -> StdArc<Self> {
        StdArc::new(Self {
            began: Instant::now(),
            on_the_wall: (on_the_wall, AtomicU32::new(0)),
            of_processor: (of_processor, AtomicU32::new(0)),
        })
    }
}

impl Clocks for Ticking {
    fn now(&self) -> Instant {
        let (tick, looks) = &self.on_the_wall;
        self.began + *tick * looks.fetch_add(1, Relaxed)
    }

    fn processor(&self) -> Duration {
        let (tick, looks) = &self.of_processor;
        *tick * looks.fetch_add(1, Relaxed)
    }
}

const LIMIT: Duration = Duration::from_secs(1);

/// 3334 executions.
fn four_increments() {
    let x = Arc::new(AtomicU64::new(0));
    let threads = [(); 2].map(|()| {
        let x = x.clone();
        thread::spawn(move || (0..4).for_each(|_| x.store(x.load(Relaxed) + 1, Relaxed)))
    });
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn of_time_do_not_depend_on_how_busy_the_machine_is() {
    // Between two executions the thread waits for the processor for 5 ms: 17 s in all.
    let busy = Ticking::new(Duration::from_millis(5), Duration::from_micros(2));
    let explorer = Explorer::new().max_duration(LIMIT).timed_by(busy);
    let exploration = explorer.explore(four_increments);
    assert!(exploration.complete(), "{:?}", exploration.stopped_by());

    let busy = Ticking::new(Duration::from_millis(100), Duration::from_micros(2));
    let explorer = Explorer::new().max_duration(LIMIT).timed_by(busy);
    let graph = explorer.state_graph(10_000, two_increments);
    assert!(graph.complete, "{:?}", graph.stopped_by);
}

#[test]
fn of_time_end_an_exploration_by_the_processor_time_that_it_took() {
    let clocks = Ticking::new(Duration::from_millis(100), Duration::from_millis(10));
    let explorer = Explorer::new().max_duration(LIMIT).timed_by(clocks);
    let exploration = explorer.explore(four_increments);
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Duration(LIMIT)));
    assert_eq!(exploration.executions(), 99);
    let words = exploration.stopped_by().unwrap().to_string();
    assert_eq!(words, "stopped after 1 s of processor time");

    let graph = explorer.state_graph(10_000, four_increments);
    assert_eq!(graph.stopped_by, Some(words));
    assert!(graph.nodes.len() <= 100);
}

#[test]
fn of_time_count_what_all_exploring_threads_took_together() {
    let clocks = Ticking::new(Duration::from_millis(100), Duration::from_millis(10));
    let explorer = Explorer::new().max_duration(LIMIT).timed_by(clocks);
    let exploration = explorer.workers(3).explore(four_increments);
    assert_eq!(exploration.stopped_by(), Some(&StoppedBy::Duration(LIMIT)));
    assert!(exploration.executions() <= 100);
}

#[test]
fn of_time_end_a_program_that_does_not_run_at_all() {
    let asleep = Ticking::new(Duration::from_secs(1), Duration::ZERO);
    let explorer = Explorer::new().max_duration(LIMIT).timed_by(asleep);
    let exploration = explorer.explore(four_increments);
    let stopped_by = exploration.stopped_by().expect("a limit");
    assert_eq!(stopped_by, &StoppedBy::Idle(20 * LIMIT));
    let words = stopped_by.to_string();
    assert!(
        words.contains("20 s in which the program hardly ran"),
        "{words}"
    );
}

#[test]
fn of_time_are_none_unless_set() {
    // Clocks on which any limit is over after two looks.
    let clocks = Ticking::new(Duration::from_secs(1 << 20), Duration::from_secs(1 << 20));
    let exploration = Explorer::new().timed_by(clocks).explore(two_increments);
    assert!(exploration.complete());
}
