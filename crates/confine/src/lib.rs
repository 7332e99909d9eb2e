//! Runs code that is not trusted in a child process, with limits.
//!
//! A check calls a student's code, which may loop for ever, take all memory or end
//! the process. So it runs in a child: the same binary with the same arguments,
//! executed again, which reaches the same call of [`Confinement::run`] and does
//! the work there. The parent never does the work. It watches, and always gets
//! an answer in bounded time: the result of the work, or a [`Stopped`] that tells
//! the student what went wrong.
//!
//! ```no_run
//! use racelab::confine::{Confinement, Limits, Work};
//!
//! // In `main`, before anything is printed: the child runs this code as well.
//! let confined = Confinement::new(Limits::default()).run(|| 6 * 7)?;
//! match confined.result {
//!     Ok(product) => assert_eq!(product, 42),
//!     Err(stopped) => println!("{stopped}; {}", stopped.advice(Work::Run)),
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Layout
//!
//! | file           | what it holds                                              |
//! |----------------|------------------------------------------------------------|
//! | `terms.rs`     | what a child may use, and the result                       |
//! | `parent.rs`    | starts the child, judges its end                           |
//! | `family.rs`    | a process and its descendants, which end together          |
//! | `ears.rs`      | reads the child's answer and outputs                       |
//! | `child.rs`     | does the work and sends the result                         |
//! | `line.rs`      | the child's writing end of the socket                      |
//! | `message.rs`   | the messages between the two                               |
//! | `talk.rs`      | the conversation while the child works                     |
//! | `attendant.rs` | the parent's side of that conversation                     |
//! | `stillness.rs` | detects a child in which nothing moves                     |
//! | `watch.rs`     | a thread of the child that detects an endless loop         |
//! | `overflow.rs`  | the signal handler that detects a stack overflow           |
//! | `stopped.rs`   | every way to end without a result, in words                |
//!
//! # What this guarantees
//!
//! - A result counts only with the nonce that the parent gave to this child, over a
//!   socket of their own. The parent never takes an exit status or an output for a result,
//!   and a child that runs out of time has none.
//! - The child leads a session of its own. The parent kills the whole session at the end,
//!   however the work ended. If the parent dies, the child kills itself.
//! - The parent captures the child's output up to a limit. The child inherits no other
//!   open file of the parent.
//!
//! # What this does not guarantee
//!
//! By itself this protects against mistakes, and is not a sandbox: the code may use the
//! disk and the network, may read the nonce in its own memory (`/proc/self/mem`), and may
//! start a process that begins another session and so survives. A grader of
//! submissions adds a [sandbox](Confinement::sandbox). macOS
//! does not enforce a limit on memory, so there is none there; the other limits are
//! the same. On Windows nothing is confined: the work runs in the calling process.
//!
//! This package imports nothing from the engine. The caller passes in what it has to know of
//! model threads: [`Confinement::stack_guards`].

mod attendant;
#[cfg(unix)]
mod caps;
#[cfg(unix)]
mod child;
#[cfg(unix)]
mod ears;
#[cfg(unix)]
mod family;
#[cfg(unix)]
mod line;
#[cfg(unix)]
mod message;
#[cfg(unix)]
mod overflow;
#[cfg(unix)]
mod parent;
#[cfg(unix)]
mod status;
#[cfg(unix)]
mod stillness;
mod stopped;
#[cfg(unix)]
mod talk;
mod terms;
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

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use attendant::Attendant;
#[cfg(unix)]
pub use caps::Caps;
#[cfg(unix)]
pub use family::Family;
pub use stopped::{Stopped, Work};
pub use terms::{Confined, Limits, for_terminal, is_visible};

use terms::{Terms, VARIABLE};

/// How to run something in a child process.
#[derive(Clone)]
pub struct Confinement(Terms);

impl fmt::Debug for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Confinement")
            .field("limits", &self.0.limits)
            .field("environment", &self.0.environment)
            .finish_non_exhaustive()
    }
}

impl Confinement {
    /// A confinement within these limits.
    pub fn new(limits: Limits) -> Self {
        Self(Terms {
            limits,
            environment: Vec::new(),
            is_stack_guard: |_| false,
            #[cfg(unix)]
            sandbox: None,
        })
    }

    /// Sets a variable of the child's environment, which otherwise equals the parent's.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Sets how to recognise an overflow of a stack that this process made itself:
    /// whether an address lies in the guard of the stack that the calling thread
    /// uses. The function is called in a signal handler, so it may only read memory: no
    /// lock, no allocation, no panic.
    #[must_use]
    pub fn stack_guards(mut self, is_stack_guard: fn(usize) -> bool) -> Self {
        self.0.is_stack_guard = is_stack_guard;
        self
    }

