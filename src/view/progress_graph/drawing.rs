//! Draws a progress graph.

use crate::explore::StateEnding;
use crate::view::subject::tone;
use crate::view::svg::{Anchor, Face, Fill, LINE, MARGIN, Stroke, Svg, Tone, count, width};
use crate::view::{Subject, counted};

use super::frame::{AWAY, Frame};
use super::{Point, ProgressGraph, rectangles};

/// The largest number of drawn paths; more could not be distinguished.
const MOST_PATHS: usize = 6;

/// The distance between two paths.
const LANE: f64 = 8.0;
const THIN: Stroke = Stroke::solid(0.8, Tone::Ink);
const GRID: Stroke = Stroke::solid(0.4, Tone::Faint);
/// The width of the samples in the legend.
const SAMPLE: f64 = 58.0;

impl ProgressGraph<'_> {
    pub(super) fn draw(&self, subject: &Subject) -> String {
        let endings = self.graph.endings();
        let (drawn, left) = endings.split_at(endings.len().min(MOST_PATHS));
        let frame = Frame::new(&self.labels);
        let paths = counted(self.graph.paths().unwrap_or(0), "interleaving");
        let description = self.description(subject, &endings, &paths);
        let title = format!("{}: progress of two threads", subject.title);
        let mut svg = Svg::new(&title, &description);
        let needed = svg.heading(&title, &subject.program);
        let facts = format!("{paths}, each a path from 0 to the upper right");
        let at = (MARGIN, MARGIN + 33.0 + LINE);
        svg.text(at, Anchor::Start, Face::FAINT, &facts);
        let needed = needed.max(width(&facts) + 2.0 * MARGIN);
        // The grid first, so that text in the regions is drawn over it.
        draw_grid(&mut svg, &frame);
        self.draw_regions(&mut svg, &frame);
        self.draw_axes(&mut svg, &frame);
        for (number, ending) in drawn.iter().enumerate() {
            self.draw_path(&mut svg, &frame, number, drawn, ending);
        }
        for &point in &self.dead {
            draw_cross(&mut svg, frame.at(point));
        }
        let (legend, bottom) = self.draw_legend(&mut svg, &frame, subject, drawn, left.len());
        let right = frame.at(frame.last).0 + 60.0 + MARGIN;
        svg.finish(right.max(needed).max(legend + MARGIN), bottom + MARGIN)
    }

    /// The drawing in words, for readers that cannot see it.
    fn description(&self, subject: &Subject, endings: &[StateEnding], paths: &str) -> String {
        let [a, b] = self.threads;
        let mut text = format!(
            "How far two threads have come, {a} to the right, {b} upwards: {}. There are {paths}.",
            subject.program
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
                said(subject, ending)
            );
        }
        text
    }

    fn draw_regions(&self, svg: &mut Svg, frame: &Frame) {
        let unreached = self.unreached(frame.last);
        for (low, high) in rectangles(&unreached) {
            let (corner, size) = frame.around(low, high);
            svg.rectangle(corner, size, Fill::Pale(Tone::Faint), None);
        }
        for (low, high) in rectangles(&self.doomed) {
            let (corner, size) = frame.around(low, high);
            let border = Stroke::dashed(1.0, Tone::Forbidden);
            svg.rectangle(corner, size, Fill::Dotted, Some(border));
        }
        for (number, (_, points)) in self.excluded.iter().enumerate() {
            for (low, high) in rectangles(points) {
                let (corner, size) = frame.around(low, high);
                svg.rectangle(corner, size, hatching(number), Some(THIN));
            }
        }
        for (lock, points) in &self.excluded {
            // At a point that is excluded by no other lock, if there is one.
            let others = || self.excluded.iter().filter(|(other, _)| other != lock);
            let mut alone = points.clone();
            alone.retain(|p| !others().any(|(_, points)| points.contains(p)));
            let points = if alone.is_empty() { points } else { &alone };
            let area = |&(low, high): &(Point, Point)| (high.0 - low.0 + 1) * (high.1 - low.1 + 1);
            // The first of the largest.
            let largest = rectangles(points).into_iter().rev().max_by_key(area);
            if let Some((low, high)) = largest {
                let (corner, size) = frame.around(low, high);
                let middle = (corner.0 + size.0 / 2.0, corner.1 + size.1 / 2.0);
                let above = (middle.0, middle.1 - LINE / 2.0);
                svg.label(above, Face::PLAIN, "both hold");
                svg.label((middle.0, above.1 + LINE), Face::BOLD, lock);
            }
        }
    }

    fn draw_axes(&self, svg: &mut Svg, frame: &Frame) {
        let (origin, end) = (frame.at((0, 0)), frame.at(frame.last));
        let axis = Stroke::solid(1.5, Tone::Ink);
        let (left, below) = (origin.0 - AWAY, origin.1 + AWAY);
        svg.arrow(&[(left, below), (end.0 + 34.0, below)], axis);
        svg.arrow(&[(left, below), (left, end.1 - 34.0)], axis);
        let [a, b] = self.threads.map(String::from);
        svg.text((end.0 + 42.0, below + 4.0), Anchor::Start, Face::BOLD, &a);
        svg.text((left, end.1 - 42.0), Anchor::Middle, Face::BOLD, &b);
        svg.text((left - 4.0, below + LINE), Anchor::End, Face::PLAIN, "0");
        for (step, (what, place)) in self.labels[0].iter().enumerate() {
            let middle = (frame.at((step, 0)).0 + frame.at((step + 1, 0)).0) / 2.0;
            let at = (middle, below + LINE + 4.0);
            svg.text(at, Anchor::Middle, Face::PLAIN, what);
            svg.text((middle, at.1 + LINE), Anchor::Middle, Face::FAINT, place);
            tick(svg, (frame.at((step + 1, 0)).0, below), (0.0, 5.0));
        }
        for (step, (what, place)) in self.labels[1].iter().enumerate() {
            let middle = (frame.at((0, step)).1 + frame.at((0, step + 1)).1) / 2.0;
            let at = (left - 10.0, middle - 2.0);
            svg.text(at, Anchor::End, Face::PLAIN, what);
            svg.text((at.0, at.1 + LINE), Anchor::End, Face::FAINT, place);
            tick(svg, (left, frame.at((0, step + 1)).1), (-5.0, 0.0));
        }
    }

    fn draw_path(
        &self,
        svg: &mut Svg,
        frame: &Frame,
        number: usize,
        drawn: &[StateEnding],
        ending: &StateEnding,
    ) {
        let lane = (count(number) - count(drawn.len() - 1) / 2.0) * LANE;
        // Down and to the right, which separates both horizontal and vertical stretches.
        let place = |&node: &usize| {
            let (x, y) = frame.at(self.points[node]);
            (x + lane, y + lane)
        };
        let points: Vec<_> = ending.nodes.iter().map(place).collect();
        svg.arrow(&points, Stroke::number(2.4, number));
        if let Some(&first) = points.first() {
            let tone = Tone::Number(number);
            svg.circle(first, 3.0, Fill::Strong(tone), Stroke::solid(0.5, tone));
        }
        // The number is on the stretch with the fewest other paths; of several
        // such stretches, on the one nearest to the middle.
        let stretch = |path: &StateEnding, at: usize| {
            let ends = path.nodes.get(at..at + 2)?;
            Some((self.points[ends[0]], self.points[ends[1]]))
        };
        let shared = |at: usize| {
            let others = drawn.iter().filter(|other| *other != ending);
            let same = |other: &&StateEnding| {
                (0..other.nodes.len()).any(|n| stretch(other, n) == stretch(ending, at))
            };
            others.filter(same).count()
        };
        let last = points.len().saturating_sub(1);
        let best = (0..last).min_by_key(|&at| (shared(at), at.abs_diff(last / 2)));
        if let Some(at) = best {
            let (from, to) = (points[at], points[at + 1]);
            let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
            svg.mark(middle, number + 1);
        }
    }

    /// The legend: the paths, then the regions. Returns the right and the lower edge.
    fn draw_legend(
        &self,
        svg: &mut Svg,
        frame: &Frame,
        subject: &Subject,
        drawn: &[StateEnding],
        left: usize,
    ) -> (f64, f64) {
        let x = MARGIN;
        let mut y = frame.at((0, 0)).1 + AWAY + 2.0 * LINE + 34.0;
        let mut right: f64 = 0.0;
        let mut say = |svg: &mut Svg, y: f64, face: Face, text: &str| {
            let at = (x + SAMPLE + 12.0, y + 4.0);
            svg.text(at, Anchor::Start, face, text);
            right = right.max(at.0 + width(text));
        };
        for (number, ending) in drawn.iter().enumerate() {
            svg.arrow(&[(x, y), (x + SAMPLE, y)], Stroke::number(2.4, number));
            svg.mark((x + 24.0, y), number + 1);
            let text = format!(
                "{}, by schedule {}, {}",
                said(subject, ending),
                ending.schedule,
                counted(ending.preemptions as u64, "preemption")
            );
            let face = Face::of(tone(subject.rating(&ending.text, ending.failed)));
            say(svg, y, face, &text);
            y += LINE + 7.0;
        }
        if left > 0 {
            let text = format!(
                "and {} that end otherwise, not drawn",
                counted(left as u64, "path")
            );
            say(svg, y, Face::PLAIN, &text);
            y += LINE + 7.0;
        }
        let mut sample = |svg: &mut Svg, fill, text: &str| {
            svg.rectangle((x, y - 8.0), (SAMPLE, 16.0), fill, Some(THIN));
            say(svg, y, Face::PLAIN, text);
            y += LINE + 7.0;
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
            let text = "no path comes here, since others are in its way";
            sample(svg, Fill::Pale(Tone::Faint), text);
        }
        (right, y - LINE)
    }
}

