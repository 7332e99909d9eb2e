//! Times at several numbers of threads, as a plot in text and as a drawing.
//!
//! Both have a logarithmic scale, because the ratios matter.

use std::fmt::Write;

use racelab_engine::sort;

use super::svg::{Anchor, Face, Fill, LINE, Stroke, Svg, Tone, count, width};
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
        sort::by(&mut sorted, f64::total_cmp);
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
const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 520.0;
const LEFT: f64 = 80.0;
const RIGHT: f64 = 200.0;
const TOP: f64 = 100.0;
const BOTTOM: f64 = 50.0;
/// From the edges of the plot to the first number of threads and the last one.
const INSET: f64 = 60.0;
/// The most that the points of two series stand apart at one number of threads.
const APART: f64 = 9.0;
/// Half the width of the ends of a bar.
const CAP: f64 = 3.0;

/// A drawing: a line for each series, with the middle half of the samples at each point,
/// as SVG. At one number of threads the points stand side by side, so that their bars can be
/// told apart.
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
    let facts = "a point is the median, its bar the middle half of the samples; each line of \
                 the grid is about twice the one below";
    drawing.heading(title, facts);
    let (steps, y) = heights(series);
    let threads = threads(series);
    let gaps = count(threads.len().saturating_sub(1).max(1));
    let room = WIDTH - LEFT - RIGHT - 2.0 * INSET;
    let between = APART.min(room / gaps * 0.7 / count(series.len().max(1)));
    let middle = |at: usize| LEFT + INSET + count(at) / gaps * room;
    let x = |at: usize, series_number: usize| {
        let places = count(series_number) - count(series.len() - 1) / 2.0;
        middle(at) + places * between
    };
    draw_axes(&mut drawing, &steps, &threads, &y, middle);
    for (number, series) in series.iter().enumerate() {
        let points = series.points.iter().enumerate();
        let points = points.map(|(at, point)| (x(at, number), point));
        let line: Vec<_> = points.clone().map(|(x, p)| (x, y(p.median))).collect();
        drawing.line(&line, Stroke::number(1.6, number));
        let tone = Tone::Number(number);
        let bar = Stroke::solid(1.6, tone);
        for (x, point) in points {
            let (low, high) = (y(point.low), y(point.high));
            drawing.line(&[(x, low), (x, high)], bar);
            for end in [low, high] {
                drawing.line(&[(x - CAP, end), (x + CAP, end)], bar);
            }
            let place = (x, y(point.median));
            drawing.circle(place, 2.6, Fill::Strong(tone), Stroke::solid(0.5, tone));
        }
    }
    for (place, last, number) in names(series, &y) {
        let tone = Tone::Number(number);
        let from = (x(threads.len().saturating_sub(1), number), last);
        let edge = WIDTH - RIGHT + 10.0;
        let stroke = Stroke::solid(0.6, tone);
        drawing.line(&[from, (edge, place)], stroke);
        drawing.line(
            &[(edge, place), (edge + 26.0, place)],
            Stroke::number(1.6, number),
        );
        let at = (edge + 32.0, place + 4.0);
        drawing.text(at, Anchor::Start, Face::of(tone), &series[number].name);
    }
    drawing.finish(WIDTH, HEIGHT)
}

/// The lines of the grid with their labels, and the numbers of threads below.
fn draw_axes(
    drawing: &mut Svg,
    steps: &[f64],
    threads: &[usize],
    y: impl Fn(f64) -> f64,
    middle: impl Fn(usize) -> f64,
) {
    let grid = Stroke::solid(0.4, Tone::Faint);
    for &step in steps {
        drawing.line(&[(LEFT, y(step)), (WIDTH - RIGHT, y(step))], grid);
        let at = (LEFT - 8.0, y(step) + 4.0);
        drawing.text(at, Anchor::End, Face::PLAIN, &label(step));
    }
    let unit = (LEFT - 8.0, TOP - 14.0);
    drawing.text(unit, Anchor::End, Face::FAINT, "ns");
    for (at, threads) in threads.iter().enumerate() {
        let place = (middle(at), HEIGHT - BOTTOM + LINE);
        let face = Face::PLAIN;
        drawing.text(place, Anchor::Middle, face, &threads.to_string());
    }
    let below = ((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12.0);
    drawing.text(below, Anchor::Middle, Face::FAINT, "threads");
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
/// the height of its name, and of the last point of its line, and its number.
fn names(series: &[Series], y: impl Fn(f64) -> f64) -> Vec<(f64, f64, usize)> {
    let ends = series.iter().enumerate();
    let ends = ends.filter_map(|(number, s)| Some((y(s.points.last()?.median), number)));
    let mut ends: Vec<_> = ends.collect();
    sort::by(&mut ends, |a, b| a.0.total_cmp(&b.0));
    let mut names: Vec<(f64, f64, usize)> = Vec::new();
    // The last names must fit above the bottom.
    let highest = HEIGHT - BOTTOM - LINE * count(ends.len().saturating_sub(1));
    for (at, (last, number)) in ends.into_iter().enumerate() {
        let name = width(&series[number].name);
        debug_assert!(name < RIGHT - 40.0, "the name is wider than its room");
        let free = names.last().map_or(TOP, |(place, ..)| place + LINE);
        let place = last.max(free).min(highest + LINE * count(at));
        names.push((place.max(free), last, number));
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
