//! Running what is not trusted: in a child process, with limits.
//!
//! A check calls a student's code, which may loop for ever, take all memory or end
//! the process. So it runs in a child: the same binary with the same arguments,
//! executed again, which comes to the same call of [`Confinement::run`] and does
//! the work there. The parent never does; it watches, and whatever happens it gets
//! an answer in bounded time: what the work returned, or a [`Stopped`] that says
//! what went wrong in words for the student.
//!
//! ```no_run
//! use racelab::confine::{Confinement, Limits};
//!
//! // In `main`, before anything is printed: the child comes by here as well.
//! let confined = Confinement::new(Limits::default()).run(|| 6 * 7)?;
//! match confined.result {
//!     Ok(product) => assert_eq!(product, 42),
//!     Err(stopped) => println!("{stopped}; {}", stopped.advice()),
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Layout
//!
//! | file           | what it holds                                              |
//! |----------------|------------------------------------------------------------|
//! | `parent.rs`    | starts the child, judges its end                           |
//! | `family.rs`    | a process and what it starts, which end together           |
//! | `ears.rs`      | what the parent hears of it                                |
//! | `child.rs`     | does the work and sends the result                         |
//! | `message.rs`   | what the two say to each other                             |
//! | `talk.rs`      | what the child says and hears while it works               |
//! | `attendant.rs` | who hears and answers it                                   |
//! | `stillness.rs` | what the parent sees of a child in which nothing goes on   |
//! | `watch.rs`     | a thread of the child that sees when it goes in circles    |
//! | `overflow.rs`  | the signal handler that tells a stack overflow             |
//! | `stopped.rs`   | every way to end without a result, in words                |
//!
//! # What holds
//!
//! - A result counts only with the nonce that the parent gave to this child, over a
//!   socket of their own. No exit status and no output is ever taken for a result,
//!   and running out of time never is.
//! - The child leads a session of its own, which is killed as a whole in the end,
//!   whatever the end is. If the parent dies, the child kills itself.
//! - What it prints is captured up to a limit and no further. Nothing else that the
//!   parent has open is open to it.
//!
//! # What does not
//!
//! By itself this is protection against mistakes, and no sandbox: the code may use the
//! disk and the network, may read the nonce in its own memory (`/proc/self/mem`), and a
//! process that it starts and that begins a session of its own is not killed. Who grades
//! what others have sent brings a [sandbox](Confinement::sandbox). macOS
//! does not enforce a limit on memory, so there is none there; the other limits are
//! the same. On Windows nothing is confined: the work runs in the calling process.
//!
//! This module imports nothing of the project. What it has to know of model threads
//! is handed to it: [`Confinement::stack_guards`].

mod attendant;
#[cfg(unix)]
mod child;
#[cfg(unix)]
mod ears;
#[cfg(unix)]
mod family;
#[cfg(unix)]
mod message;
#[cfg(unix)]
mod overflow;
#[cfg(unix)]
mod parent;
#[cfg(unix)]
mod stillness;
mod stopped;
#[cfg(unix)]
mod talk;
#[cfg(unix)]
mod watch;

#[cfg(unix)]
use std::ffi::OsStr;
use std::fmt;
use std::io;
#[cfg(unix)]
use std::path::Path;
#[cfg(unix)]
use std::process::Command;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use attendant::Attendant;
#[cfg(unix)]
pub use family::Family;
pub use stopped::Stopped;

/// Done in the child between fork and exec.
#[cfg(unix)]
type Hook = dyn Fn() -> io::Result<()> + Send + Sync;

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

/// How to run something in a child process.
#[derive(Clone)]
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing is confined there"))]
pub struct Confinement {
    limits: Limits,
    environment: Vec<(String, String)>,
    is_stack_guard: fn(usize) -> bool,
    #[cfg(unix)]
    sandbox: Option<std::sync::Arc<Hook>>,
}

impl fmt::Debug for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Confinement")
            .field("limits", &self.limits)
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
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

