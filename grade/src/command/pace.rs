//! How far it is, on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use racelab_grade::Record;
use racelab_grade::class::Pace;
use racelab_grade::report::one_line;

use super::outputs::Outputs;

/// What the bar says before the first grade, when nobody knows how long it takes, and then.
const FIRST: &str = "  {spinner} {bar:24} {pos} of {len} labs  {wide_msg}";
const THEN: &str = "  {spinner} {bar:24} {pos} of {len} labs, {eta} left  {wide_msg}";

/// How often a bar shows that somebody is at work.
pub(super) const TICK: Duration = Duration::from_millis(250);

/// A bar on standard error, if that is a terminal, and the sketches of reports.
pub(crate) struct Bar {
    bar: ProgressBar,
    outputs: Outputs,
    records: Vec<Record>,
}

impl Bar {
    /// A bar for so many labs to be graded; these are graded already.
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

/// How a bar looks.
pub(super) fn style(template: &str) -> ProgressStyle {
    // It is a constant, and a right one.
    let style = ProgressStyle::with_template(template).expect("the template is one");
    style.progress_chars("##-")
}

impl Pace for Bar {
    fn building(&mut self, student: &str) {
        self.bar.set_message(one_line(student));
    }

    fn graded(&mut self, record: &Record) {
        if self.bar.position() == 0 {
            self.bar.set_style(style(THEN));
        }
        self.bar.inc(1);
        self.records.push(record.clone());
        // Whether it can be written is said in the end.
        let _ = self.outputs.sketch(&self.records);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
