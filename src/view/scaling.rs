//! Times at several numbers of threads, as a plot in text and as a drawing.
//!
//! Both have a logarithmic scale, because the ratios matter.

use std::fmt::Write;

use super::svg::{Anchor, LINE, Stroke, Svg, count, width};
use super::thousands;

/// The measurements of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// A point for each number of threads, in the same order in every series.
    pub points: Vec<Point>,
}

/// A median and the middle half of the samples, in nanoseconds; all above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The number of threads.
    pub threads: usize,
    /// Half of the samples are below it.
    pub median: f64,
    /// A quarter of the samples is below it.
    pub low: f64,
    /// A quarter of the samples is above it.
    pub high: f64,
}

impl Point {
    /// The point of these samples. Values between two samples are interpolated
    /// (Hyndman, Fan: Sample Quantiles in Statistical Packages, 1996, definition 7), so
    /// that a small number of samples does not shift them.
    ///
    /// # Panics
    ///
    /// If there is no sample.
    ///
    /// ```
    /// use racelab::view::scaling::Point;
    ///
    /// let point = Point::of(2, &[3.0, 1.0, 2.0]);
    /// assert_eq!((point.low, point.median, point.high), (1.5, 2.0, 2.5));
    /// assert_eq!(Point::of(1, &[1.0, 2.0]).median, 1.5);
    /// ```
    pub fn of(threads: usize, samples: &[f64]) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1).expect("there is a sample");
        let at = |quarter: usize| {
            let (below, rest) = (last * quarter / 4, last * quarter % 4);
            let above = (below + 1).min(last);
            // At most 3.
            #[allow(clippy::cast_precision_loss)]
            let share = rest as f64 / 4.0;
            sorted[below] + share * (sorted[above] - sorted[below])
        };
        Self {
            threads,
            median: at(2),
            low: at(1),
            high: at(3),
        }
    }
}

/// The letter under which a plot shows the series at this position.
pub fn letter(position: usize) -> char {
    ('a'..='z').nth(position).unwrap_or('?')
}

/// The columns of a plot for one number of threads.
const COLUMN: usize = 16;

/// A plot in text: a row for each step of 1, 2, 5, 10 and so on, with the letters of the
/// series whose medians are at that step or above it.
///
/// ```
/// use racelab::view::scaling::{Point, Series, plot};
///
/// let point = |threads, median| Point { threads, median, low: median, high: median };
/// let slow = Series { name: "slow".into(), points: vec![point(1, 7.0), point(2, 25.0)] };
/// let fast = Series { name: "fast".into(), points: vec![point(1, 6.0), point(2, 3.0)] };
/// assert_eq!(
///     plot(&[slow, fast]),
///     "      ns\n\
///      \x20     20 |                 a\n\
///      \x20     10 |\n\
///      \x20      5 | a b\n\
///      \x20      2 |                 b\n\
///      \x20threads   1               2\n"
/// );
/// ```
pub fn plot(series: &[Series]) -> String {
    let medians = || series.iter().flat_map(|s| &s.points).map(|p| p.median);
    let (least, most) = (
        medians().fold(f64::INFINITY, f64::min),
        medians().fold(0.0, f64::max),
    );
    let steps: Vec<f64> = steps(least, most);
    let threads = threads(series);
    let mut text = format!("{:>8}\n", "ns");
    for (at, &step) in steps.iter().enumerate().rev() {
        let above = steps.get(at + 1).copied().unwrap_or(f64::INFINITY);
        let mut row = format!("{:>8} | ", label(step));
        for &threads in &threads {
            let here = series.iter().enumerate().filter(|(_, s)| {
                let mut points = s.points.iter();
                points.any(|p| p.threads == threads && (step..above).contains(&p.median))
            });
            let letters: Vec<_> = here.map(|(at, _)| letter(at).to_string()).collect();
            // Writing to a string cannot fail.
            let _ = write!(row, "{:COLUMN$}", letters.join(" "));
        }
        text += row.trim_end();
        text.push('\n');
    }
    let mut axis = format!("{:>8}   ", "threads");
    for threads in threads {
        let _ = write!(axis, "{threads:<COLUMN$}");
    }
    text + axis.trim_end() + "\n"
}

/// The numbers of threads of all series, in their order.
fn threads(series: &[Series]) -> Vec<usize> {
    let first = series.first().map(|s| s.points.as_slice());
    first
        .unwrap_or_default()
        .iter()
        .map(|p| p.threads)
        .collect()
}

/// The steps 1, 2, 5, 10 .. from the last one at or below `least` to the last one at or
/// below `most`.
fn steps(least: f64, most: f64) -> Vec<f64> {
    let decades = (-3..12).map(|exponent| 10_f64.powi(exponent));
    let all: Vec<f64> = decades
        .flat_map(|decade| [decade, 2.0 * decade, 5.0 * decade])
        .collect();
    let first = all.iter().rposition(|step| *step <= least).unwrap_or(0);
    let end = all.partition_point(|step| *step <= most).max(first + 1);
    all[first..end].to_vec()
}

/// The label of a step.
fn label(step: f64) -> String {
    if step < 1.0 {
        return format!("{step:.3}").trim_end_matches('0').to_owned();
    }
    // The step is below 10^12, and whole.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    thousands(step.round() as u64)
}

