//! The terms of a child: its limits, how it is started, and its result.

#[cfg(unix)]
use std::io;
use std::time::Duration;

use crate::Stopped;

/// The environment variable that marks a child.
pub(super) const VARIABLE: &str = "RACELAB_CONFINED";

/// Done in the child between fork and exec.
#[cfg(unix)]
pub(super) type Hook = dyn Fn() -> io::Result<()> + Send + Sync;

/// The limits of a child. The defaults leave room for a check that takes minutes;
/// `silence` and `idle` notice most failures much sooner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elapsed time, from the child's message that it begins. Time does not count in which the
    /// parent is stopped or waits for an answer of its user. On Linux, time does not count either
    /// in which the child is ready to run and gets hardly any processor time.
    pub wall: Duration,
    /// Processor time of all its threads together, in whole seconds (rounded up).
    pub processor: Duration,
    /// Processor time between two calls of [`beat`](crate::beat), once there was one. If it is longer,
    /// the work is in an endless loop. The resolution is a tenth of a second. Time that the
    /// system needs to provide new memory does not
    /// count, up to 20 ms for a MiB.
    pub silence: Duration,
    /// Time in which nothing moves and every thread sleeps, including the threads of processes
    /// that the child has started. If it is longer, the work waits for something that does
    /// not come. The parent counts it in looks, ten in a second, so that it does not mistake a
    /// stopped child or a busy machine for a wait.
    pub idle: Duration,
    /// Address space in bytes, including the binary itself and the stacks of all threads.
    /// Not on macOS.
    pub memory: u64,
    /// The size of any file that it writes, in bytes.
    pub file: u64,
    /// What it writes to standard output and standard error together, in bytes.
    pub output: usize,
}

impl Default for Limits {
    /// Ten minutes, elapsed and of a processor; 3 s in one execution, as in grading; 3 s
    /// idle; 2 GiB of address space; files and output of 1 MiB.
    fn default() -> Self {
        Self {
            wall: Duration::from_secs(600),
            processor: Duration::from_secs(600),
            silence: Duration::from_secs(3),
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
    /// Additional variables of the child's environment.
    pub(super) environment: Vec<(String, String)>,
    pub(super) is_stack_guard: fn(usize) -> bool,
    #[cfg(unix)]
    pub(super) sandbox: Option<std::sync::Arc<Hook>>,
}

/// The result of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confined<T> {
    /// The result of the work, or why there is none.
    pub result: Result<T, Stopped>,
    /// The text that it printed, on standard output and then on standard error: the first
    /// 1 KiB of each, without control characters.
    pub printed: String,
}

/// Text from outside, safe for a terminal: without control characters other than the
/// ends of lines, and without those that change the direction of writing.
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
