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
//! use racelab::confine::{Confinement, Limits, Work};
//!
//! // In `main`, before anything is printed: the child comes by here as well.
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
//! | `terms.rs`     | what a child may use, and what comes of it                 |
//! | `parent.rs`    | starts the child, attends to it                            |
//! | `status.rs`    | what the child's exit status says                          |
//! | `caps.rs`      | what the system limits of each process                     |
//! | `family.rs`    | a process and what it starts, which end together           |
//! | `ears.rs`      | what the parent hears of it                                |
//! | `child.rs`     | does the work and sends the result                         |
//! | `line.rs`      | the child's way to its parent                              |
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
//! This package imports nothing of the engine. What it has to know of model threads
//! is handed to it: [`Confinement::stack_guards`].

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
    /// Within these limits.
    pub fn new(limits: Limits) -> Self {
        Self(Terms {
            limits,
            environment: Vec::new(),
            is_stack_guard: |_| false,
            #[cfg(unix)]
            sandbox: None,
        })
    }

    /// Sets a variable of the child's environment, which else is the parent's.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Says how to recognise an overflow of a stack that this process made itself:
    /// whether an address lies in the guard of the stack that the calling thread
    /// is on. It is called in a signal handler, so it may only look at memory: no
    /// lock, no allocation, no panic.
    #[must_use]
    pub fn stack_guards(mut self, is_stack_guard: fn(usize) -> bool) -> Self {
        self.0.is_stack_guard = is_stack_guard;
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
        self.0.sandbox = Some(std::sync::Arc::new(enter));
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

    /// Runs `work` here and now, without any limit and with nobody between: there is
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

/// Whether this process is a child that was started to do confined work: then its
/// output is read by nobody before the work is done.
pub fn is_child() -> bool {
    cfg!(unix) && std::env::var_os(VARIABLE).is_some()
}

/// In a child: says something to the parent's attendant while the work goes on.
pub fn tell(words: &str) {
    #[cfg(unix)]
    talk::tell(words);
    #[cfg(not(unix))]
    let _ = words;
}

/// In a child: what says what its threads wait for, and how far they have come, where none
/// of them moves any more: a clause, as part of [`Stopped::Waiting`].
pub fn report_waits(report: fn() -> Option<String>) {
    #[cfg(unix)]
    talk::report_waits(report);
    #[cfg(not(unix))]
    let _ = report;
}

/// In a child, before a library installs handlers of its own for a stack that is used up: notes
/// std's, which know the stacks of std's threads.
pub fn note_handlers() {
    #[cfg(unix)]
    overflow::note_std();
}

/// In a child: says that the machine has no room for the work, which ends here. Elsewhere it
/// returns.
pub fn has_no_room(why: &str) {
    #[cfg(unix)]
    talk::has_no_room(why);
    #[cfg(not(unix))]
    let _ = why;
}

/// In a child: asks the parent's attendant for a line; `None` where there are no
/// more.
pub fn ask() -> Option<String> {
    #[cfg(unix)]
    return talk::ask();
    #[cfg(not(unix))]
    None
}

/// In a child: whether the parent's attendant has had enough.
pub fn is_interrupted() -> bool {
    #[cfg(unix)]
    return talk::is_interrupted();
    #[cfg(not(unix))]
    false
}

/// Says that the work gets on: to be called once for each execution of a program.
/// Costs a read of memory.
pub fn beat() {
    #[cfg(unix)]
    watch::beat();
}
