//! A progress bar, on standard error and only for a terminal.

use std::io::{IsTerminal, Write, stderr};

/// How many columns the bar has.
const WIDTH: u64 = 40;

/// A bar for `done` of `total` tasks.
pub(crate) struct Progress {
    what: &'static str,
    total: u64,
    done: u64,
    shown: bool,
}

impl Progress {
    pub(crate) fn new(what: &'static str, total: u64) -> Self {
        let shown = stderr().is_terminal();
        Self {
            what,
            total,
            done: 0,
            shown,
        }
    }

    /// One more is done.
    pub(crate) fn step(&mut self) {
        self.done += 1;
        if self.shown {
            let full = self.done * WIDTH / self.total;
            let bar = "#".repeat(usize::try_from(full).unwrap_or(0));
            let (what, done, total) = (self.what, self.done, self.total);
            // A closed terminal needs no bar.
            let _ = write!(stderr(), "\r  {what:8} [{bar:40}] {done}/{total} ");
        }
    }
}

impl Drop for Progress {
    /// Clears the line.
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(stderr(), "\r{:76}\r", "");
        }
    }
}
