//! One execution, for the eye: a column per thread, time running down.
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
//! when it is read aloud. Where the columns would not fit the width, the same
//! rows come as a list. A row without a number is what main did while no other
//! thread could move: the schedule has no letter for it.

mod arrows;
mod drawing;

use std::fmt;

use crate::explore::{Awaits, Event, Execution, Operation};

use super::screen::{BAD, FAINT, STRONG, WIDTH, columns, paragraph, styled};
use super::words::{self, Detail};
use super::{Rating, Subject, counted};

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
    /// How many steps in front of it are not shown.
    left_out: usize,
    /// The number of the step; `None` if it is none.
    number: Option<usize>,
    thread: usize,
    place: String,
    text: String,
}

impl Row {
    /// The line that says how many steps are not shown in front of it, if any are.
    fn gap(&self) -> String {
        match self.left_out {
            0 => String::new(),
            steps => format!("  ... {} left out ...\n", counted(steps as u64, "step")),
        }
    }
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

    /// Shows at most so many steps, but 3 or more: where there are more than that, the first
    /// two thirds and the last third, and no schedule. All unless set.
    pub fn at_most(mut self, steps: usize) -> Self {
        self.most = steps.max(3);
        self
    }

    /// How many columns the screen has.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// The sentence to end with: what came of it.
    pub fn ending(mut self, sentence: impl Into<String>) -> Self {
        self.ending = sentence.into();
        self
    }

    /// Whether to show which memory ordering each step named. Unless it is said here,
    /// only where no interleaving explains the execution.
    pub fn orderings(mut self, show: bool) -> Self {
        self.orderings = show;
        self
    }

    /// Marks the two steps of the first of the execution's data races, and says which they
    /// are. Not unless it is said here.
    pub fn racing(mut self, mark: bool) -> Self {
        self.racing = mark;
        self
    }

    /// The same as a drawing, with an arrow from each write to the reads of other threads that
    /// see it and from each message to its receive. `lost` are the positions of the writes
    /// whose update is lost, and `rating` is what to think of the end.
    ///
    /// # Errors
    ///
    /// If the drawing would be larger than a screen: a sentence that says what to do.
    pub fn svg(
        &self,
        subject: &Subject,
        rating: Option<Rating>,
        lost: &[usize],
    ) -> Result<String, String> {
        drawing::draw(self, subject, rating, lost).ok_or_else(|| {
            format!(
                "a picture of the execution's {} would be too large to read; replay a smaller \
                 instance, or leave --svg out to see the execution as text",
                counted(self.steps() as u64, "step")
            )
        })
    }

    /// The numbers of the steps that race, if they are to be marked.
    fn race(&self) -> Option<[usize; 2]> {
        let race = self.execution.races.first().filter(|_| self.racing)?;
        Some([self.step_of(race.first)?, self.step_of(race.second)?])
    }

    /// The number of a row's step in so many columns, and the margin before its place.
    fn number(&self, row: &Row, width: usize) -> String {
        let Some(number) = row.number else {
            return " ".repeat(width + 2);
        };
        match self.race().is_some_and(|race| race.contains(&number)) {
            true => format!("{number:>width$}{} ", styled(BAD, "!")),
            false => format!("{number:>width$}  "),
        }
    }