/// A line through each point of either axis.
fn draw_grid(svg: &mut Svg, frame: &Frame) {
    let (origin, end) = (frame.at((0, 0)), frame.at(frame.last));
    for x in 0..=frame.last.0 {
        let at = frame.at((x, 0)).0;
        svg.line(&[(at, origin.1), (at, end.1)], GRID);
    }
    for y in 0..=frame.last.1 {
        let at = frame.at((0, y)).1;
        svg.line(&[(origin.0, at), (end.0, at)], GRID);
    }
}

/// `counter = 1 (forbidden: an increment is lost)`.
fn said(subject: &Subject, ending: &StateEnding) -> String {
    let said = subject.said(&ending.text, ending.failed);
    if ending.failed {
        return said.to_uppercase();
    }
    match subject.verdict(&ending.text, false) {
        verdict if verdict.is_empty() => said,
        verdict => format!("{said} ({verdict})"),
    }
}

/// Each lock has its own kind of hatching.
fn hatching(lock: usize) -> Fill {
    if lock.is_multiple_of(2) {
        Fill::Hatched
    } else {
        Fill::HatchedBack
    }
}

fn tick(svg: &mut Svg, at: (f64, f64), by: (f64, f64)) {
    svg.line(&[at, (at.0 + by.0, at.1 + by.1)], THIN);
}

/// The point at which no thread can move any more.
fn draw_cross(svg: &mut Svg, (x, y): (f64, f64)) {
    let stroke = Stroke::solid(3.0, Tone::Forbidden);
    let arm = 9.0;
    svg.line(&[(x - arm, y - arm), (x + arm, y + arm)], stroke);
    svg.line(&[(x - arm, y + arm), (x + arm, y - arm)], stroke);
    let face = Face::of(Tone::Forbidden).bold();
    svg.label((x + 14.0, y - 20.0), face, "DEADLOCK");
}
