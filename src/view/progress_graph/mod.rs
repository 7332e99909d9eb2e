//! The progress graph of two threads: each axis shows how far one thread has come.
//!
//! A point says how many steps each thread has made. A schedule is a path from the
//! lower left to the upper right, one step to the right or upwards at a time. No path
//! enters the points at which both threads would hold the same lock: the hatched rectangle
//! is mutual exclusion. From a point in the deadlock region every path ends
//! in the deadlock. (Coffman, Elphick and Shoshani, "System Deadlocks", 1971, draw
//! deadlocks like this.)
//!
//! All of it comes from the state graph: the points that paths reach, the holders of locks
//! at them, and the ends of the paths.

mod areas;
mod drawing;
mod frame;

use std::collections::BTreeSet;

use racelab_engine::sort;

use crate::explore::StateGraph;

use super::{Subject, Undrawn};

pub use areas::{Excluded, ProgressAreas, progress};

/// The most steps of a thread that are drawn.
pub const MOST_STEPS: usize = 16;

/// The numbers of steps that A and B have made.
type Point = (usize, usize);

/// The graph as a drawing, with a path for each way to end, and the rating of that end.
///
/// # Errors
///
/// A sentence that says what to do, if the graph is not complete, if other threads than two spawned
/// ones move, or if they make more than [`MOST_STEPS`] steps.
pub fn svg(subject: &Subject, graph: &StateGraph) -> Result<String, Undrawn> {
    Ok(of_two(graph)?.draw(subject))
}

/// The graph of the two threads that move.
fn of_two(graph: &StateGraph) -> Result<ProgressGraph<'_>, Undrawn> {
    if !graph.complete {
        let why = graph.stopped_by.clone().unwrap_or_default();
        return Err(Undrawn::Incomplete(why));
    }
    let moving = graph.letters();
    let &[a, b] = moving.as_slice() else {
        return Err(Undrawn::Threads(moving.len()));
    };
    if moving.contains(&'M') {
        return Err(Undrawn::MainMoves);
    }
    let progress = ProgressGraph::new(graph, a, b);
    let longest = progress.labels[0].len().max(progress.labels[1].len());
    if longest > MOST_STEPS {
        return Err(Undrawn::Steps(longest));
    }
    Ok(progress)
}

struct ProgressGraph<'g> {
    graph: &'g StateGraph,
    threads: [char; 2],
    /// The point of each state.
    points: Vec<Point>,
    /// For each thread, the operation of each of its steps, and the line.
    labels: [Vec<(String, String)>; 2],
    /// The locks by name, each with the points at which both threads would hold it.
    excluded: Vec<(String, BTreeSet<Point>)>,
    /// The points from which only a deadlock can be reached.
    doomed: BTreeSet<Point>,
    dead: BTreeSet<Point>,
}

/// The numbers of steps after which a thread holds a lock, and those after which it does not.
#[derive(Default)]
struct Holding {
    /// As the only holder.
    alone: [BTreeSet<usize>; 2],
    /// As the only holder, or together with other readers.
    at_all: [BTreeSet<usize>; 2],
}

impl<'g> ProgressGraph<'g> {
    fn new(graph: &'g StateGraph, a: char, b: char) -> Self {
        let mut points = vec![(0, 0); graph.nodes.len()];
        // The operations of the n-th step of each thread, over all paths.
        let mut texts: [Vec<Vec<(&str, String)>>; 2] = Default::default();
        for node in graph.in_order() {
            for step in graph.steps_of(node) {
                let (x, y) = points[node];
                let (axis, at) = if step.thread == a { (0, x) } else { (1, y) };
                points[step.to] = if axis == 0 { (x + 1, y) } else { (x, y + 1) };
                let file = step.file.rsplit(['/', '\\']).next().unwrap_or(step.file);
                let place = format!("{file}:{}", step.line);
                let texts = &mut texts[axis];
                if texts.len() <= at {
                    texts.resize(at + 1, Vec::new());
                }
                let text = (step.operation.as_str(), place);
                if !texts[at].contains(&text) {
                    texts[at].push(text);
                }
            }
        }
        let labels = texts.map(|steps| steps.into_iter().map(label).collect());
        let mut progress = Self {
            graph,
            threads: [a, b],
            points,
            labels,
            excluded: Vec::new(),
            doomed: BTreeSet::new(),
            dead: BTreeSet::new(),
        };
        progress.find_excluded();
        progress.find_doomed();
        progress
    }