    /// Which steps race, as a sentence.
    fn race_in_words(&self) -> Option<String> {
        let [first, second] = self.race()?;
        Some(format!(
            "Steps {first} and {second} race: nothing makes them come in this order."
        ))
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

    /// The events that have a row: the steps, and what main did alone between them with what
    /// other threads use. Where the program is stuck, what main did alone behind them too, and
    /// how it came by what another thread waits for.
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

    /// The locks that main holds and the semaphores at which another thread waits for them.
    fn held(&self) -> Vec<usize> {
        let waiting = self.execution.waiting.iter();
        let by_main = waiting.filter(|waiting| match waiting.awaits {
            Awaits::Lock { holder } => holder == Some(0),
            awaits => awaits == Awaits::Permit,
        });
        by_main.filter_map(|waiting| waiting.object).collect()
    }

    /// The objects that another thread than main uses, or waits at.
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

    /// The objects that the rows are about, in their order.
    fn objects(&self) -> Vec<usize> {
        (0..self.execution.objects.len())
            .filter(|&o| self.shown().any(|(_, event)| event.object == Some(o)))
            .collect()
    }

    /// The files whose lines a thread runs.
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

    /// The number of the step that an event is, if it is one.
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

    /// The head of a column: letter, name, and the file if it is only one.
    fn head(&self, thread: usize) -> String {
        let t = &self.execution.threads[thread];
        let name = t.name.as_deref().map(|n| format!(" \"{n}\""));
        format!(
            "{}{} {}",
            t.letter,
            name.unwrap_or_default(),
            self.files(thread).join(", ")
        )
    }

    /// The rows in columns; `None` if they would not fit.
    fn columns(&self, names: bool) -> Option<String> {
        let threads = self.threads();
        let rows = self.rows(names);
        let mut places = Vec::new();
        for row in &rows {
            let letter = self.execution.threads[row.thread].letter;
            let one_file = self.files(row.thread).len() == 1;
            places.push(match row.place.rsplit_once(':') {
                Some((_, line)) if one_file => format!("{letter}:{line}"),
                _ => format!("{letter} {}", row.place),
            });
        }
        let step = self.steps().to_string().len().max(2);
        let place = places.iter().map(|p| columns(p)).max()?;
        let left = 2 + step + 2 + place + 2;
        let lanes: Vec<usize> = threads
            .iter()
            .map(|&t| {
                let own = rows.iter().filter(|row| row.thread == t);
                let widest = own.map(|row| columns(&row.text)).max().unwrap_or(0);
                widest.max(columns(&self.head(t)))
            })
            .collect();
        let gaps = 2 * (threads.len() - 1);
        let spare = self
            .width
            .checked_sub(left + lanes.iter().sum::<usize>() + gaps)?;
        // Room to breathe, but not so much that the eye loses the row.
        let gap = 2 + (spare / threads.len()).min(8);

        let mut text = " ".repeat(left);
        for (at, &thread) in threads.iter().enumerate() {
            let head = self.head(thread);
            text.push_str(&styled(STRONG, &head));
            if at + 1 < threads.len() {
                text.push_str(&" ".repeat(lanes[at] - columns(&head) + gap));
            }
        }
        text.push('\n');
        for (row, at) in rows.iter().zip(&places) {
            text.push_str(&row.gap());
            let number = self.number(row, step);
            let mut line = format!("  {number}{at:<place$}");
            let mut blank = 2;
            for (lane, &thread) in lanes.iter().zip(&threads) {
                line.push_str(&" ".repeat(blank));
                if thread == row.thread {
                    line.push_str(&row.text);
                    blank = lane - columns(&row.text) + gap;
                } else {
                    line.push_str(&styled(FAINT, "."));
                    blank = lane - 1 + gap;
                }
            }
            text.push_str(&line);
            text.push('\n');
        }
        Some(text)
    }

    /// The rows as a list.
    fn list(&self) -> String {
        let rows = self.rows(true);
        let step = self.steps().to_string().len().max(2);
        let place = rows
            .iter()
            .map(|row| columns(&row.place))
            .max()
            .unwrap_or(0);
        let indent = 2 + step + 2 + 1 + 2 + place + 2;
        let mut text = String::new();
        for row in &rows {
            let letter = styled(STRONG, self.execution.threads[row.thread].letter);
            let what = paragraph(&row.text, indent, self.width);
            text.push_str(&row.gap());
            text.push_str(&format!(
                "  {}{letter}  {:<place$}  {}",
                self.number(row, step),
                row.place,
                what.trim_start()
            ));
        }
        text
    }

    /// What each object holds before the first step: `x = 0, y = 0`.
    fn initial(&self) -> Option<String> {
        let objects = self.objects().into_iter();
        let values: Vec<String> = objects
            .filter_map(|o| {
                let object = &self.execution.objects[o];
                Some(format!("{} = {}", object.name, object.initial?))
            })
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// What only weak memory explains, in words.
    fn explanations(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        for (at, (_, event)) in self.numbered().enumerate() {
            let letter = self.execution.threads[event.thread].letter;
            let object = event.object.map_or("", |o| &self.execution.objects[o].name);
            if let Some((read, newer)) = event.read.as_ref().and_then(|r| Some((r, r.newer?))) {
                sentences.push(format!(
                    "Step {}: {letter} reads an older value of {object}, {}, though {} \
                     already; nothing orders that write before this read.",
                    at + 1,
                    read.value,
                    self.writing(newer)
                ));
            }
            if let Some(written) = event.written.as_ref().filter(|w| w.behind > 0) {
                sentences.push(format!(
                    "Step {}: {letter}'s {} takes a place before {} made earlier: nothing \
                     orders them, so {object} may keep the other value.",
                    at + 1,
                    written.value,
                    counted(written.behind as u64, "write")
                ));
            }
        }
        if !self.execution.interleaved {
            sentences.push("No interleaving of the steps shows this; weak memory does.".to_owned());
        } else if !sentences.is_empty() {
            let sentence = "In another order the same execution needs no weak memory.";
            sentences.push(sentence.to_owned());
        }
        sentences
    }

    /// `B wrote 1 at step 2`.
    fn writing(&self, write: usize) -> String {
        let event = &self.execution.events[write];
        let letter = self.execution.threads[event.thread].letter;
        let value = event.written.as_ref().map(|w| w.value.to_string());
        let value = value.unwrap_or_default();
        match self.step_of(write) {
            Some(step) => format!("{letter} wrote {value} at step {step}"),
            None => format!("{letter} wrote {value}"),
        }
    }

    /// The ending and the schedule, on one line if they fit.
    fn last_line(&self) -> String {
        let schedule = self.execution.schedule.to_string();
        if schedule.is_empty() || self.steps() > self.most {
            return paragraph(&self.ending, 2, self.width);
        }
        let schedule = format!("schedule {schedule}");
        let left = 2 + columns(&self.ending);
        match self.width.checked_sub(left + 2 + columns(&schedule)) {
            Some(spare) => {
                let spare = spare.min(WIDTH.saturating_sub(left + 2 + columns(&schedule)));
                let gap = if self.ending.is_empty() { 0 } else { spare + 2 };
                format!("  {}{}{schedule}\n", self.ending, " ".repeat(gap))
            }
            None => format!("{}  {schedule}\n", paragraph(&self.ending, 2, self.width)),
        }
    }
}

/// Whether what main did alone is told. When a thread begins and ends, and who spawns and
/// joins it, the rows of its steps show.
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
