//! A progress bar of a demonstration, on standard error and only for a terminal.

use std::io::{IsTerminal, Write, stderr};

/// How many columns the bar has.
const WIDTH: u64 = 40;

/// A bar for `done` of `total` tasks. Dropped, it clears the line.
#[derive(Debug)]
pub struct Bar {
    what: &'static str,
    total: u64,
    done: u64,
    shown: bool,
}

impl Bar {
    /// A bar of which nothing is done; `what` names what it counts.
    pub fn new(what: &'static str, total: u64) -> Self {
        let shown = stderr().is_terminal();
        Self {
            what,
            total,
            done: 0,
            shown,
        }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if self.shown {
            let full = self.done * WIDTH / self.total;
            let bar = "#".repeat(usize::try_from(full).unwrap_or(0));
            let (what, done, total) = (self.what, self.done, self.total);
            // An error here is ignored: the demonstration does not need its bar.
            let _ = write!(stderr(), "\r  {what:9} [{bar:40}] {done}/{total} ");
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(stderr(), "\r{:76}\r", "");
        }
    }
}
