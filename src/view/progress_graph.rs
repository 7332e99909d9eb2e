//! The progress graph of two threads: how far each has come, on two axes.
//!
//! A point says how many steps each thread has made; a schedule is a path from the
//! lower left to the upper right, a step to the right or upwards at a time. Where
//! both threads would hold one lock no path can go (Dijkstra called these graphs
//! progress diagrams; the hatched rectangle is the picture of mutual exclusion).
//! From a point in the deadlock region every path ends in the deadlock.
//!
//! All of it is read off the state graph: which points paths reach, who holds what
//! there, and where they end.

use std::collections::{BTreeMap, BTreeSet};

use crate::explore::{Ending, StateGraph};

use super::svg::{Anchor, CHARACTER, Fill, LINE, Stroke, Svg, count, width};
use super::{counted, thousands};

/// The most steps of a thread that are drawn.
pub const MOST_STEPS: usize = 16;
/// The most paths that are drawn and still told apart.
const MOST_PATHS: usize = 6;

const MARGIN: f64 = 24.0;
const ROW: f64 = 52.0;
/// How far apart the paths run.
const LANE: f64 = 7.0;

/// How far A and B have come.
type Point = (usize, usize);

/// The graph as a drawing, with a path for each way to end. `outcome` is what the
/// program's result is called.
///
/// # Errors
///
/// If the graph is not complete, if other than two spawned threads move, or if they
/// make more than [`MOST_STEPS`] steps: a sentence that says what to do.
pub fn svg(title: &str, outcome: &str, graph: &StateGraph) -> Result<String, String> {
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
    Ok(progress.draw(title, outcome))
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

    /// A thread that holds a lock somewhere after n steps holds it after n steps
    /// whatever the other does; so where both would, no path can come.
    fn find_excluded(&mut self) {
        let mut holding: BTreeMap<&str, [BTreeSet<usize>; 2]> = BTreeMap::new();
        for (node, &(x, y)) in self.graph.nodes.iter().zip(&self.points) {
            for lock in &node.locks {
                let held = holding.entry(&lock.object).or_default();
                match lock.held_by {
                    Some(by) if by == self.threads[0] => held[0].insert(x),
                    Some(by) if by == self.threads[1] => held[1].insert(y),
                    _ => false,
                };
            }
        }
        let reached: BTreeSet<Point> = self.points.iter().copied().collect();
        for (lock, [by_a, by_b]) in holding {
            let pairs = by_a
                .iter()
                .flat_map(|&x| by_b.iter().map(move |&y| (x, y)))
                // Where what is locked depends on what was read, paths come by.
                .filter(|point| !reached.contains(point));
            self.excluded.insert(lock.to_owned(), pairs.collect());
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

    fn draw(&self, title: &str, outcome: &str) -> String {
        let endings = self.graph.endings();
        let (drawn, left) = endings.split_at(endings.len().min(MOST_PATHS));
        let frame = Frame::new(&self.labels);
        let paths = counted(self.graph.paths().unwrap_or(0), "interleaving");
        let description = self.description(outcome, &endings, &paths);
        let heading = format!("{title}: progress graph");
        let mut svg = Svg::new(&heading, &description);
        svg.text((MARGIN, MARGIN + 6.0), Anchor::Start, true, &heading);
        let facts = format!("A path from 0 to the upper right is a schedule. There are {paths}.");
        svg.text((MARGIN, MARGIN + 24.0), Anchor::Start, false, &facts);
        self.draw_regions(&mut svg, &frame);
        self.draw_axes(&mut svg, &frame);
        for (number, ending) in drawn.iter().enumerate() {
            self.draw_path(&mut svg, &frame, number, drawn, ending);
        }
        for &point in &self.dead {
            draw_cross(&mut svg, frame.at(point));
        }
        let (legend, bottom) = self.draw_legend(&mut svg, &frame, outcome, drawn, left.len());
        let right = frame.at(frame.last).0 + 60.0;
        let text = width(&facts).max(width(&heading)) + MARGIN;
        svg.finish(right.max(text).max(legend) + MARGIN, bottom + MARGIN)
    }

    /// What the picture shows, for whoever does not see it.
    fn description(&self, outcome: &str, endings: &[Ending], paths: &str) -> String {
        let [a, b] = self.threads;
        let mut text = format!(
            "How far two threads have come: {a} to the right, {b} upwards. There are {paths}."
        );
        for (letter, labels) in self.threads.iter().zip(&self.labels) {
            let steps: Vec<&str> = labels.iter().map(|(what, _)| what.as_str()).collect();
            text += &format!(" The steps of {letter}: {}.", steps.join("; "));
        }
        for (lock, points) in &self.excluded {
            if !points.is_empty() {
                text += &format!(" No path goes where both would hold {lock}.");
            }
        }
        if !self.doomed.is_empty() {
            text += " There is a region from which every path ends in a deadlock.";
        }
        for ending in endings {
            text += &format!(
                " Schedule {} ends with {}.",
                ending.schedule,
                said(outcome, ending)
            );
        }
        text
    }

    fn draw_regions(&self, svg: &mut Svg, frame: &Frame) {
        let unreached = self.unreached(frame.last);
        for (low, high) in rectangles(&unreached) {
            let (corner, size) = frame.around(low, high);
            svg.rectangle(corner, size, Fill::Grey, None);
        }
        for (low, high) in rectangles(&self.doomed) {
            let (corner, size) = frame.around(low, high);
            let border = Stroke {
                width: 1.0,
                dashes: 1,
            };
            svg.rectangle(corner, size, Fill::Dotted, Some(border));
        }
        for (number, points) in self.excluded.values().enumerate() {
            for (low, high) in rectangles(points) {
                let (corner, size) = frame.around(low, high);
                svg.rectangle(corner, size, hatching(number), Some(THIN));
            }
        }
        for (lock, points) in &self.excluded {
            // Where it can be told from the other locks, if there is such a place.
            let others = self.excluded.iter().filter(|(other, _)| *other != lock);
            let others: BTreeSet<&Point> = others.flat_map(|(_, points)| points).collect();
            let alone: BTreeSet<Point> = points
                .iter()
                .copied()
                .filter(|p| !others.contains(p))
                .collect();
            let points = if alone.is_empty() { points } else { &alone };
            let area = |&(low, high): &(Point, Point)| (high.0 - low.0 + 1) * (high.1 - low.1 + 1);
            // The first of the largest.
            let largest = rectangles(points).into_iter().rev().max_by_key(area);
            if let Some((low, high)) = largest {
                let (corner, size) = frame.around(low, high);
                let middle = (corner.0 + size.0 / 2.0, corner.1 + size.1 / 2.0);
                svg.label(middle, false, "both hold");
                svg.label((middle.0, middle.1 + LINE), true, lock);
            }
        }
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

    fn draw_axes(&self, svg: &mut Svg, frame: &Frame) {
        let (width, height) = frame.last;
        let origin = frame.at((0, 0));
        let end = frame.at(frame.last);
        for x in 0..=width {
            let at = frame.at((x, 0)).0;
            svg.line(&[(at, origin.1), (at, end.1)], FAINT, false);
        }
        for y in 0..=height {
            let at = frame.at((0, y)).1;
            svg.line(&[(origin.0, at), (end.0, at)], FAINT, false);
        }
        let axis = Stroke {
            width: 1.5,
            dashes: 0,
        };
        let (left, below) = (origin.0 - AWAY, origin.1 + AWAY);
        svg.line(&[(left, below), (end.0 + 34.0, below)], axis, true);
        svg.line(&[(left, below), (left, end.1 - 34.0)], axis, true);
        let [a, b] = self.threads.map(String::from);
        svg.text((end.0 + 42.0, below + 4.0), Anchor::Start, true, &a);
        svg.text((left, end.1 - 42.0), Anchor::Middle, true, &b);
        svg.text((left - 4.0, below + LINE), Anchor::End, false, "0");
        for (step, (what, place)) in self.labels[0].iter().enumerate() {
            let middle = (frame.at((step, 0)).0 + frame.at((step + 1, 0)).0) / 2.0;
            svg.text((middle, below + LINE + 4.0), Anchor::Middle, false, what);
            svg.text(
                (middle, below + 2.0 * LINE + 4.0),
                Anchor::Middle,
                false,
                place,
            );
            tick(svg, (frame.at((step + 1, 0)).0, below), (0.0, 5.0));
        }
        for (step, (what, place)) in self.labels[1].iter().enumerate() {
            let middle = (frame.at((0, step)).1 + frame.at((0, step + 1)).1) / 2.0;
            svg.text((left - 10.0, middle - 2.0), Anchor::End, false, what);
            svg.text(
                (left - 10.0, middle + LINE - 2.0),
                Anchor::End,
                false,
                place,
            );
            tick(svg, (left, frame.at((0, step + 1)).1), (-5.0, 0.0));
        }
    }

    fn draw_path(
        &self,
        svg: &mut Svg,
        frame: &Frame,
        number: usize,
        drawn: &[Ending],
        ending: &Ending,
    ) {
        let lane = (count(number) - count(drawn.len() - 1) / 2.0) * LANE;
        // Down and to the right: both horizontal and vertical stretches part.
        let place = |&node: &usize| {
            let (x, y) = frame.at(self.points[node]);
            (x + lane, y + lane)
        };
        let points: Vec<_> = ending.nodes.iter().map(place).collect();
        let stroke = Stroke {
            width: 2.0,
            dashes: number,
        };
        svg.line(&points, stroke, true);
        if let Some(&first) = points.first() {
            svg.circle(first, 2.5, Fill::Black, THIN);
        }
        // The number stands where the fewest other paths go the same way; of such
        // stretches at the one next to the middle.
        let stretch = |path: &Ending, at: usize| {
            let ends = path.nodes.get(at..at + 2)?;
            Some((self.points[ends[0]], self.points[ends[1]]))
        };
        let shared = |at: usize| {
            let others = drawn.iter().filter(|other| *other != ending);
            let same = |other: &&Ending| {
                (0..other.nodes.len()).any(|n| stretch(other, n) == stretch(ending, at))
            };
            others.filter(same).count()
        };
        let last = points.len().saturating_sub(1);
        let best = (0..last).min_by_key(|&at| (shared(at), at.abs_diff(last / 2)));
        if let Some(at) = best {
            let (from, to) = (points[at], points[at + 1]);
            let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
            mark(svg, middle, number + 1);
        }
    }

    /// The paths, then the regions; the right and the lower edge.
    fn draw_legend(
        &self,
        svg: &mut Svg,
        frame: &Frame,
        outcome: &str,
        drawn: &[Ending],
        left: usize,
    ) -> (f64, f64) {
        let x = MARGIN;
        let mut y = frame.at((0, 0)).1 + AWAY + 2.0 * LINE + 34.0;
        let mut right: f64 = 0.0;
        let mut say = |svg: &mut Svg, y: f64, text: &str| {
            svg.text((x + 70.0, y + 4.0), Anchor::Start, false, text);
            right = right.max(x + 70.0 + width(text));
        };
        for (number, ending) in drawn.iter().enumerate() {
            let stroke = Stroke {
                width: 2.0,
                dashes: number,
            };
            svg.line(&[(x, y), (x + 58.0, y)], stroke, true);
            mark(svg, (x + 24.0, y), number + 1);
            let text = format!(
                "{}: schedule {}, {}",
                said(outcome, ending),
                ending.schedule,
                counted(ending.preemptions as u64, "preemption")
            );
            say(svg, y, &text);
            y += LINE + 6.0;
        }
        if left > 0 {
            let text = format!(
                "and {} that end otherwise, not drawn",
                counted(left as u64, "path")
            );
            say(svg, y, &text);
            y += LINE + 6.0;
        }
        let mut sample = |svg: &mut Svg, fill, text: &str| {
            svg.rectangle((x, y - 7.0), (58.0, 14.0), fill, Some(THIN));
            say(svg, y, text);
            y += LINE + 6.0;
        };
        for (number, (lock, points)) in self.excluded.iter().enumerate() {
            if !points.is_empty() {
                let text = format!("both threads would hold {lock}: no path comes here");
                sample(svg, hatching(number), &text);
            }
        }
        if !self.doomed.is_empty() {
            let text = "deadlock region: every path from here ends at the cross";
            sample(svg, Fill::Dotted, text);
        }
        if !self.unreached(frame.last).is_empty() {
            sample(
                svg,
                Fill::Grey,
                "no path comes here, since others are in its way",
            );
        }
        (right, y - LINE)
    }
}

/// A thin line, and a fainter one.
const THIN: Stroke = Stroke {
    width: 0.8,
    dashes: 0,
};
const FAINT: Stroke = Stroke {
    width: 0.3,
    dashes: 0,
};
/// How far the axes are from the first points.
const AWAY: f64 = 30.0;

/// Where points are on the sheet.
struct Frame {
    origin: (f64, f64),
    column: f64,
    last: Point,
}

impl Frame {
    fn new(labels: &[Vec<(String, String)>; 2]) -> Self {
        let longest = |axis: usize| {
            let texts = labels[axis].iter().flat_map(|(what, place)| [what, place]);
            texts.map(|t| t.chars().count()).max().unwrap_or(0)
        };
        let last = (labels[0].len(), labels[1].len());
        Self {
            origin: (
                MARGIN + count(longest(1)) * CHARACTER + AWAY + 24.0,
                MARGIN + 104.0 + count(last.1) * ROW,
            ),
            column: (count(longest(0)) * CHARACTER + 12.0).max(78.0),
            last,
        }
    }

    fn at(&self, (x, y): Point) -> (f64, f64) {
        (
            self.origin.0 + count(x) * self.column,
            self.origin.1 - count(y) * ROW,
        )
    }

    /// The rectangle around these points: from the middle of the step that leads in
    /// to the middle of the step that leads out. Corner and size.
    fn around(&self, low: Point, high: Point) -> ((f64, f64), (f64, f64)) {
        let (left, bottom) = self.at(low);
        let (right, top) = self.at(high);
        (
            (left - self.column / 2.0, top - ROW / 2.0),
            (right - left + self.column, bottom - top + ROW),
        )
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

fn said(outcome: &str, ending: &Ending) -> String {
    if ending.failed {
        ending.text.to_uppercase()
    } else {
        format!("{outcome} = {}", ending.text)
    }
}

/// Locks are told apart by the way their regions are hatched.
fn hatching(lock: usize) -> Fill {
    if lock.is_multiple_of(2) {
        Fill::Hatched
    } else {
        Fill::HatchedBack
    }
}

fn tick(svg: &mut Svg, at: (f64, f64), by: (f64, f64)) {
    svg.line(&[at, (at.0 + by.0, at.1 + by.1)], THIN, false);
}

/// The number of a path.
fn mark(svg: &mut Svg, at: (f64, f64), number: usize) {
    svg.circle(at, 8.0, Fill::White, THIN);
    svg.text(
        (at.0, at.1 + 4.0),
        Anchor::Middle,
        true,
        &number.to_string(),
    );
}

/// Where nobody can move any more.
fn draw_cross(svg: &mut Svg, (x, y): (f64, f64)) {
    let stroke = Stroke {
        width: 3.0,
        dashes: 0,
    };
    let arm = 9.0;
    svg.line(&[(x - arm, y - arm), (x + arm, y + arm)], stroke, false);
    svg.line(&[(x - arm, y + arm), (x + arm, y - arm)], stroke, false);
    svg.label((x, y - 19.0), true, "DEADLOCK");
}
