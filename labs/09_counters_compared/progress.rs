//! The progress of a measurement, on a terminal.

use std::io::{IsTerminal, Write};

/// A bar on standard error, if that is a terminal.
pub(crate) struct Progress {
    done: usize,
    all: usize,
    shown: bool,
}

/// The columns of the bar.
const BAR: usize = 40;

impl Progress {
    pub(crate) fn new(all: usize) -> Self {
        let shown = std::io::stderr().is_terminal();
        Self {
            done: 0,
            all,
            shown,
        }
    }

    pub(crate) fn step(&mut self) {
        self.done += 1;
        if self.shown {
            let part = self.done * BAR / self.all;
            let bar = format!("{}{}", "#".repeat(part), ".".repeat(BAR - part));
            let percent = self.done * 100 / self.all;
            // A bar that cannot be written costs no measurement.
            let _ = write!(std::io::stderr(), "\r  measuring  {bar}  {percent:>3} %");
        }
    }

    pub(crate) fn end(&self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r{:70}\r", "");
        }
    }
}