    /// Sets the last step of the child between
    /// fork and exec, after the limits are set. If it fails, the work does not run.
    ///
    /// # Safety
    ///
    /// `enter` is called in a copy of this process with one thread, where other threads
    /// may have held any lock. It may make system calls and read memory. It must not
    /// allocate, take a lock or panic.
    #[cfg(unix)]
    #[must_use]
    pub unsafe fn sandbox(
        mut self,
        enter: impl Fn() -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.0.sandbox = Some(std::sync::Arc::new(enter));
        self
    }

    /// Runs another program with these arguments, and returns the result. The program must
    /// call [`run`](Self::run), which does the work there. The child inherits nothing of this
    /// process' environment.
    ///
    /// # Errors
    ///
    /// If it cannot be started. That is not the work's fault.
    #[cfg(unix)]
    pub fn call<T: DeserializeOwned>(
        &self,
        program: &Path,
        arguments: &[&OsStr],
    ) -> io::Result<Confined<T>> {
        self.call_attended(&mut (), program, arguments)
    }

    /// [`call`](Self::call) with an attendant, which receives messages while the work goes on.
    #[cfg(unix)]
    pub fn call_attended<T: DeserializeOwned>(
        &self,
        attendant: &mut dyn Attendant,
        program: &Path,
        arguments: &[&OsStr],
    ) -> io::Result<Confined<T>> {
        let mut command = Command::new(program);
        command.args(arguments).env_clear();
        parent::run(&self.0, command, attendant)
    }

    /// Runs `work` in a child and returns the result. In the child, this does
    /// not return.
    ///
    /// The child is this binary with the same arguments. It must reach this call
    /// again, without printing anything before, and reach no other such call first.
    ///
    /// # Errors
    ///
    /// If the child cannot be started. That is not the fault of `work`.
    pub fn run<T: Serialize + DeserializeOwned>(
        &self,
        work: impl FnOnce() -> T,
    ) -> io::Result<Confined<T>> {
        self.run_attended(&mut (), work)
    }

    /// [`run`](Self::run) with an attendant, which receives messages while the work goes on.
    #[cfg(unix)]
    pub fn run_attended<T: Serialize + DeserializeOwned>(
        &self,
        attendant: &mut dyn Attendant,
        work: impl FnOnce() -> T,
    ) -> io::Result<Confined<T>> {
        if is_child() {
            child::run(&self.0, work)
        } else {
            parent::run(&self.0, parent::again()?, attendant)
        }
    }

    /// Runs `work` in this process, without limits: there is
    /// no confinement on this system.
    #[cfg(not(unix))]
    pub fn run_attended<T: Serialize + DeserializeOwned>(
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

/// Whether this process is a child that was started to do confined work. Its
/// output is not shown before the work is done.
pub fn is_child() -> bool {
    cfg!(unix) && std::env::var_os(VARIABLE).is_some()
}

/// In a child: sends words to the parent's attendant while the work goes on.
pub fn tell(words: &str) {
    #[cfg(unix)]
    talk::tell(words);
    #[cfg(not(unix))]
    let _ = words;
}

/// In a child: sets the function that reports, if no thread moves any more, what the threads wait
/// for, and how far they have come: a clause, as part of [`Stopped::Waiting`].
pub fn report_waits(report: fn() -> Option<String>) {
    #[cfg(unix)]
    talk::report_waits(report);
    #[cfg(not(unix))]
    let _ = report;
}

/// In a child, before a library installs handlers of its own for a stack overflow: stores
/// std's handlers, which know the stacks of std's threads.
pub fn note_handlers() {
    #[cfg(unix)]
    overflow::note_std();
}

/// In a child: reports that the machine has no room for the work, and ends the child. In another
/// process it returns.
pub fn has_no_room(why: &str) {
    #[cfg(unix)]
    talk::has_no_room(why);
    #[cfg(not(unix))]
    let _ = why;
}

/// In a child: asks the parent's attendant for a line; `None` if there are no
/// more.
pub fn ask() -> Option<String> {
    #[cfg(unix)]
    return talk::ask();
    #[cfg(not(unix))]
    None
}

/// In a child: whether the parent's attendant wants the work to stop.
pub fn is_interrupted() -> bool {
    #[cfg(unix)]
    return talk::is_interrupted();
    #[cfg(not(unix))]
    false
}

/// Reports progress: call it once for each execution of a program.
/// It costs a read of memory.
pub fn beat() {
    #[cfg(unix)]
    watch::beat();
}
