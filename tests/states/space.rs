//! The state space, compared with every schedule that a player can make, one by one.

use std::collections::BTreeMap;
use std::fmt::Debug;

use racelab::explore::{
    Explorer, FailureKind, Mark, Schedule, Situation, Standing, StateSpace, Step,
};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Condvar, Mutex, hint, thread};

use crate::programs::{counting, gate, grandchildren, main_races, opposite, racing, sharing};

/// A test with more schedules than this takes too long.
const MOST: usize = 6_000;

/// What follows from a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Future {
    /// The distance of the nearest failure.
    far: Option<usize>,
    /// Whether every way leads to one.
    sure: bool,
}

struct Player<'p, O> {
    program: &'p dyn Fn(&Schedule) -> Situation<O>,
    offered: fn(Mark) -> bool,
    space: StateSpace<O>,
    distances: Vec<Option<usize>>,
    inevitable: Vec<bool>,
    looked_at: usize,
    /// The observations of each state, which must be the same on every way to it.
    seen: BTreeMap<usize, Future>,
}

impl<O: Ord + Clone + Debug> Player<'_, O> {
    /// Makes every schedule that begins with these steps, and compares.
    fn play(&mut self, steps: &mut Vec<Step>) -> Future {
        self.looked_at += 1;
        assert!(self.looked_at <= MOST, "a smaller program, please");
        let schedule = Schedule::new(steps.clone());
        let situation = (self.program)(&schedule);
        let at = self.space.after(steps).expect("it is offered");
        let state = &self.space.states[at];
        assert_eq!(state.over, situation.over, "{schedule}");
        let outcome = state.outcome.map(|at| &self.space.outcomes[at]);
        assert_eq!(outcome, situation.outcome.as_ref(), "{schedule}");
        let mut failures: Vec<_> = situation.failures.iter().map(|f| f.kind).collect();
        failures.sort();
        failures.dedup();
        let mut told = state.failures.clone();
        told.sort();
        assert_eq!(told, failures, "{schedule}");

        let offered = offered(&situation, self.offered);
        let told: Vec<Step> = state.steps.iter().map(|(step, _)| *step).collect();
        assert_eq!(told, offered, "{schedule}");
        let (far_told, sure_told) = (self.distances[at], self.inevitable[at]);
        let fails = !failures.is_empty();
        let mut future = Future {
            far: fails.then_some(0),
            sure: fails || !offered.is_empty(),
        };
        for step in offered {
            steps.push(step);
            let next = self.play(steps);
            steps.pop();
            let far = next.far.map(|far| far + 1);
            future.far = future.far.into_iter().chain(far).min();
            future.sure &= fails || next.sure;
        }
        assert_eq!(
            (far_told, sure_told),
            (future.far, future.sure),
            "{schedule}"
        );
        let known = *self.seen.entry(at).or_insert(future);
        assert_eq!(known, future, "{schedule}");
        future
    }
}

/// The steps that a situation offers, with their marks.
fn offered<O>(situation: &Situation<O>, offered: fn(Mark) -> bool) -> Vec<Step> {
    if situation.over {
        return Vec::new();
    }
    let choices = situation
        .threads
        .iter()
        .flat_map(|standing| match standing {
            Standing::Ready { choices, .. } | Standing::Waiting { choices, .. } => choices.clone(),
            _ => Vec::new(),
        });
    let steps = choices.map(|choice| choice.step);
    steps.filter(|step| step.mark.is_none_or(offered)).collect()
}

fn compare<O, F>(explorer: &Explorer, marks: fn(Mark) -> bool, program: F)
where
    F: Fn() -> O + Send + Sync + Clone + 'static,
    O: Ord + Clone + Debug + Send + 'static,
{
    let space = explorer.state_space(100_000, marks(Mark::Older(1)), program.clone());
    assert_eq!(space.stopped_by, None);
    let fails = |state: &racelab::explore::SpaceState| !state.failures.is_empty();
    let mut player = Player {
        program: &|schedule: &Schedule| explorer.look(schedule, program.clone()).expect("it fits"),
        offered: marks,
        distances: space.distances(fails, |_| false, |_| true),
        inevitable: space.inevitable(fails),
        space,
        looked_at: 0,
        seen: BTreeMap::new(),
    };
    player.play(&mut Vec::new());
    assert_eq!(player.seen.len(), player.space.states.len());
}

const WOKEN: fn(Mark) -> bool = |mark| matches!(mark, Mark::Woke(_));