    /// Finds the points at which both threads would hold the same lock, and one of them
    /// exclusively: on every path, each holds it when it has come so far.
    fn find_excluded(&mut self) {
        let mut found: Vec<(&str, [Holding; 2])> = Vec::new();
        for (node, &(x, y)) in self.graph.nodes.iter().zip(&self.points) {
            for lock in &node.locks {
                let known = found.iter().position(|(name, _)| *name == lock.object);
                let at = known.unwrap_or_else(|| {
                    found.push((&lock.object, Default::default()));
                    found.len() - 1
                });
                let (_, found) = &mut found[at];
                for (axis, far) in [x, y].into_iter().enumerate() {
                    let thread = self.threads[axis];
                    let alone = lock.held_by == Some(thread);
                    let holds = alone || lock.read_by.contains(&thread);
                    found[axis].alone[usize::from(!alone)].insert(far);
                    found[axis].at_all[usize::from(!holds)].insert(far);
                }
            }
        }
        sort::by_key(&mut found, |&(lock, _)| lock);
        for (lock, [a, b]) in found {
            let mut excluded = BTreeSet::new();
            for (xs, ys) in [(a.alone, b.at_all), (a.at_all, b.alone)] {
                let [xs, ys] = [xs, ys].map(always);
                excluded.extend(xs.iter().flat_map(|&x| ys.iter().map(move |&y| (x, y))));
            }
            self.excluded.push((lock.to_owned(), excluded));
        }
    }

    fn find_doomed(&mut self) {
        let graph = self.graph;
        let mut doomed = vec![false; graph.nodes.len()];
        for &node in graph.in_order().iter().rev() {
            let out = graph.steps_of(node);
            doomed[node] = if out.is_empty() {
                let dead = graph.end_of(node).is_some_and(|(end, _)| end == "deadlock");
                if dead {
                    self.dead.insert(self.points[node]);
                }
                dead
            } else {
                out.iter().all(|s| doomed[s.to])
            };
        }
        // Several states may have the same point, if different values were read.
        let points = || self.points.iter().zip(&doomed);
        let open: BTreeSet<Point> = points().filter(|(_, d)| !**d).map(|(p, _)| *p).collect();
        let all = self.points.iter().copied();
        self.doomed = all.filter(|p| !open.contains(p)).collect();
    }

    /// The points that no path reaches although they are not excluded: excluded points block every
    /// way to them.
    fn unreached(&self, last: Point) -> BTreeSet<Point> {
        let reached: BTreeSet<Point> = self.points.iter().copied().collect();
        let excluded = |p: &Point| self.excluded.iter().any(|(_, points)| points.contains(p));
        (0..=last.0)
            .flat_map(|x| (0..=last.1).map(move |y| (x, y)))
            .filter(|p| !reached.contains(p) && !excluded(p))
            .collect()
    }
}

/// The numbers of steps that are in the first set alone.
fn always([mut with, without]: [BTreeSet<usize>; 2]) -> BTreeSet<usize> {
    with.retain(|far| !without.contains(far));
    with
}

/// The points as rectangles: runs in a row, joined upwards while they have the same length.
fn rectangles(points: &BTreeSet<Point>) -> Vec<(Point, Point)> {
    let mut left = points.clone();
    let mut found = Vec::new();
    while let Some(&(x, y)) = left.first() {
        let mut high = x;
        while left.contains(&(high + 1, y)) {
            high += 1;
        }
        let mut top = y;
        while (x..=high).all(|x| left.contains(&(x, top + 1))) {
            top += 1;
        }
        left.retain(|&(px, py)| !((x..=high).contains(&px) && (y..=top).contains(&py)));
        found.push(((x, y), (high, top)));
    }
    found
}

/// The label of a step that may do different things on different paths: the part that
/// they have in common.
fn label(mut texts: Vec<(&str, String)>) -> (String, String) {
    sort::by(&mut texts, Ord::cmp);
    let mut places: Vec<&str> = texts.iter().map(|(_, place)| place.as_str()).collect();
    places.dedup();
    let mut whats: Vec<&str> = texts.iter().map(|&(what, _)| what).collect();
    if whats.len() > 1 {
        whats = whats
            .iter()
            .filter_map(|w| w.split(" <- ").next())
            .collect();
        whats.dedup();
    }
    let joined = |parts: &[&str]| match parts {
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} / {two}"),
        [one, ..] => format!("{one} / ..."),
        [] => String::new(),
    };
    (joined(&whats), joined(&places))
}