impl Confinement {
    /// Within these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            environment: Vec::new(),
            is_stack_guard: |_| false,
            #[cfg(unix)]
            sandbox: None,
        }
    }

    /// Sets a variable of the child's environment, which else is the parent's.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Says how to recognise an overflow of a stack that this process made itself:
    /// whether an address lies in the guard of the stack that the calling thread
    /// is on. It is called in a signal handler, so it may only look at memory: no
    /// lock, no allocation, no panic.
    #[must_use]
    pub fn stack_guards(mut self, is_stack_guard: fn(usize) -> bool) -> Self {
        self.is_stack_guard = is_stack_guard;
        self
    }

    /// What the child does to itself before it runs anything: the last step between
    /// fork and exec, after the limits are set. If it fails, nothing is run.
    ///
    /// # Safety
    ///
    /// `enter` is called in a copy of this process with one thread, where other threads
    /// may have held any lock: it may make system calls, and look at memory. It must not
    /// allocate, take a lock or panic.
    #[cfg(unix)]
    #[must_use]
    pub unsafe fn sandbox(
        mut self,
        enter: impl Fn() -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.sandbox = Some(std::sync::Arc::new(enter));
        self
    }

    /// Runs another program with these arguments, and returns what came of it. It must
    /// come to [`run`](Self::run), which does the work there. Of this process' environment
    /// it inherits nothing.
    ///
    /// # Errors
    ///
    /// If it cannot be started. That is no fault of the work.
    #[cfg(unix)]
    pub fn call<T: DeserializeOwned>(
        &self,
        program: &Path,
        arguments: &[&OsStr],
    ) -> io::Result<Confined<T>> {
        self.call_attended(&mut (), program, arguments)
    }

    /// [`call`](Self::call), with an attendant that hears the work while it goes on.
    #[cfg(unix)]
    pub(crate) fn call_attended<T: DeserializeOwned>(
        &self,
        attendant: &mut dyn Attendant,
        program: &Path,
        arguments: &[&OsStr],
    ) -> io::Result<Confined<T>> {
        let mut command = Command::new(program);
        command.args(arguments).env_clear();
        parent::run(self, command, attendant)
    }

    /// Runs `work` in a child and returns what came of it. In the child, it does
    /// not return.
    ///
    /// The child is this binary with the same arguments; it must come to this call
    /// again, without having printed anything, and to no other before.
    ///
    /// # Errors
    ///
    /// If the child cannot be started. That is no fault of `work`.
    pub fn run<T: Serialize + DeserializeOwned>(
        &self,
        work: impl FnOnce() -> T,
    ) -> io::Result<Confined<T>> {
        self.run_attended(&mut (), work)
    }

    /// [`run`](Self::run), with somebody who attends to the work while it goes on.
    #[cfg(unix)]
    pub(crate) fn run_attended<T: Serialize + DeserializeOwned>(
        &self,
        attendant: &mut dyn Attendant,
        work: impl FnOnce() -> T,
    ) -> io::Result<Confined<T>> {
        if is_child() {
            child::run(self, work)
        } else {
            parent::run(self, parent::again()?, attendant)
        }
    }

    /// Runs `work` here and now, without any limit and with nobody between: there is
    /// no confinement on this system.
    #[cfg(not(unix))]
    pub(crate) fn run_attended<T: Serialize + DeserializeOwned>(
        &self,
        _: &mut dyn Attendant,
        work: impl FnOnce() -> T,
    ) -> io::Result<Confined<T>> {
        Ok(Confined {
            result: Ok(work()),
            printed: String::new(),
        })
    }
}

/// The variable that a child is known by.
const VARIABLE: &str = "RACELAB_CONFINED";

/// Whether this process is a child that was started to do confined work: then its
/// output is read by nobody before the work is done.
pub fn is_child() -> bool {
    cfg!(unix) && std::env::var_os(VARIABLE).is_some()
}

/// In a child: says something to the parent's attendant while the work goes on.
pub(crate) fn tell(words: &str) {
    #[cfg(unix)]
    talk::tell(words);
    #[cfg(not(unix))]
    let _ = words;
}

/// In a child: what says what its threads wait for, and how far they have come, where none
/// of them moves any more: a clause, as part of [`Stopped::Waiting`].
pub(crate) fn report_waits(report: fn() -> Option<String>) {
    #[cfg(unix)]
    talk::report_waits(report);
    #[cfg(not(unix))]
    let _ = report;
}

/// In a child, before a library installs handlers of its own for a stack that is used up: notes
/// std's, which know the stacks of std's threads.
pub(crate) fn note_handlers() {
    #[cfg(unix)]
    overflow::note_std();
}

/// In a child: says that the machine has no room for the work, which ends here. Elsewhere it
/// returns.
pub(crate) fn has_no_room(why: &str) {
    #[cfg(unix)]
    talk::has_no_room(why);
    #[cfg(not(unix))]
    let _ = why;
}

/// In a child: asks the parent's attendant for a line; `None` where there are no
/// more.
pub(crate) fn ask() -> Option<String> {
    #[cfg(unix)]
    return talk::ask();
    #[cfg(not(unix))]
    None
}

/// In a child: whether the parent's attendant has had enough.
pub(crate) fn is_interrupted() -> bool {
    #[cfg(unix)]
    return talk::is_interrupted();
    #[cfg(not(unix))]
    false
}

/// Somebody else's text, fit for a terminal: without control characters other than the
/// ends of lines, and without those that change the direction of writing.
///
/// ```
/// use racelab::confine::harmless;
/// assert_eq!(harmless("a\tb\x1b[2J\n"), "a b\u{fffd}[2J\n");
/// ```
pub fn harmless(text: &str) -> String {
    let harmless = text.chars().map(|c| match c {
        '\n' => c,
        '\t' => ' ',
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => '\u{fffd}',
        '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    });
    harmless.collect()
}

/// Says that the work gets on: to be called once for each execution of a program.
/// Costs a read of memory.
pub fn beat() {
    #[cfg(unix)]
    watch::beat();
}
