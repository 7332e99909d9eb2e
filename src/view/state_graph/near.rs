//! Which states of a large graph a page has: those near a shortest way to a goal.

use std::collections::VecDeque;

use crate::explore::StateGraph;

/// A goal.
#[derive(Clone, Debug)]
pub struct Aim {
    /// What to do, as an imperative without its full stop.
    pub task: String,
    /// The positions of the states in which the goal is reached.
    pub nodes: Vec<usize>,
}

/// The states that are kept.
#[derive(Clone, Debug)]
pub struct Near {
    /// Their positions in the graph, in its order.
    pub(super) kept: Vec<usize>,
}

impl Near {
    /// All states whose steps are known.
    pub fn all(graph: &StateGraph) -> Self {
        let nodes = 0..graph.nodes.len();
        Self {
            kept: nodes.filter(|node| !graph.cut.contains(node)).collect(),
        }
    }

    /// The states of a shortest way to each goal, and those at most `radius` steps away from it.
    /// Without a goal, the way leads to an end of the program.
    pub fn to(graph: &StateGraph, aims: &[Aim], radius: usize) -> Self {
        let mut targets: Vec<Vec<usize>> = aims.iter().map(|aim| aim.nodes.clone()).collect();
        if targets.is_empty() {
            let nodes = 0..graph.nodes.len();
            targets.push(nodes.filter(|&node| graph.is_last(node)).collect());
        }
        let mut away = vec![usize::MAX; graph.nodes.len()];
        let mut queue = VecDeque::new();
        for node in targets.iter().flat_map(|nodes| way(graph, nodes)) {
            if away[node] != 0 {
                away[node] = 0;
                queue.push_back(node);
            }
        }
        while let Some(node) = queue.pop_front().filter(|&node| away[node] < radius) {
            for step in graph.steps_of(node) {
                if away[step.to] == usize::MAX {
                    away[step.to] = away[node] + 1;
                    queue.push_back(step.to);
                }
            }
        }
        let mut near = Self::all(graph);
        near.kept.retain(|&node| away[node] != usize::MAX);
        near
    }

    /// The kept states from which no way leads to the goal, by their new positions. `None` if the
    /// kept states show that themselves, or if the graph does not know.
    pub(super) fn lost(&self, graph: &StateGraph, aim: &Aim) -> Option<Vec<usize>> {
        if !graph.complete || self.kept.len() == graph.nodes.len() {
            return None;
        }
        let mut reaches = vec![false; graph.nodes.len()];
        for &node in &aim.nodes {
            reaches[node] = true;
        }
        for &node in graph.in_order().iter().rev() {
            reaches[node] |= graph.steps_of(node).iter().any(|step| reaches[step.to]);
        }
        let kept = self.kept.iter().enumerate();
        let lost = kept.filter(|(_, node)| !reaches[**node]);
        Some(lost.map(|(place, _)| place).collect())
    }
}

/// The states of a shortest way from the beginning to one of these; empty if there is none.
fn way(graph: &StateGraph, wanted: &[usize]) -> Vec<usize> {
    let mut before: Vec<Option<usize>> = vec![None; graph.nodes.len()];
    let mut queue = VecDeque::from([0]);
    while let Some(node) = queue.pop_front() {
        if wanted.contains(&node) {
            let mut way = vec![node];
            while let Some(from) = before[way[way.len() - 1]] {
                way.push(from);
            }
            return way;
        }
        for step in graph.steps_of(node) {
            if step.to != 0 && before[step.to].is_none() {
                before[step.to] = Some(node);
                queue.push_back(step.to);
            }
        }
    }
    Vec::new()
}
