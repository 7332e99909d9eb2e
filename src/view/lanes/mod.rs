//! One execution as lanes: a column for each thread, time running down.
//!
//! ```text
//!   x = 0
//!             A main.rs                      B main.rs
//!    1  A:31  read x -> 0                    .
//!    2  B:31  .                              read x -> 0
//!    3  B:32  .                              write x <- 2
//!    4  A:32  write x <- 1 over B's 2        .
//!   x = 1: B's update is lost.                             schedule AB2A
//! ```
//!
//! Each row begins with its step, thread and line, so that it can be understood
//! when it is read aloud. If the columns do not fit the width, the same
//! rows are printed as a list. A row without a number shows what main did while no other
//! thread could move: the schedule has no letter for it.

mod arrows;
mod drawing;
mod layout;
mod sentences;
mod sheet;

use std::fmt;

use crate::explore::{Awaits, Event, Execution, Operation};

use super::screen::{WIDTH, paragraph};
use super::words::{self, Detail};

/// The lanes of an execution. Shown with [`Display`](fmt::Display): as many lines
/// as needed, each ended.
#[derive(Clone, Debug)]
pub struct Lanes<'a> {
    execution: &'a Execution,
    ending: String,
    orderings: bool,
    racing: bool,
    width: usize,
    most: usize,
}

/// One step, ready to be laid out.
struct Row {
    /// The position of its event.
    event: usize,
    /// How many steps before it are not shown.
    left_out: usize,
    /// The number of the step; `None` if the event is not a step.
    number: Option<usize>,
    thread: usize,
    place: String,
    text: String,
}

impl<'a> Lanes<'a> {
    /// The lanes of this execution, for a screen of [`WIDTH`] columns.
    pub fn new(execution: &'a Execution) -> Self {
        Self {
            execution,
            ending: String::new(),
            orderings: !execution.interleaved,
            racing: false,
            width: WIDTH,
            most: usize::MAX,
        }
    }

    /// Shows at most `steps` steps, but at least 3: if there are more, it shows the first two
    /// thirds and the last third, and no schedule. By default it shows all.
    pub fn at_most(mut self, steps: usize) -> Self {
        self.most = steps.max(3);
        self
    }

    /// Sets the width of the screen in columns.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// Sets the last sentence: the result of the execution.
    pub fn ending(mut self, sentence: impl Into<String>) -> Self {
        self.ending = sentence.into();
        self
    }

    /// Sets whether to show the memory orderings of the steps. By default they are shown
    /// only if no interleaving explains the execution.
    pub fn orderings(mut self, show: bool) -> Self {
        self.orderings = show;
        self
    }

    /// Marks the two steps of the first data race of the execution, and names them. By
    /// default they are not marked.
    pub fn racing(mut self, mark: bool) -> Self {
        self.racing = mark;
        self
    }

    /// The numbers of the steps that race, if they are to be marked.
    fn race(&self) -> Option<[usize; 2]> {
        let race = self.execution.races.first().filter(|_| self.racing)?;
        Some([self.step_of(race.first)?, self.step_of(race.second)?])
    }

    /// How many steps there are to show.
    pub fn steps(&self) -> usize {
        self.numbered().count()
    }

    /// The events that are steps, by their index.
    fn numbered(&self) -> impl Iterator<Item = (usize, &'a Event)> {
        let events = self.execution.events.iter().enumerate();
        events.filter(|(_, event)| event.step)
    }

    /// The events that have a row: the steps, and between them main's own events that concern
    /// objects of other threads. If the program is stuck, also main's own events after the steps,
    /// and those by which main acquired what another thread waits for.
    fn shown(&self) -> impl Iterator<Item = (usize, &'a Event)> {
        let mut steps = self.numbered().map(|(index, _)| index);
        let first = steps.next().unwrap_or(usize::MAX);
        let last = steps.last().unwrap_or(first);
        let between = match self.execution.waiting.is_empty() {
            true => first..last,
            false => first..usize::MAX,
        };
        let (shared, held) = (self.shared(), self.held());
        let events = self.execution.events.iter().enumerate();
        events.filter(move |&(index, event)| {
            let alone = || {
                let in_between = between.contains(&index);
                let objects = if in_between { &shared } else { &held };
                event.object.is_some_and(|o| objects.contains(&o)) && is_of_interest(event)
            };
            event.step || event.thread == 0 && alone()
        })
    }

