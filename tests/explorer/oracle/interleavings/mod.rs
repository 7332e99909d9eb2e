//! The interleaving interpreter: every order of the operations, one after the other, on one
//! memory. That is the definition of sequential consistency.
//!
//! This file has the searches. `state` is a state of the program, `steps` computes the next states,
//! and the operations are in the files of their objects: `memory`, `locks`, `waits`,
//! `meetings`, `channels`, `semaphores`.

mod channels;
mod history;
mod locks;
mod meetings;
mod memory;
mod semaphores;
mod state;
mod steps;
mod waits;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

pub(crate) use self::state::Spurious;
use self::state::State;
use super::program::{Outcome, Program};

/// The interpreter's results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interleavings {
    /// The possible ends of the program.
    pub(crate) outcomes: BTreeSet<Outcome>,
    /// Whether the program can get stuck before its end, without further spurious wake-ups.
    pub(crate) deadlock: bool,
    /// The number of interleavings, including those that get stuck.
    pub(crate) interleavings: u128,
    /// Whether in some interleaving the threads need an order at the barriers.
    pub(crate) orders: bool,
    /// Whether in some interleaving a thread tries to acquire a permit.
    pub(crate) tries: bool,
    /// Whether in some interleaving a thread tries to write.
    pub(crate) writes_tried: bool,
}

/// The most states of a program.
const STATES: usize = 100_000;

/// Runs every interleaving, equal states once; `None` if the program has too many states.
pub(crate) fn interleave(program: &Program, spurious: Spurious) -> Option<Interleavings> {
    let mut search = Search {
        program,
        found: Interleavings::default(),
        known: HashMap::new(),
    };
    let interleavings = search.count(&State::new(program, spurious, false));
    (search.known.len() <= STATES).then_some(Interleavings {
        interleavings,
        ..search.found
    })
}

/// Counts the execution graphs of the interleavings: the source of each read, and the order of the
/// operations on each object that do not commute. The graph of an interleaving with a deadlock
/// ends there.
///
/// Arrivals at barriers have an order only if some interleaving needs one. So have the requests
/// for permits together with the releases.
///
/// A failed try_lock reads from the lock that it found. The parks and unparks of a thread have one
/// order.
pub(crate) fn graphs(program: &Program, spurious: Spurious) -> usize {
    let mut seen = BTreeSet::new();
    let mut ends = BTreeSet::new();
    let mut first = State::new(program, spurious, true);
    // An exploration that needs an order starts again.
    let ordered = [&program.barriers, &program.semaphores, &program.rwlocks];
    if ordered.iter().any(|objects| !objects.is_empty()) {
        let found = interleave(program, spurious);
        first.orders = found.as_ref().is_none_or(|found| found.orders);
        first.tries = found.as_ref().is_none_or(|found| found.tries);
        first.writes_tried = found.as_ref().is_none_or(|found| found.writes_tried);
    }
    let mut stack = vec![first];
    while let Some(state) = stack.pop() {
        let successors = state.successors(program);
        let early = state.early(program);
        if successors.is_empty() {
            ends.insert(state.history.expect("the history is kept"));
        }
        let successors = successors.into_iter().chain(early).map(|(_, next)| next);
        stack.extend(successors.filter(|next| seen.insert(next.clone())));
    }
    ends.len()
}

/// The fewest preemptions that each outcome needs. A preemption is a step of another thread
/// although the last thread could continue.
pub(crate) fn fewest_preemptions(program: &Program) -> BTreeMap<Outcome, usize> {
    let mut fewest = BTreeMap::new();
    let mut known = HashSet::new();
    let mut queue = VecDeque::from([(State::new(program, Spurious::Never, false), None, 0)]);
    // The queue is in the order of preemptions: a step without a preemption goes to the front.
    while let Some((state, last, preemptions)) = queue.pop_front() {
        if !known.insert((state.clone(), last)) {
            continue;
        }
        let successors = state.successors(program);
        if state.done(program) {
            fewest.entry(state.outcome()).or_insert(preemptions);
        }
        let could_go_on = successors.iter().any(|&(thread, _)| Some(thread) == last);
        for (thread, next) in successors {
            if could_go_on && Some(thread) != last {
                queue.push_back((next, Some(thread), preemptions + 1));
            } else {
                queue.push_front((next, Some(thread), preemptions));
            }
        }
    }
    fewest
}

struct Search<'p> {
    program: &'p Program,
    found: Interleavings,
    known: HashMap<State, u128>,
}

impl Search<'_> {
    /// The number of interleavings from this state to an end, or until they get stuck.
    fn count(&mut self, state: &State) -> u128 {
        if let Some(&count) = self.known.get(state) {
            return count;
        }
        if self.known.len() > STATES {
            return 0;
        }
        let successors = state.successors(self.program);
        self.found.orders |= state.orders;
        self.found.tries |= state.tries;
        self.found.writes_tried |= state.writes_tried;
        if state.done(self.program) {
            self.found.outcomes.insert(state.outcome());
        } else if successors.is_empty() {
            self.found.deadlock = true;
        }
        let early = state.early(self.program);
        let mut after = |next: &[(usize, State)]| -> u128 {
            next.iter().map(|(_, next)| self.count(next)).sum()
        };
        let count = after(&successors).max(1) + after(&early);
        self.known.insert(state.clone(), count);
        count
    }
}
