//! What a child may use, how it is started, and what came of it.

#[cfg(unix)]
use std::io;
use std::time::Duration;

use crate::Stopped;

/// The variable that a child is known by.
pub(super) const VARIABLE: &str = "RACELAB_CONFINED";

/// Done in the child between fork and exec.
#[cfg(unix)]
pub(super) type Hook = dyn Fn() -> io::Result<()> + Send + Sync;

/// What a child may use. The defaults leave room for a check that takes minutes;
/// what goes wrong is usually noticed much sooner, by `silence` and `idle`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time on the clock, from when the child says that it begins. What the parent spends
    /// stopped, or waiting for somebody's answer, does not count; nor, on Linux, does time in
    /// which the child could go on and gets hardly any of a processor.
    pub wall: Duration,
    /// Processor time of all its threads together, in whole seconds (rounded up).
    pub processor: Duration,
    /// Processor time between two calls of [`beat`], once there was one: longer
    /// than that, and the work is in a loop without an end. A tenth of a second is
    /// the least that is told apart. What the system needs to bring new memory does not
    /// count, up to 20 ms for a MiB.
    pub silence: Duration,
    /// Time in which nothing moves and every thread sleeps, those of processes that were
    /// started among them: longer than that, and the work waits for something that does
    /// not come. Counted in looks, ten in a second, so that neither a stopped child nor a
    /// busy machine is taken for one that waits.
    pub idle: Duration,
    /// Address space in bytes, the binary itself and the stacks of all threads
    /// included. Not on macOS.
    pub memory: u64,
    /// The size of any file that it writes, in bytes.
    pub file: u64,
    /// What it writes to standard output and standard error together, in bytes.
    pub output: usize,
}

impl Default for Limits {
    /// Ten minutes, of a processor too; 5 s in one execution, as where it is graded; 3 s
    /// idle; 2 GiB of address space; files and output of 1 MiB.
    fn default() -> Self {
        Self {
            wall: Duration::from_secs(600),
            processor: Duration::from_secs(600),
            silence: Duration::from_secs(5),
            idle: Duration::from_secs(3),
            memory: 2 << 30,
            file: 1 << 20,
            output: 1 << 20,
        }
    }
}

/// How a child is started.
#[derive(Clone)]
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing is confined there"))]
pub(super) struct Terms {
    pub(super) limits: Limits,
    /// The variables that the child's environment has besides.
    pub(super) environment: Vec<(String, String)>,
    pub(super) is_stack_guard: fn(usize) -> bool,
    #[cfg(unix)]
    pub(super) sandbox: Option<std::sync::Arc<Hook>>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confined<T> {
    /// What the work returned, or why it did not.
    pub result: Result<T, Stopped>,
    /// What it printed, on standard output and then on standard error: the first
    /// 1 KiB of each, without control characters.
    pub printed: String,
}

/// A child's text, fit for a terminal: ends of lines stay, a tab becomes a space, and what else
/// does [more than show](is_visible) becomes a replacement character.
///
/// ```
/// use racelab::confine::for_terminal;
/// assert_eq!(for_terminal("a\tb\x1b[2J\n"), "a b\u{fffd}[2J\n");
/// ```
pub fn for_terminal(text: &str) -> String {
    let text = text.chars().map(|c| match c {
        '\n' => c,
        '\t' => ' ',
        c if is_visible(c) => c,
        _ => '\u{fffd}',
    });
    text.collect()
}

/// Whether a terminal does no more than show this character: it is no control character, nor one
/// that changes the direction of writing.
pub fn is_visible(c: char) -> bool {
    let turns = matches!(
        c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    !turns && !c.is_control()
}
