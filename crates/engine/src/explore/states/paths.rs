//! Paths through a state graph: how many there are, and the best to each end.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Activity, StateGraph, StateStep};
use crate::explore::schedule::{Schedule, Step};

/// One way in which a program can end, with the path that shows it best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StateEnding {
    /// What the program returned, or the kind of failure that ended it.
    pub text: String,
    /// Whether it is a failure.
    pub failed: bool,
    /// The schedule with the fewest preemptions that ends so; of several the one
    /// whose letters come first.
    pub schedule: Schedule,
    /// How often that leaves a thread that could have gone on.
    pub preemptions: usize,
    /// The states that it goes through, as positions in [`StateGraph::nodes`].
    pub nodes: Vec<usize>,
}

/// A path, in the order in which one is better than another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Path {
    preemptions: usize,
    steps: Vec<Step>,
    nodes: Vec<usize>,
}

impl StateGraph {
    /// The number of paths from the first state to the last ones: of interleavings,
    /// if the graph is complete. `None` if it does not fit.
    pub fn paths(&self) -> Option<u128> {
        let mut paths = vec![0_u128; self.nodes.len()];
        *paths.first_mut()? = 1;
        let out = self.steps_by_node();
        let mut all = 0_u128;
        for node in self.in_order() {
            if out[node].is_empty() {
                all = all.checked_add(paths[node])?;
            }
            for &step in &out[node] {
                let to = self.steps[step].to;
                paths[to] = paths[to].checked_add(paths[node])?;
            }
        }
        Some(all)
    }

    /// The steps that lead out of this state.
    pub fn steps_of(&self, node: usize) -> &[StateStep] {
        // Steps are sorted by the node they lead from.
        let first = self.steps.partition_point(|step| step.from < node);
        let end = self.steps.partition_point(|step| step.from <= node);
        &self.steps[first..end]
    }

    /// The state that this schedule leads to; `None` if the graph does not have all its steps.
    pub fn after(&self, schedule: &Schedule) -> Option<usize> {
        schedule.steps().iter().try_fold(0, |node, step| {
            let steps = self.steps_of(node).iter();
            let step = steps.clone().find(|s| s.schedule.steps() == [*step]);
            step.map(|step| step.to)
        })
    }

    /// Whether no step leads out of this state.
    pub fn is_last(&self, node: usize) -> bool {
        self.steps_of(node).is_empty()
    }

    /// What a last state is called: the outcome, or the kind of failure that ended
    /// it; `None` for a state in the middle.
    pub fn end_of(&self, node: usize) -> Option<(String, bool)> {
        if !self.is_last(node) {
            return None;
        }
        let state = &self.nodes[node];
        match (&state.outcome, state.failures.last()) {
            (Some(outcome), _) => Some((outcome.clone(), false)),
            (None, Some(_)) => {
                // A race does not end an execution; something else did.
                let mut kinds = state.failures.iter().map(|f| f.kind.as_str());
                let kind = kinds.find(|&k| k != "data race")?;
                Some((kind.to_owned(), true))
            }
            (None, None) => None,
        }
    }

    /// Every way to end, failures last, each with its best path.
    pub fn endings(&self) -> Vec<StateEnding> {
        let out = self.steps_by_node();
        // For each state and last mover the best path.
        let mut best: Vec<BTreeMap<Option<u8>, Path>> = vec![BTreeMap::new(); self.nodes.len()];
        let mut ends: BTreeMap<(bool, String), Path> = BTreeMap::new();
        if let Some(first) = best.first_mut() {
            let path = Path {
                preemptions: 0,
                steps: Vec::new(),
                nodes: vec![0],
            };
            first.insert(None, path);
        }
        for node in self.in_order() {
            let here = std::mem::take(&mut best[node]);
            if let Some((text, failed)) = self.end_of(node) {
                for path in here.values() {
                    keep(&mut ends, (failed, text.clone()), path);
                }
            }
            for &step in &out[node] {
                let step = &self.steps[step];
                for (&last, path) in &here {
                    let path = self.longer(path, last, step.to, &step.schedule);
                    let last = path.steps.last().map(|s| s.thread);
                    keep(&mut best[step.to], last, &path);
                }
            }
        }
        let tell = |((failed, text), path): ((bool, String), Path)| StateEnding {
            text,
            failed,
            schedule: Schedule::new(path.steps),
            preemptions: path.preemptions,
            nodes: path.nodes,
        };
        ends.into_iter().map(tell).collect()
    }

    fn longer(&self, path: &Path, last: Option<u8>, to: usize, step: &Schedule) -> Path {
        let mut path = path.clone();
        let threads = &self.nodes[path.nodes[path.nodes.len() - 1]].threads;
        let could_go_on = |thread: u8| {
            matches!(
                threads[usize::from(thread)].activity,
                Activity::Ready { .. }
            )
        };
        let moves = step.steps()[0].thread;
        let left = last.is_some_and(|last| last != moves && could_go_on(last));
        path.preemptions += usize::from(left);
        path.steps.extend(step.steps());
        path.nodes.push(to);
        path
    }

    /// For each state, the positions of the steps that lead out of it.
    fn steps_by_node(&self) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new(); self.nodes.len()];
        for (position, step) in self.steps.iter().enumerate() {
            out[step.from].push(position);
        }
        out
    }

    /// The states, each behind all from which it can be reached. There is no way
    /// back to a state: execution graphs only grow.
    pub fn in_order(&self) -> Vec<usize> {
        let mut open = vec![0_usize; self.nodes.len()];
        for step in &self.steps {
            open[step.to] += 1;
        }
        let out = self.steps_by_node();
        let mut order: Vec<usize> = (0..self.nodes.len()).filter(|&n| open[n] == 0).collect();
        let mut at = 0;
        while let Some(&node) = order.get(at) {
            for &step in &out[node] {
                let to = self.steps[step].to;
                open[to] -= 1;
                if open[to] == 0 {
                    order.push(to);
                }
            }
            at += 1;
        }
        order
    }
}

/// Keeps the better of the path that is there and this one.
fn keep<K: Ord>(paths: &mut BTreeMap<K, Path>, key: K, path: &Path) {
    match paths.get(&key) {
        Some(there) if there <= path => {}
        _ => {
            paths.insert(key, path.clone());
        }
    }
}
