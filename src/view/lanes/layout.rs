//! The rows of an execution, laid out: in a column per thread, or as a list.

use super::super::screen::{BAD, FAINT, STRONG, columns, paragraph, styled};
use super::{Lanes, Row};
use crate::view::counted;

impl Row {
    /// The line about the steps left out before this row, if any.
    fn gap(&self) -> String {
        match self.left_out {
            0 => String::new(),
            steps => format!("  ... {} left out ...\n", counted(steps as u64, "step")),
        }
    }
}

impl Lanes<'_> {
    /// The rows in columns; `None` if they would not fit.
    pub(super) fn columns(&self, names: bool) -> Option<String> {
        let threads = self.threads();
        let rows = self.rows(names);
        let places: Vec<_> = rows.iter().map(|row| self.place(row)).collect();
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

    /// The place of a row with the letter of its thread; without the file if the head of its column
    /// names it.
    fn place(&self, row: &Row) -> String {
        let letter = self.execution.threads[row.thread].letter;
        let one_file = self.files(row.thread).len() == 1;
        match row.place.rsplit_once(':') {
            Some((_, line)) if one_file => format!("{letter}:{line}"),
            _ => format!("{letter} {}", row.place),
        }
    }

    /// The rows as a list.
    pub(super) fn list(&self) -> String {
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

    /// The number of a row's step in this many columns, and the margin before its place.
    fn number(&self, row: &Row, width: usize) -> String {
        let Some(number) = row.number else {
            return " ".repeat(width + 2);
        };
        match self.race().is_some_and(|race| race.contains(&number)) {
            true => format!("{number:>width$}{} ", styled(BAD, "!")),
            false => format!("{number:>width$}  "),
        }
    }
}