    /// The locks and semaphores that main holds and another thread waits for.
    fn held(&self) -> Vec<usize> {
        let waiting = self.execution.waiting.iter();
        let by_main = waiting.filter(|waiting| match waiting.awaits {
            Awaits::Lock { holder } => holder == Some(0),
            awaits => awaits == Awaits::Permit,
        });
        by_main.filter_map(|waiting| waiting.object).collect()
    }

    /// The objects that a thread other than main uses, or waits for.
    fn shared(&self) -> Vec<usize> {
        let steps = self.numbered().filter(|(_, event)| event.thread != 0);
        let used = steps.filter_map(|(_, event)| event.object);
        let waiting = self.execution.waiting.iter();
        let awaited = waiting.filter(|waiting| waiting.thread != 0);
        used.chain(awaited.filter_map(|waiting| waiting.object))
            .collect()
    }

    /// The threads that have a row, in their order: the columns.
    fn threads(&self) -> Vec<usize> {
        (0..self.execution.threads.len())
            .filter(|&t| self.shown().any(|(_, event)| event.thread == t))
            .collect()
    }

    /// The objects of the rows, in their order.
    fn objects(&self) -> Vec<usize> {
        (0..self.execution.objects.len())
            .filter(|&o| self.shown().any(|(_, event)| event.object == Some(o)))
            .collect()
    }

    /// The source files of a thread's steps.
    fn files(&self, thread: usize) -> Vec<&'static str> {
        let mut files = Vec::new();
        for (_, event) in self.shown() {
            let file = event.line().file_name();
            if event.thread == thread && !files.contains(&file) {
                files.push(file);
            }
        }
        files
    }

    /// The number of an event's step, if it is a step.
    fn step_of(&self, event: usize) -> Option<usize> {
        let number = self.numbered().position(|(index, _)| index == event)?;
        Some(number + 1)
    }

    fn rows(&self, names: bool) -> Vec<Row> {
        let detail = Detail {
            names,
            orderings: self.orderings,
        };
        let mut numbers = 1..;
        let rows = self.shown().map(|(index, event)| Row {
            event: index,
            left_out: 0,
            number: event.step.then(|| numbers.next()).flatten(),
            thread: event.thread,
            place: event.line().to_string(),
            text: words::event(self.execution, event, detail),
        });
        let mut rows: Vec<_> = rows.collect();
        if rows.len() > self.most {
            let last = self.most / 3;
            let gap = self.most - last..rows.len() - last;
            let steps = rows[gap.clone()].iter().filter(|row| row.number.is_some());
            rows[gap.end].left_out = steps.count();
            rows.drain(gap);
        }
        rows
    }
}

/// Whether an event of main alone is shown. The rows of a thread's steps already show when it
/// begins and ends, and spawns and joins.
pub(super) fn is_of_interest(event: &Event) -> bool {
    use Operation::{End, Join, Return, Spawn, Start};
    !matches!(event.operation, Start | Return | End | Spawn(_) | Join(_))
}

impl fmt::Display for Lanes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(initial) = self.initial() {
            f.write_str(&paragraph(&initial, 2, self.width))?;
        }
        let one_object = self.objects().len() <= 1;
        let rows = self
            .columns(true)
            .or_else(|| one_object.then(|| self.columns(false)).flatten())
            .unwrap_or_else(|| self.list());
        f.write_str(&rows)?;
        for waiting in &self.execution.waiting {
            let letter = self.execution.threads[waiting.thread].letter;
            let sentence = format!("{letter}  {}  {}", waiting.line(), waiting.reason);
            f.write_str(&paragraph(&sentence, 2, self.width))?;
        }
        for sentence in self.race_in_words().into_iter().chain(self.explanations()) {
            f.write_str(&paragraph(&sentence, 2, self.width))?;
        }
        f.write_str(&self.last_line())
    }
}
