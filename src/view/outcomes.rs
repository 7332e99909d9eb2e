//! The table of outcomes: of real runs with their share, or of an exploration.
//!
//! ```text
//!   final    runs    share
//!       1     129    0.6 %  #                     forbidden  an update is lost
//!       2  19,871   99.4 %  ####################  expected   one after the other
//! ```
//!
//! Numbers of executions have no share: the number of executions with an outcome says
//! nothing about how often the outcome happens.

use std::fmt;

use anstyle::Style;
use serde::Serialize;

use super::screen::{BAD, FAINT, GOOD, ODD, WIDTH, columns, styled, wrap};
use super::thousands;

/// The rating of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// The intended outcome.
    Expected,
    /// Allowed, and worth a second look.
    Interesting,
    /// An outcome that a correct program never has.
    Forbidden,
}

impl Rating {
    fn style(self) -> Style {
        match self {
            Self::Expected => GOOD,
            Self::Interesting => ODD,
            Self::Forbidden => BAD,
        }
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Expected => "expected",
            Self::Interesting => "interesting",
            Self::Forbidden => "forbidden",
        })
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The outcome.
    pub outcome: String,
    /// How many runs or executions ended with it.
    pub count: u64,
    /// Its rating.
    pub rating: Rating,
    /// The reason, in a few words.
    pub sentence: String,
    /// The schedule of an example, for an exploration.
    pub schedule: Option<String>,
}

/// The kind of things that the table counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Runs,
    Executions,
}

/// The table. Shown with [`Display`](fmt::Display): a line for each row and one
/// above them, each ended.
#[derive(Clone, Debug)]
pub struct Outcomes {
    name: String,
    rows: Vec<Row>,
    counted: Counted,
    width: usize,
}

impl Outcomes {
    /// The outcomes of real runs, with their shares; `name` says what they are
    /// (`final`).
    pub fn of_runs(name: impl Into<String>, rows: Vec<Row>) -> Self {
        Self::new(name.into(), rows, Counted::Runs)
    }

    /// The outcomes of an exploration, each with a schedule that leads to it.
    pub fn of_executions(name: impl Into<String>, rows: Vec<Row>) -> Self {
        Self::new(name.into(), rows, Counted::Executions)
    }

    fn new(name: String, rows: Vec<Row>, counted: Counted) -> Self {
        Self {
            name,
            rows,
            counted,
            width: WIDTH,
        }
    }

    /// How many columns the screen has.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }
}

/// The largest width of a bar, in columns.
const BAR: usize = 30;

/// The parts of a row between its count and its rating.
impl Outcomes {
    /// The shares, each with its bar. The bars get the columns that are left between the `before`
    /// columns and the `behind` columns.
    fn shares(&self, before: usize, behind: usize) -> Vec<String> {
        let total: u64 = self.rows.iter().map(|r| r.count).sum();
        let most = self.rows.iter().map(|r| r.count).max().unwrap_or(0);
        let rest = before + "  100.0 %".len() + 2 + behind;
        let bar = self.width.saturating_sub(rest).clamp(4, BAR);
        let share = |row: &Row| {
            let bar_text = "#".repeat(length(row.count, most, bar));
            format!("  {:>7}  {bar_text:<bar$}", share(row.count, total))
        };
        self.rows.iter().map(share).collect()
    }

    fn schedules(&self) -> Vec<String> {
        let schedule = |row: &Row| row.schedule.clone().unwrap_or_default();
        let schedules = self.rows.iter().map(schedule);
        let widest = schedules.clone().map(|s| columns(&s)).max().unwrap_or(0);
        // A schedule is never cut; one that is very long has its row's words on the next
        // line.
        let widest = widest.max("schedule".len()).min(self.width / 3);
        schedules.map(|s| format!("  {s:<widest$}")).collect()
    }
}

impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts_head = match self.counted {
            Counted::Runs => "runs",
            Counted::Executions => "executions",
        };
        let counts: Vec<String> = self.rows.iter().map(|r| thousands(r.count)).collect();
        let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
        let outcome = widest(&mut self.rows.iter().map(|r| columns(&r.outcome)));
        let outcome = outcome.max(columns(&self.name)).max(5);
        let count = widest(&mut counts.iter().map(|c| columns(c))).max(counts_head.len());
        let rating = widest(&mut self.rows.iter().map(|r| columns(&r.rating.to_string())));
        let sentence = widest(&mut self.rows.iter().map(|r| columns(&r.sentence)));
        let before = 2 + outcome + 2 + count;
        let (head, middles) = match self.counted {
            Counted::Runs => ("    share", self.shares(before, 2 + rating + 2 + sentence)),
            Counted::Executions => ("  schedule", self.schedules()),
        };
        writeln!(
            f,
            "{}",
            styled(
                FAINT,
                format!("  {:>outcome$}  {counts_head:>count$}{head}", self.name)
            )
        )?;
        for ((row, count_text), middle) in self.rows.iter().zip(&counts).zip(&middles) {
            let start = format!("  {:>outcome$}  {count_text:>count$}{middle}", row.outcome);
            let judged = styled(row.rating.style(), row.rating);
            let pad = " ".repeat(rating - columns(&row.rating.to_string()));
            let indent = columns(&start) + 2 + rating + 2;
            let room = self.width.saturating_sub(indent);
            let mut words = wrap(&row.sentence, room.max(16)).into_iter();
            if room < sentence.min(16) {
                writeln!(f, "{start}  {judged}")?;
                let indent = before + 2;
                for line in wrap(&row.sentence, self.width.saturating_sub(indent).max(16)) {
                    writeln!(f, "{:indent$}{line}", "")?;
                }
                continue;
            }
            match words.next() {
                Some(first) => writeln!(f, "{start}  {judged}{pad}  {first}")?,
                None => writeln!(f, "{start}  {judged}")?,
            }
            for line in words {
                writeln!(f, "{:indent$}{line}", "")?;
            }
        }
        Ok(())
    }
}

/// The length of a bar in columns: 0 for 0, at least 1 otherwise, and all columns for
/// the most frequent.
fn length(count: u64, most: u64, columns: usize) -> usize {
    if count == 0 {
        return 0;
    }
    let columns_most = u128::from(most.max(1));
    let columns = u128::from(count) * columns as u128 / columns_most;
    usize::try_from(columns).unwrap_or(usize::MAX).max(1)
}

/// A share in per cent with one decimal. A share above 0 that would show as 0.0 is
/// `<0.1 %`, and one below 1 that would show as 100.0 is `>99.9 %`.
pub(super) fn share(count: u64, total: u64) -> String {
    if total == 0 {
        return "-".to_owned();
    }
    let per_mille = (u128::from(count) * 2000 / u128::from(total)).div_ceil(2);
    match per_mille {
        0 if count > 0 => "<0.1 %".to_owned(),
        1000 if count < total => ">99.9 %".to_owned(),
        _ => format!("{}.{} %", per_mille / 10, per_mille % 10),
    }
}
