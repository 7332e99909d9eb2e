//! The measurement, as tables and a plot.

use racelab::view::scaling::{self, Point, Series};
use racelab::view::screen::{BAD, GOOD, STRONG, paragraph, styled, width};
use racelab::view::{self, counted};

use crate::samples::Measured;

/// The columns of a figure with its spread.
const FIGURE: usize = 11;

/// The tables of the shared counters and of those apart, and the plot of the shared.
pub(crate) fn show(measured: &Measured, rounds: usize) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let build = match cfg!(debug_assertions) {
        true => "a development build, whose times mean nothing",
        false => "a release build",
    };
    let note = format!(
        "Nanoseconds per increment, all threads together: the median of {} and, after ±, half \
         the range of their middle half. {} and {build}. Perfect scaling would halve the time \
         on twice as many cores.",
        counted(rounds as u64, "sample"),
        counted(cores as u64, "core"),
    );
    let mut text = paragraph(&note, 2, width());
    let lost = measured.lost();
    let shared = measured.series(false);
    let right = |at: usize| match lost[at] {
        0.0 => styled(GOOD, format!("{:<10}", "right")),
        lost => styled(BAD, format!("{:<10}", format!("lost {}", share(lost)))),
    };
    text += &table("one counter for all threads", &shared, right);
    let nothing = |_| " ".repeat(10);
    text += &table("a counter for each thread", &measured.series(true), nothing);
    text += &format!("\n{}", scaling::plot(&shared));
    let advice = "What to choose when: docs/09_counters_compared.md";
    text + &format!("\n  {advice}\n")
}

fn table(title: &str, series: &[Series], right: impl Fn(usize) -> String) -> String {
    let threads = series.first().map(|s| s.points.as_slice());
    let threads = threads.unwrap_or_default().iter();
    let threads = threads.map(|point| format!("{:>5}{:6}", point.threads, ""));
    let heads: Vec<_> = [format!("{:32}", "threads")]
        .into_iter()
        .chain(threads)
        .collect();
    let rows = series.iter().enumerate().map(|(at, series)| {
        let letter = scaling::letter(at);
        let name = format!("{letter}  {:<18} {}", series.name, right(at));
        let figures = series.points.iter();
        let figures = figures.map(|p| format!("{:FIGURE$}", figure(*p)));
        [name].into_iter().chain(figures).collect::<Vec<_>>()
    });
    let table = view::table(&heads, &rows.collect::<Vec<_>>(), width());
    format!("\n  {}\n{table}", styled(STRONG, title))
}

/// `12.3 ±0.4`, the median's end in one column.
fn figure(point: Point) -> String {
    let spread = (point.high - point.low) / 2.0;
    format!("{:>5} ±{}", digits(point.median), digits(spread))
}

/// Two or more digits, more than another run repeats; thousands where they would not fit.
fn digits(number: f64) -> String {
    match number {
        n if n < 9.95 => format!("{n:.1}"),
        n if n < 9_999.5 => format!("{n:.0}"),
        n => format!("{:.0}k", n / 1_000.0),
    }
}

/// A share of 1 in per cent; a small one is never shown as 0.
fn share(part: f64) -> String {
    match part * 100.0 {
        percent if percent < 1.0 => "<1 %".to_owned(),
        percent => format!("{percent:.0} %"),
    }
}
