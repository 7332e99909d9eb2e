//! The progress of a run, on a terminal.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use racelab_grade::Record;
use racelab_grade::class::Pace;
use racelab_grade::report::one_line;

use super::outputs::Outputs;

/// The bar before the first grades, when the time left is unknown, and after them.
const FIRST: &str = "  {spinner} {bar:24} {pos} of {len} labs  {wide_msg}";
const THEN: &str = "  {spinner} {bar:24} {pos} of {len} labs, {left}  {wide_msg}";

/// How many grades the bar needs before it estimates the time left. With fewer, one slow lab would
/// make the estimate hours.
const ENOUGH: u64 = 8;

/// How often a bar is redrawn, so that it moves while a lab takes long.
pub(super) const TICK: Duration = Duration::from_millis(250);

/// A bar on standard error, if that is a terminal, and the unfinished reports.
pub(crate) struct Bar {
    bar: ProgressBar,
    outputs: Outputs,
    records: Vec<Record>,
}

impl Bar {
    /// A bar for `labs` labs; `records` are the grades that exist already.
    pub(crate) fn new(labs: usize, outputs: &Outputs, records: Vec<Record>) -> Self {
        let bar = ProgressBar::new(labs as u64);
        bar.set_style(style(FIRST));
        bar.enable_steady_tick(TICK);
        let outputs = outputs.clone();
        Self {
            bar,
            outputs,
            records,
        }
    }
}

/// The time left if the others take as long as the labs after the first.
fn left(state: &ProgressState, text: &mut dyn Write) {
    let done = state.pos().saturating_sub(1).max(1);
    let left = state.len().unwrap_or_default().saturating_sub(state.pos());
    let seconds = state.elapsed().as_secs_f64() / done as f64 * left as f64;
    let words = match seconds {
        ..90.0 => "about a minute left".to_owned(),
        _ => format!("about {:.0} minutes left", seconds / 60.0),
    };
    // An error here only hides the estimate.
    let _ = text.write_str(&words);
}

/// The style of a bar.
pub(super) fn style(template: &str) -> ProgressStyle {
    // The template is a constant, and valid.
    let style = ProgressStyle::with_template(template).expect("the template is one");
    style.progress_chars("##-")
}

impl Pace for Bar {
    fn building(&mut self, student: &str) {
        self.bar.set_message(one_line(student));
    }

    fn graded(&mut self, record: &Record) {
        if self.bar.position() == 0 {
            // The time before the first grade includes the build of the course, which comes once.
            self.bar.reset_elapsed();
        }
        self.bar.inc(1);
        if self.bar.position() == ENOUGH {
            self.bar.set_style(style(THEN).with_key("left", left));
        }
        self.records.push(record.clone());
        // The last write of the reports returns any error.
        let _ = self.outputs.sketch(&self.records);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
