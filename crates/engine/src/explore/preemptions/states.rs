//! The reached states, and the pending steps.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::fingerprint::Fingerprint;
use crate::explore::runtime::Move;
use crate::explore::schedule::{Mark, Step};

/// The memory for a graph, a state, and a pending step. Growing tables and lists may have twice as
/// much room as they need.
const OF_A_GRAPH: usize = 2 * (size_of::<(Fingerprint, u32)>() + 1 + size_of::<Reached>());
const OF_A_STATE: usize = 2 * size_of::<Visit>();
const OF_A_STEP: usize = 2 * size_of::<Due>();

/// A set of threads, one bit for each: one of them made the last step.
type Threads = u16;

/// The last thread could not continue, so it does not matter.
const ANY: Threads = Threads::MAX;

/// The ways in which the search reached a graph.
struct Reached {
    /// The fewest preemptions.
    preemptions: u16,
    /// The last threads of the ways with that many preemptions.
    last: Threads,
}

/// A graph with a last thread.
struct Visit {
    graph: u32,
    /// The state from which the step of its last thread led here; its own number for the
    /// first state.
    from: u32,
    step: Step,
    /// A part of the fingerprint, to detect a nondeterministic program.
    part: u32,
}

/// A pending step.
#[derive(Clone, Copy)]
struct Due {
    from: u32,
    step: Step,
}

/// A step of the search, and the way to it.
pub(super) struct Route {
    /// The steps from the program's beginning; the last is the one to make.
    pub(super) steps: Vec<Step>,
    /// The state from which the last step starts; `None` if the route has no step.
    pub(super) from: Option<u32>,
}

/// The fate of a walk that has reached a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// All continuations of the state are known.
    Known,
    /// The walk continues from this state, which has this number.
    New(u32),
    /// The same, but only the steps without a preemption are new.
    Cheaper(u32),
    /// The memory is full.
    Full,
}

/// The states of a search.
pub(super) struct States {
    /// The numbers of the graphs.
    numbers: FxHashMap<Fingerprint, u32>,
    graphs: Vec<Reached>,
    states: Vec<Visit>,
    most: usize,
    /// The preemptions that the current steps cost.
    preemptions: u16,
    /// The pending steps with this many preemptions, with one more, and with two more.
    due: [Vec<Due>; 3],
    begun: bool,
}

impl States {
    pub(super) fn new(most: usize) -> Self {
        Self {
            numbers: FxHashMap::default(),
            graphs: Vec::new(),
            states: Vec::new(),
            most,
            preemptions: 0,
            due: Default::default(),
            begun: false,
        }
    }

    /// The next step with as many preemptions as the ones before.
    pub(super) fn next(&mut self) -> Option<Route> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(Route {
                steps: Vec::new(),
                from: None,
            });
        }
        loop {
            let due = self.due[0].pop()?;
            if !self.is_made(&due) {
                let mut steps = self.steps_to(due.from);
                steps.push(due.step);
                let from = Some(due.from);
                return Some(Route { steps, from });
            }
        }
    }

    /// Proceeds to the steps with one preemption more. Returns `false` if no step is pending at any
    /// cost.
    pub(super) fn go_on(&mut self) -> bool {
        self.due.rotate_left(1);
        self.preemptions += 1;
        self.due.iter().any(|due| !due.is_empty())
    }

    /// Whether the search has meanwhile made the step with fewer preemptions, because its thread
    /// turned out to be the last one after the search had postponed the step.
    fn is_made(&self, due: &Due) -> bool {
        let graph = self.states[due.from as usize].graph;
        let reached = &self.graphs[graph as usize];
        let spurious = u16::from(is_spurious(due.step));
        let is_last = reached.last & (1 << due.step.thread) != 0;
        is_last && reached.preemptions + spurious < self.preemptions
    }

    fn steps_to(&self, mut state: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        while self.states[state as usize].from != state {
            steps.push(self.states[state as usize].step);
            state = self.states[state as usize].from;
        }
        steps.reverse();
        steps
    }

    /// Whether a walk that reaches this state again finds the same graph.
    pub(super) fn is(&self, state: u32, graph: Fingerprint) -> bool {
        self.states[state as usize].part == graph.part()
    }

    /// Records that a walk has reached this graph by a step from a state (the first walk: by
    /// none). The steps `moves` are possible there.
    pub(super) fn arrive(
        &mut self,
        graph: Fingerprint,
        by: Option<(u32, Step)>,
        moves: &[Move],
    ) -> Arrival {
        let number = u32::try_from(self.states.len()).expect("fewer than fit in memory");
        let last = stays(by.map(|(_, step)| step.thread), moves).map_or(ANY, |last| 1 << last);
        let full = self.is_full();
        let new = u32::try_from(self.graphs.len()).expect("no more than states");
        let (of_graph, arrival) = match self.numbers.entry(graph) {
            _ if full => return Arrival::Full,
            Entry::Occupied(known) => {
                let known = *known.get();
                let reached = &mut self.graphs[known as usize];
                if reached.preemptions < self.preemptions || reached.last & last == last {
                    return Arrival::Known;
                }
                reached.last |= last;
                (known, Arrival::Cheaper(number))
            }
            Entry::Vacant(entry) => {
                entry.insert(new);
                let preemptions = self.preemptions;
                self.graphs.push(Reached { preemptions, last });
                (new, Arrival::New(number))
            }
        };
        let (thread, mark) = (0, None);
        let (from, step) = by.unwrap_or((number, Step { thread, mark }));
        self.states.push(Visit {
            graph: of_graph,
            from,
            step,
            part: graph.part(),
        });
        arrival
    }

    fn is_full(&self) -> bool {
        let due: usize = self.due.iter().map(Vec::len).sum();
        let graphs = OF_A_GRAPH * self.graphs.len();
        graphs + OF_A_STATE * self.states.len() + OF_A_STEP * due >= self.most
    }

    /// Postpones the possible steps in the state that a step of the thread `last` has reached,
    /// except for one without a preemption, with which the walk continues, if such a step exists.
    pub(super) fn put_off(
        &mut self,
        arrival: Arrival,
        last: Option<u8>,
        moves: &[Move],
    ) -> Option<(u32, Step)> {
        let (from, only_free) = match arrival {
            Arrival::New(from) => (from, false),
            Arrival::Cheaper(from) => (from, true),
            Arrival::Known | Arrival::Full => return None,
        };
        let stays = stays(last, moves);
        let mut next = None;
        // Of several steps without a preemption, the walk takes that of the last thread.
        let order = moves.iter().filter(|m| Some(m.step.thread) == last);
        let others = moves.iter().filter(|m| Some(m.step.thread) != last);
        for Move { step, .. } in order.chain(others).copied() {
            let preempts = stays.is_some_and(|stays| stays != step.thread);
            match usize::from(preempts) + usize::from(is_spurious(step)) {
                0 if next.is_none() => next = Some((from, step)),
                _ if preempts && only_free => {}
                cost => self.due[cost].push(Due { from, step }),
            }
        }
        next
    }

    /// The preemptions that the current steps cost.
    pub(super) fn preemptions(&self) -> usize {
        usize::from(self.preemptions)
    }
}

/// The thread that has made the last step, if it could continue.
fn stays(last: Option<u8>, moves: &[Move]) -> Option<u8> {
    let mut going_on = moves.iter().filter(|m| m.goes_on);
    last.filter(|&last| going_on.any(|m| m.step.thread == last))
}

fn is_spurious(step: Step) -> bool {
    step.mark == Some(Mark::Spurious)
}
