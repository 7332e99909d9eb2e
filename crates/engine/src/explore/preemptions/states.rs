//! The states that were reached, and the steps that are still to be made.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::fingerprint::Fingerprint;
use crate::explore::runtime::Move;
use crate::explore::schedule::{Mark, Step};

/// How much a graph, a state, and a step that is still to be made take. Tables and lists that
/// grow have room for twice as much at times.
const OF_A_GRAPH: usize = 2 * (size_of::<(Fingerprint, u32)>() + 1 + size_of::<Reached>());
const OF_A_STATE: usize = 2 * size_of::<Visit>();
const OF_A_STEP: usize = 2 * size_of::<Due>();

/// The threads, a bit each, one of which has made the last step.
type Threads = u16;

/// Where the last thread does not matter, since it could not go on.
const ANY: Threads = Threads::MAX;

/// How a graph was reached.
struct Reached {
    /// The fewest preemptions.
    preemptions: u16,
    /// The last threads with which it was reached at that many preemptions.
    last: Threads,
}

/// A graph with a last thread.
struct Visit {
    graph: u32,
    /// The state from which the step of its last thread led here; its own number for the
    /// first state.
    from: u32,
    step: Step,
    /// A part of the fingerprint, to notice a program that is not the same each time.
    part: u32,
}

/// A step that is still to be made.
#[derive(Clone, Copy)]
struct Due {
    from: u32,
    step: Step,
}

/// A step of the search, and how to come there.
pub(super) struct Route {
    /// The steps from the program's beginning; the last is the one to make.
    pub(super) steps: Vec<Step>,
    /// The state from which the last step leads on; `None` if there is no step.
    pub(super) from: Option<u32>,
}

/// What becomes of a walk that has come to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// All behind it has been seen to.
    Known,
    /// It goes on here, from the state with this number.
    New(u32),
    /// The same, and only the steps that cost no preemption are new.
    Cheaper(u32),
    /// There is no room for one more.
    Full,
}

/// The states of a search.
pub(super) struct States {
    /// The numbers of the graphs.
    numbers: FxHashMap<Fingerprint, u32>,
    graphs: Vec<Reached>,
    states: Vec<Visit>,
    most: usize,
    /// How many preemptions the steps cost that are made now.
    preemptions: u16,
    /// The steps to make with this many preemptions, with one more, and with two more.
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

    /// The next step that costs as many preemptions as those before.
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

    /// Goes on to the steps that cost one preemption more. Returns `false` if no step is left,
    /// whatever it costs.
    pub(super) fn go_on(&mut self) -> bool {
        self.due.rotate_left(1);
        self.preemptions += 1;
        self.due.iter().any(|due| !due.is_empty())
    }

    /// Whether the step has been made with fewer preemptions: its thread turned out to be
    /// the last one after the step had been put off.
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

    /// Whether a walk that has come to this state again finds the graph that it had.
    pub(super) fn is(&self, state: u32, graph: Fingerprint) -> bool {
        self.states[state as usize].part == graph.part()
    }

    /// A walk has come to this graph by a step from a state (the first: by none); these are
    /// the steps that can be made there.
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

    /// Puts off the steps that can be made in the state that a step of the thread `last` has
    /// led to, but for one that costs no preemption, if there is one: with that the walk goes
    /// on.
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
        // Of several that are free, that of the last thread goes on.
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

    /// How many preemptions the steps cost that are made now.
    pub(super) fn preemptions(&self) -> usize {
        usize::from(self.preemptions)
    }
}

/// The thread that has made the last step, if it could go on.
fn stays(last: Option<u8>, moves: &[Move]) -> Option<u8> {
    let mut going_on = moves.iter().filter(|m| m.goes_on);
    last.filter(|&last| going_on.any(|m| m.step.thread == last))
}

fn is_spurious(step: Step) -> bool {
    step.mark == Some(Mark::Spurious)
}