#[test]
fn a_state_says_what_every_schedule_to_it_shows() {
    let plain = Explorer::new();
    compare(&plain, WOKEN, racing(&[1, 2], 1));
    compare(&plain, WOKEN, racing(&[1, 2], 2));
    compare(&plain, WOKEN, counting(2, 2));
    compare(&plain, WOKEN, counting(3, 1));
    compare(&plain, WOKEN, sharing([true, false]));
    compare(&plain, WOKEN, opposite);
    compare(&plain, WOKEN, grandchildren);
    compare(&plain, WOKEN, main_races);
    compare(&plain, WOKEN, gate);
}

#[test]
fn so_it_is_under_weak_memory() {
    let weak: fn(Mark) -> bool = |mark| mark != Mark::Spurious;
    compare(&Explorer::new(), weak, || {
        let [x, y] = ["x", "y"].map(|name| Arc::new(AtomicU64::new(0).named(name)));
        let (x1, y1) = (x.clone(), y.clone());
        let a = thread::spawn(move || {
            x1.store(1, Relaxed);
            y1.load(Relaxed)
        });
        let b = thread::spawn(move || {
            y.store(1, Relaxed);
            x.load(Relaxed)
        });
        let ends = (a.join().unwrap(), b.join().unwrap());
        assert_ne!(ends, (0, 0), "both came first");
        ends
    });
}

#[test]
fn so_it_is_where_waits_end_spuriously() {
    let explorer = Explorer::new().spurious(true);
    compare(
        &explorer,
        |mark| matches!(mark, Mark::Woke(_) | Mark::Spurious),
        || {
            let pair = Arc::new((Mutex::new(false), Condvar::new()));
            let other = pair.clone();
            let waiter = thread::spawn(move || {
                let mut open = other.0.lock();
                if !*open {
                    other.1.wait(&mut open);
                }
                assert!(*open, "woken too early");
            });
            *pair.0.lock() = true;
            pair.1.notify_one();
            waiter.join().unwrap();
        },
    );
}

#[test]
fn a_loop_is_a_livelock_only_where_no_thread_can_end_it() {
    compare(&Explorer::new(), WOKEN, || {
        let x = Arc::new(AtomicU64::new(0));
        let other = x.clone();
        let waiter = thread::spawn(move || {
            while other.load(Relaxed) != 1 {
                hint::spin_loop();
            }
        });
        x.store(1, Relaxed);
        x.store(2, Relaxed);
        waiter.join().unwrap();
    });
}

#[test]
fn a_space_that_is_cut_short_says_so() {
    let space = Explorer::new().state_space(5, false, racing(&[1, 2], 1));
    assert!(!space.is_complete());
    assert_eq!(space.states.len(), 5);
    let sentence = space.stopped_by.as_deref();
    assert_eq!(sentence, Some("there are more than 5 states"));
}

#[test]
fn a_race_is_no_end() {
    let space = Explorer::new().state_space(1_000, false, || {
        let x = Arc::new(racelab::sync::cell::PlainCell::new(0));
        let other = x.clone();
        let thread = thread::spawn(move || other.set(1));
        x.set(2);
        thread.join().unwrap();
        x.get()
    });
    let ends = space.states.iter().filter(|state| state.over);
    for end in ends {
        assert_eq!(end.failures, [FailureKind::DataRace]);
        assert!(end.outcome.is_some());
    }
}

/// A program may create what only another variant of it uses.
#[test]
fn what_no_thread_uses_is_left_out() {
    let program = || {
        let x = Arc::new(PlainCell::new(0).named("x"));
        let _spare = (
            PlainCell::new(0).named("spare"),
            Mutex::new(()).named("spare lock"),
        );
        let door = Arc::new(Mutex::new(()).named("door"));
        let threads = [1, 2].map(|value| {
            let (x, door) = (Arc::clone(&x), Arc::clone(&door));
            thread::spawn(move || {
                let _door = door.lock();
                x.set(value);
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
        x.get()
    };
    let space = Explorer::new().state_space(1_000, false, program);
    assert!(space.is_complete());
    assert_eq!(Vec::from_iter(&space.used), ["door", "x"]);
    let graph = Explorer::new().state_graph(1_000, program);
    assert!(graph.complete);
    for node in &graph.nodes {
        let memory = node.memory.iter().map(|cell| cell.object.as_str());
        let locks = node.locks.iter().map(|lock| lock.object.as_str());
        assert_eq!(memory.chain(locks).collect::<Vec<_>>(), ["x", "door"]);
    }
}