/// The size of the drawing and the room around its plot, in pixels.
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 460.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 180.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 50.0;

const THIN: Stroke = Stroke {
    width: 0.4,
    dashes: 0,
};
const THICK: Stroke = Stroke {
    width: 3.0,
    dashes: 0,
};

/// A drawing: a line for each series, with the middle half of the samples at each point,
/// as SVG.
///
/// ```
/// use racelab::view::scaling::{Point, Series, svg};
///
/// let points = vec![Point { threads: 1, median: 7.0, low: 6.5, high: 8.0 }];
/// let drawing = svg("Counters", &[Series { name: "fetch_add".into(), points }]);
/// assert!(drawing.starts_with("<svg") && drawing.contains("fetch_add"));
/// ```
pub fn svg(title: &str, series: &[Series]) -> String {
    let mut drawing = Svg::new(title, &description(series));
    drawing.text((LEFT, TOP / 2.0), Anchor::Start, true, title);
    let (steps, y) = heights(series);
    let threads = threads(series);
    let gaps = count(threads.len().saturating_sub(1).max(1));
    let x = |at: usize| LEFT + 20.0 + count(at) / gaps * (WIDTH - LEFT - RIGHT - 40.0);
    for step in steps {
        drawing.line(&[(LEFT, y(step)), (WIDTH - RIGHT, y(step))], THIN, false);
        drawing.text(
            (LEFT - 6.0, y(step) + 4.0),
            Anchor::End,
            false,
            &label(step),
        );
    }
    drawing.text((LEFT - 6.0, TOP - 10.0), Anchor::End, false, "ns");
    for (at, threads) in threads.iter().enumerate() {
        let place = (x(at), HEIGHT - BOTTOM + LINE);
        drawing.text(place, Anchor::Middle, false, &threads.to_string());
    }
    let middle = (LEFT + WIDTH - RIGHT) / 2.0;
    drawing.text((middle, HEIGHT - 12.0), Anchor::Middle, false, "threads");

    for (number, series) in series.iter().enumerate() {
        let points = series.points.iter().enumerate();
        let line: Vec<_> = points.clone().map(|(at, p)| (x(at), y(p.median))).collect();
        let stroke = Stroke {
            width: 1.4,
            dashes: number,
        };
        drawing.line(&line, stroke, false);
        for (at, point) in points {
            let bar = [(x(at), y(point.low)), (x(at), y(point.high))];
            drawing.line(&bar, THICK, false);
        }
    }
    for (place, last, name) in names(series, &y) {
        let from = (x(threads.len().saturating_sub(1)), last);
        let to = (WIDTH - RIGHT + 10.0, place);
        drawing.line(&[from, to], THIN, false);
        drawing.text((to.0 + 4.0, place + 4.0), Anchor::Start, false, name);
    }
    drawing.finish(WIDTH, HEIGHT)
}

/// The steps that have a line, and how high a value stands.
fn heights(series: &[Series]) -> (Vec<f64>, impl Fn(f64) -> f64 + use<>) {
    let points = series.iter().flat_map(|s| &s.points);
    let ends = points.flat_map(|p| [p.low, p.high]);
    let least = ends.clone().fold(f64::INFINITY, f64::min);
    let most = ends.fold(0.0, f64::max);
    let steps = steps(least, most);
    let bottom = steps.first().copied().unwrap_or(1.0).ln();
    let top = most.ln().max(bottom + 1.0);
    let y = move |value: f64| {
        HEIGHT - BOTTOM - (value.ln() - bottom) / (top - bottom) * (HEIGHT - TOP - BOTTOM)
    };
    (steps, y)
}

/// Where the names stand at the right, one below the other without touching: each with
/// the height of its name, and of the last point of its line.
fn names(series: &[Series], y: impl Fn(f64) -> f64) -> Vec<(f64, f64, &str)> {
    let ends = series
        .iter()
        .filter_map(|s| Some((y(s.points.last()?.median), s.name.as_str())));
    let mut ends: Vec<_> = ends.collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut names: Vec<(f64, f64, &str)> = Vec::new();
    // The last names must fit above the bottom.
    let highest = HEIGHT - BOTTOM - LINE * count(ends.len().saturating_sub(1));
    for (at, (last, name)) in ends.into_iter().enumerate() {
        debug_assert!(width(name) < RIGHT, "the name is wider than its room");
        let free = names.last().map_or(TOP, |(place, ..)| place + LINE);
        let place = last.max(free).min(highest + LINE * count(at));
        names.push((place.max(free), last, name));
    }
    names
}

/// The same in words, for readers that cannot see the drawing.
fn description(series: &[Series]) -> String {
    let lines = series.iter().map(|series| {
        let points = series.points.iter().map(|p| {
            let plural = if p.threads == 1 { "" } else { "s" };
            format!("{:.1} ns at {} thread{plural}", p.median, p.threads)
        });
        format!(
            "{}: {}.",
            series.name,
            points.collect::<Vec<_>>().join(", ")
        )
    });
    lines.collect::<Vec<_>>().join(" ")
}
