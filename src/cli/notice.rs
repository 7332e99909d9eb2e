//! A line that says what the program does while it prints nothing yet.

use std::io::IsTerminal;

use super::watching::show;

/// A line on standard error about the work that a demonstration does; only on a terminal. Dropped,
/// it erases the line.
#[derive(Debug)]
pub struct Notice {
    terminal: bool,
}

impl Notice {
    /// Shows this text from now on.
    pub fn new(text: &str) -> Self {
        let notice = Self {
            terminal: std::io::stderr().is_terminal(),
        };
        notice.say(text);
        notice
    }

    /// Replaces the line.
    pub fn say(&self, text: &str) {
        if self.terminal {
            show(&format!("  {text}"));
        }
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        if self.terminal {
            show("");
        }
    }
}
