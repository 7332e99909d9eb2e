//! Long explorations: how far they are, on a terminal, and what Ctrl-C does.

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

/// How long an exploration may take before its progress is shown.
const SHORT: Duration = Duration::from_secs(1);
/// How often somebody looks.
const OFTEN: Duration = Duration::from_millis(100);

/// Explores, with a line of progress on standard error if that is a terminal. The
/// first Ctrl-C ends the exploration with what it has found; the second one ends the
/// program, as ever.
///
/// In a confined child, the line goes to the parent, and the parent has the Ctrl-C:
/// see [`attendant`].
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

/// Catches Ctrl-C, but in a confined child, where its parent does.
fn interrupts() -> Option<Interrupts> {
    match confine::is_child() {
        true => None,
        false => Interrupts::catch().ok(),
    }
}

/// Says something before an exploration begins: on standard error if that is a terminal.
pub(super) fn announce(text: &str) {
    if confine::is_child() {
        confine::tell(text);
    } else if std::io::stderr().is_terminal() {
        anstream::eprintln!("  {text}");
    }
}

/// Shows the progress until the exploration has ended.
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

/// Who attends to a confined exploration: shows its progress, and hands on the first
/// Ctrl-C. The writing of graphs has neither.
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

/// Looks on while a child explores.
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

/// Who attends to a check: says what it judges, once that takes long. What holds is noted as
/// it is told.
pub(super) fn checking(lab: &'static Lab, holding: Holding) -> impl Attendant {
    Checking {
        lab,
        holding,
        begun: Instant::now(),
        terminal: std::io::stderr().is_terminal(),
        shown: Cell::new(false),
    }
}

/// Looks on while a child checks.
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

    /// Asked ten times a second: there is nothing to end early, but something to show.
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

/// Shows this line of text over the one before, and leaves the cursor at its
/// beginning.
pub(super) fn show(line: &str) {
    let columns = terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| width.0);
    // A line that fills its last column would begin a new one.
    let room = usize::from(columns).saturating_sub(1);
    let mut error = std::io::stderr().lock();
    // Whoever does not see the progress misses nothing.
    let _ = write!(error, "\r{line:<room$.room$}\r");
    let _ = error.flush();
}
