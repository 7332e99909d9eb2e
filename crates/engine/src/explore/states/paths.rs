//! Paths through a state graph: their number, and the best one to each end.

use serde::Serialize;

use super::{Activity, StateGraph, StateStep};
use crate::explore::schedule::{Schedule, Step};
use crate::sort;

/// A way in which a program can end, with the path that shows it best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StateEnding {
    /// The value that the program returned, or the kind of failure that ended it.
    pub text: String,
    /// Whether it is a failure.
    pub failed: bool,
    /// The schedule with the fewest preemptions that ends so; among equals, the one whose letters
    /// come first.
    pub schedule: Schedule,
    /// Its number of preemptions.
    pub preemptions: usize,
    /// The states on its path, as positions in [`StateGraph::nodes`].
    pub nodes: Vec<usize>,
}

/// A path; the better one is less.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Path {
    preemptions: usize,
    steps: Vec<Step>,
    nodes: Vec<usize>,
}

impl StateGraph {
    /// The number of paths from the first state to the last ones: of interleavings, if the graph
    /// is complete. `None` if the number is too large.
    pub fn paths(&self) -> Option<u128> {
        let mut paths = vec![0_u128; self.nodes.len()];
        *paths.first_mut()? = 1;
        let mut all = 0_u128;
        for node in self.in_order() {
            if self.is_last(node) {
                all = all.checked_add(paths[node])?;
            }
            for step in self.steps_of(node) {
                paths[step.to] = paths[step.to].checked_add(paths[node])?;
            }
        }
        Some(all)
    }

    /// The letters of the threads that make a step, in the order of the alphabet.
    pub fn letters(&self) -> Vec<char> {
        let mut letters = Vec::new();
        for step in &self.steps {
            if !letters.contains(&step.thread) {
                letters.push(step.thread);
            }
        }
        sort::by_key(&mut letters, |&letter| letter);
        letters
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

    /// The name of a last state: the outcome, or the kind of failure that ended it; `None` for any
    /// other state.
    pub fn end_of(&self, node: usize) -> Option<(String, bool)> {
        if !self.is_last(node) {
            return None;
        }
        let state = &self.nodes[node];
        match (&state.outcome, state.failures.last()) {
            (Some(outcome), _) => Some((outcome.clone(), false)),
            (None, Some(_)) => {
                // A race does not end an execution, so this state has another ending.
                let mut kinds = state.failures.iter().map(|f| f.kind.as_str());
                let kind = kinds.find(|&k| k != "data race")?;
                Some((kind.to_owned(), true))
            }
            (None, None) => None,
        }
    }

    /// Every way to end, failures last, each with its best path.
    pub fn endings(&self) -> Vec<StateEnding> {
        // The best path for each state and thread of the last step.
        let mut best: Vec<Vec<(Option<u8>, Path)>> = vec![Vec::new(); self.nodes.len()];
        let mut ends: Vec<((bool, String), Path)> = Vec::new();
        if let Some(first) = best.first_mut() {
            let path = Path {
                preemptions: 0,
                steps: Vec::new(),
                nodes: vec![0],
            };
            first.push((None, path));
        }
        for node in self.in_order() {
            let here = std::mem::take(&mut best[node]);
            if let Some((text, failed)) = self.end_of(node) {
                for (_, path) in &here {
                    keep(&mut ends, (failed, text.clone()), path);
                }
            }
            for step in self.steps_of(node) {
                for (last, path) in &here {
                    let path = self.longer(path, *last, step.to, &step.schedule);
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
        sort::by(&mut ends, |(a, _), (b, _)| a.cmp(b));
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

    /// The states, each after all states that lead to it. No way leads back to a state, because
    /// execution graphs only grow.
    pub fn in_order(&self) -> Vec<usize> {
        let mut open = vec![0_usize; self.nodes.len()];
        for step in &self.steps {
            open[step.to] += 1;
        }
        let mut order: Vec<usize> = (0..self.nodes.len()).filter(|&n| open[n] == 0).collect();
        let mut at = 0;
        while let Some(&node) = order.get(at) {
            for step in self.steps_of(node) {
                open[step.to] -= 1;
                if open[step.to] == 0 {
                    order.push(step.to);
                }
            }
            at += 1;
        }
        order
    }
}

/// Keeps the better of the present path and this one.
fn keep<K: PartialEq>(paths: &mut Vec<(K, Path)>, key: K, path: &Path) {
    match paths.iter_mut().find(|(k, _)| *k == key) {
        Some((_, there)) if *there <= *path => {}
        Some((_, there)) => *there = path.clone(),
        None => paths.push((key, path.clone())),
    }
}
