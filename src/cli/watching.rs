//! Long explorations and checks: their progress on a terminal, and Ctrl-C.

use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use terminal_size::terminal_size_of;

use crate::confine::{self, Attendant};
use crate::course::Lab;
use crate::explore::{Explorer, Watch};
use crate::view::progress::ProgressLine;

use super::arguments::Explore;
use super::interrupts::Interrupts;
use crate::examination::Holding;

/// Work that takes longer than this shows its progress.
const SHORT: Duration = Duration::from_secs(1);
/// The interval between two lines of progress.
const OFTEN: Duration = Duration::from_millis(100);

/// Explores, with a line of progress on standard error if that is a terminal. The first Ctrl-C
/// stops the exploration, which keeps what it found; the second one ends the program, as usual.
///
/// A confined child sends the line to its parent, and the parent catches Ctrl-C: see [`attendant`].
pub(super) fn watched<R>(explorer: Explorer, explore: impl FnOnce(&Explorer) -> R) -> R {
    let watch = Watch::default();
    let explorer = explorer.watched_by(&watch);
    let interrupts = interrupts();
    let is_interrupted = || match &interrupts {
        Some(interrupts) => interrupts.is_there(),
        None => confine::is_interrupted(),
    };
    std::thread::scope(|scope| {
        let (running, ended) = mpsc::channel::<()>();
        scope.spawn(move || look_on(&watch, &ended, is_interrupted));
        let found = explore(&explorer);
        drop(running);
        found
    })
}

/// Catches Ctrl-C, except in a confined child, whose parent does.
fn interrupts() -> Option<Interrupts> {
    match confine::is_child() {
        true => None,
        false => Interrupts::catch().ok(),
    }
}

/// Prints a sentence before an exploration begins, on standard error if that is a terminal.
pub(super) fn announce(text: &str) {
    if confine::is_child() {
        confine::tell(text);
    } else if std::io::stderr().is_terminal() {
        anstream::eprintln!("  {text}");
    }
}

/// Shows the progress until the exploration ends.
fn look_on(watch: &Watch, ended: &Receiver<()>, is_interrupted: impl Fn() -> bool) {
    let begun = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    let mut line = ProgressLine::default();
    let mut shown = false;
    while ended.recv_timeout(OFTEN) == Err(RecvTimeoutError::Timeout) {
        if is_interrupted() {
            watch.interrupt();
        }
        let text = line.after(begun.elapsed(), watch.progress());
        if begun.elapsed() < SHORT {
            continue;
        }
        if confine::is_child() {
            confine::tell(&text);
        } else if terminal {
            show(&format!("  {text}"));
            shown = true;
        }
    }
    if shown {
        show("");
    }
}

/// The attendant of a confined exploration: it shows the progress and forwards the first Ctrl-C. A
/// command that writes a graph needs neither.
pub(super) fn attendant(options: &Explore) -> Box<dyn Attendant> {
    if options.graph.is_some() || options.svg.is_some() {
        return Box::new(());
    }
    Box::new(Onlooker {
        terminal: std::io::stderr().is_terminal(),
        shown: false,
        interrupts: interrupts(),
    })
}

/// Attends to a child that explores.
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing is confined there"))]
struct Onlooker {
    terminal: bool,
    shown: bool,
    interrupts: Option<Interrupts>,
}

impl Attendant for Onlooker {
    fn hear(&mut self, words: &str) {
        if self.terminal {
            show(&format!("  {words}"));
            self.shown = true;
        }
    }

    fn is_enough(&self) -> bool {
        self.interrupts.as_ref().is_some_and(Interrupts::is_there)
    }
}

impl Drop for Onlooker {
    fn drop(&mut self) {
        if self.shown {
            show("");
        }
    }
}

/// The attendant of a check: after a second it shows which instance the check judges. It records
/// each claim as soon as the child reports that it holds.
pub(super) fn checking(lab: &'static Lab, holding: Holding) -> impl Attendant {
    Checking {
        lab,
        holding,
        begun: Instant::now(),
        terminal: std::io::stderr().is_terminal(),
        shown: Cell::new(false),
    }
}

/// Attends to a child that checks.
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing is confined there"))]
struct Checking {
    lab: &'static Lab,
    holding: Holding,
    begun: Instant,
    terminal: bool,
    shown: Cell<bool>,
}

impl Attendant for Checking {
    fn hear(&mut self, words: &str) {
        self.holding.hear(words);
    }

    /// The parent asks ten times a second. A check is never ended early; the call only shows the
    /// progress.
    fn is_enough(&self) -> bool {
        let elapsed = self.begun.elapsed();
        let at = self.holding.lines().len();
        if let Some(instance) = self.lab.checks.get(at)
            && self.terminal
            && elapsed >= SHORT
        {
            let of = self.lab.checks.len();
            let (at, seconds) = (at + 1, elapsed.as_secs());
            show(&format!(
                "  {seconds:>3} s  judging {at} of {of}: {instance}"
            ));
            self.shown.set(true);
        }
        false
    }
}

impl Drop for Checking {
    fn drop(&mut self) {
        if self.shown.get() {
            show("");
        }
    }
}

/// Replaces the line of progress by this text, and leaves the cursor at its start.
pub(super) fn show(line: &str) {
    let columns = terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| width.0);
    // A line that fills the last column would move the cursor to the next line.
    let room = usize::from(columns).saturating_sub(1);
    let mut error = std::io::stderr().lock();
    // The progress is optional, so a failed write is no error.
    let _ = write!(error, "\r{line:<room$.room$}\r");
    let _ = error.flush();
}
