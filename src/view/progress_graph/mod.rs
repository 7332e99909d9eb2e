//! The progress graph of two threads: how far each has come, on two axes.
//!
//! A point says how many steps each thread has made; a schedule is a path from the
//! lower left to the upper right, a step to the right or upwards at a time. Where
//! both threads would hold one lock no path can go: the hatched rectangle is the
//! picture of mutual exclusion. From a point in the deadlock region every path ends
//! in the deadlock. (Coffman, Elphick and Shoshani, "System Deadlocks", 1971, draw
//! deadlocks so.)
//!
//! All of it is read off the state graph: which points paths reach, who holds what
//! there, and where they end.

mod drawing;

use std::collections::{BTreeMap, BTreeSet};

use crate::explore::StateGraph;

use super::{Subject, thousands};

/// The most steps of a thread that are drawn.
pub const MOST_STEPS: usize = 16;

/// How far A and B have come.
type Point = (usize, usize);

/// The graph as a drawing, with a path for each way to end, and what to think of that end.
///
/// # Errors
///
/// If the graph is not complete, if other than two spawned threads move, or if they
/// make more than [`MOST_STEPS`] steps: a sentence that says what to do.
pub fn svg(subject: &Subject, graph: &StateGraph) -> Result<String, String> {
    if let Some(why) = &graph.stopped_by {
        return Err(format!("the state graph is not complete: {why}"));
    }
    let letters: BTreeSet<char> = graph.steps.iter().map(|s| s.thread).collect();
    let moving: Vec<char> = letters.into_iter().collect();
    let &[a, b] = moving.as_slice() else {
        return Err(format!(
            "a progress graph has two axes, and {} here; draw the state graph instead",
            match moving.len() {
                0 => "no thread has a choice to make".to_owned(),
                1 => "only one thread moves".to_owned(),
                n => format!("{n} threads move"),
            }
        ));
    };
    if moving.contains(&'M') {
        return Err(
            "a progress graph is for two spawned threads, and here main moves as well; draw \
             the state graph instead"
                .to_owned(),
        );
    }
    let progress = Progress::new(graph, a, b);
    let longest = progress.labels[0].len().max(progress.labels[1].len());
    if longest > MOST_STEPS {
        return Err(format!(
            "a thread makes {} steps, and more than {MOST_STEPS} make no drawing; draw a \
             smaller instance",
            thousands(longest as u64)
        ));
    }
    Ok(progress.draw(subject))
}

struct Progress<'g> {
    graph: &'g StateGraph,
    threads: [char; 2],
    /// For each state, how far the threads have come there.
    points: Vec<Point>,
    /// For each thread, what each of its steps does, and the line.
    labels: [Vec<(String, String)>; 2],
    /// The points in each of which both threads would hold this lock.
    excluded: BTreeMap<String, BTreeSet<Point>>,
    /// The points from which only a deadlock can be reached.
    doomed: BTreeSet<Point>,
    dead: BTreeSet<Point>,
}

/// How far a thread has come where it holds a lock, and where it does not.
#[derive(Default)]
struct Holding {
    /// As the only one.
    alone: [BTreeSet<usize>; 2],
    /// As the only one, or with others that read.
    at_all: [BTreeSet<usize>; 2],
}

impl<'g> Progress<'g> {
    fn new(graph: &'g StateGraph, a: char, b: char) -> Self {
        let mut points = vec![(0, 0); graph.nodes.len()];
        // What stands at the n-th step of each thread, in some path or other.
        let mut texts: [BTreeMap<usize, BTreeSet<(&str, String)>>; 2] = Default::default();
        for node in graph.in_order() {
            for step in graph.steps.iter().filter(|s| s.from == node) {
                let (x, y) = points[node];
                let (axis, at) = if step.thread == a { (0, x) } else { (1, y) };
                points[step.to] = if axis == 0 { (x + 1, y) } else { (x, y + 1) };
                let file = step.file.rsplit(['/', '\\']).next().unwrap_or(step.file);
                let place = format!("{file}:{}", step.line);
                let at = texts[axis].entry(at).or_default();
                at.insert((step.operation.as_str(), place));
            }
        }
        let labels = texts.map(|steps| steps.values().map(label).collect());
        let mut progress = Self {
            graph,
            threads: [a, b],
            points,
            labels,
            excluded: BTreeMap::new(),
            doomed: BTreeSet::new(),
            dead: BTreeSet::new(),
        };
        progress.find_excluded();
        progress.find_doomed();
        progress
    }

    /// Finds the points where both threads would hold the same lock, and one of them
    /// alone: each holds it whenever it has come so far, on whatever path.
    fn find_excluded(&mut self) {
        let mut found: BTreeMap<&str, [Holding; 2]> = BTreeMap::new();
        for (node, &(x, y)) in self.graph.nodes.iter().zip(&self.points) {
            for lock in &node.locks {
                let found = found.entry(&lock.object).or_default();
                for (axis, far) in [x, y].into_iter().enumerate() {
                    let thread = self.threads[axis];
                    let alone = lock.held_by == Some(thread);
                    let holds = alone || lock.read_by.contains(&thread);
                    found[axis].alone[usize::from(!alone)].insert(far);
                    found[axis].at_all[usize::from(!holds)].insert(far);
                }
            }
        }
        for (lock, [a, b]) in found {
            let always = |[with, without]: &[BTreeSet<usize>; 2]| with - without;
            let pairs = |xs: BTreeSet<usize>, ys: BTreeSet<usize>| -> BTreeSet<Point> {
                let pairs = xs.iter().flat_map(|&x| ys.iter().map(move |&y| (x, y)));
                pairs.collect()
            };
            let mut excluded = pairs(always(&a.alone), always(&b.at_all));
            excluded.extend(pairs(always(&a.at_all), always(&b.alone)));
            self.excluded.insert(lock.to_owned(), excluded);
        }
    }

    fn find_doomed(&mut self) {
        let graph = self.graph;
        let mut doomed = vec![false; graph.nodes.len()];
        for &node in graph.in_order().iter().rev() {
            let out: Vec<_> = graph.steps.iter().filter(|s| s.from == node).collect();
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
        // States that differ in what was read may stand at the same point.
        let points = || self.points.iter().zip(&doomed);
        let open: BTreeSet<Point> = points().filter(|(_, d)| !**d).map(|(p, _)| *p).collect();
        let all = self.points.iter().copied();
        self.doomed = all.filter(|p| !open.contains(p)).collect();
    }

    /// Points that nothing excludes and yet no path reaches: excluded ones are in
    /// its way.
    fn unreached(&self, last: Point) -> BTreeSet<Point> {
        let reached: BTreeSet<Point> = self.points.iter().copied().collect();
        let excluded = |p: &Point| self.excluded.values().any(|points| points.contains(p));
        (0..=last.0)
            .flat_map(|x| (0..=last.1).map(move |y| (x, y)))
            .filter(|p| !reached.contains(p) && !excluded(p))
            .collect()
    }
}

/// The points as rectangles: runs of a row, joined upwards while they are as long.
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

/// What a step is called that may do different things on different paths: what
/// they have in common.
fn label(texts: &BTreeSet<(&str, String)>) -> (String, String) {
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
