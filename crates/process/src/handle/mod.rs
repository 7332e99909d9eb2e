//! One process for one task, after Python's `Process`: its settings, and what can be asked
//! of it at any time.

mod life;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::child::{self, Child};
use crate::codec::encode;
use crate::error::{Result, signal_name};
use crate::identity::{me, next_path};
use crate::task::{self, Data, Task};

/// A process that runs one task and ends.
///
/// `Args` is the type of the arguments that [`Process::args`] still has to set: a process that has
/// its arguments, or needs none, is a plain `Process`, and only that one can be
/// started.
///
/// ```
/// use racelab::process::Process;
///
/// fn hello(name: String) {
///     assert_eq!(name, "bob");
/// }
///
/// fn main() -> racelab::process::Result<()> {
///     racelab::tasks![hello];
///     let mut process = Process::new(hello).args(("bob".to_string(),)).name("one");
///     assert_eq!(format!("{process:?}"), "<Process(one, initial)>");
///     process.start()?;
///     process.join()?;
///     assert_eq!(process.exitcode(), Some(0));
///     Ok(())
/// }
/// ```
///
/// Forgotten arguments do not compile:
///
/// ```compile_fail,E0599
/// # use racelab::process::Process;
/// # fn hello(name: String) {}
/// Process::new(hello).start();
/// ```
///
/// # Exit codes
///
/// | how it ended | exit code |
/// |---|---|
/// | the task returned, whatever it returned | 0 |
/// | `std::process::exit(n)` | n |
/// | a panic, its message on standard error | 101 |
/// | a signal, as after [`terminate`](Process::terminate) | minus its number |
///
/// # When the program ends
///
/// Like Python, a program that returns from `main` waits for its processes,
/// except for daemons, which end with it. Dropping a `Process` does not end the process:
/// it goes on, and [`active_children`](crate::active_children) still lists it.
/// When the program is killed, daemons end at once; the others go on and can
/// notice by [`ParentProcess::is_alive`](crate::ParentProcess::is_alive).
pub struct Process<Args = ()> {
    name: String,
    path: String,
    daemon: bool,
    /// The task's number and its encoded arguments, until the start.
    target: Option<Result<(u32, Vec<u8>)>>,
    child: Option<Arc<Child>>,
    missing: PhantomData<fn(Args)>,
}

impl<Args: Data> Process<Args> {
    /// A process for this task, not started. It looks up now whether the task is registered;
    /// [`start`](Process::start) reports it.
    pub fn new<F: Task<Args>>(task: F) -> Process<Args> {
        let path = next_path();
        Process {
            name: format!("Process-{path}"),
            path,
            daemon: me().daemon,
            // The empty tuple has an empty encoding.
            target: Some(task::number_of(task).map(|number| (number, Vec::new()))),
            child: None,
            missing: PhantomData,
        }
    }

    /// Sets its arguments, as a tuple.
    pub fn args(self, args: Args) -> Process {
        let target = self.target.map(|target| {
            target.and_then(|(number, mut bytes)| {
                encode(&args, &mut bytes)?;
                Ok((number, bytes))
            })
        });
        Process {
            name: self.name,
            path: self.path,
            daemon: self.daemon,
            target,
            child: self.child,
            missing: PhantomData,
        }
    }
}

impl<Args> Process<Args> {
    /// Sets its name, in place of `Process-N`.
    ///
    /// # Panics
    ///
    /// If it was started already.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        assert!(
            self.child.is_none(),
            "name the process before it is started"
        );
        self.name = name.into();
        self
    }

    /// Makes it a daemon, or not. A daemon ends with its parent and cannot have
    /// children itself. By default a process is a daemon if its parent is one.
    ///
    /// # Panics
    ///
    /// If it was started already.
    pub fn daemon(mut self, daemon: bool) -> Self {
        assert!(
            self.child.is_none(),
            "make it a daemon before it is started"
        );
        self.daemon = daemon;
        self
    }

    /// Its name.
    pub fn get_name(&self) -> &str {
        &self.name
    }

    /// Whether it is a daemon.
    pub fn is_daemon(&self) -> bool {
        self.daemon
    }

    /// Its process id, once it was started.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(|child| child.pid)
    }

    /// Whether it was started and has not ended.
    pub fn is_alive(&self) -> bool {
        self.child
            .as_ref()
            .is_some_and(|child| child.ending().is_none())
    }

    /// How it ended (see the table above). `None` until then, and also if the
    /// program ignores SIGCHLD, because the system does not tell in that case.
    pub fn exitcode(&self) -> Option<i32> {
        self.child
            .as_ref()
            .and_then(|child| child.ending())
            .flatten()
    }
}

impl Process {
    /// The handle of a child that runs already.
    pub(super) fn of(child: Arc<Child>) -> Process {
        Process {
            name: child.name.clone(),
            path: String::new(),
            daemon: child.daemon,
            target: None,
            child: Some(child),
            missing: PhantomData,
        }
    }
}

/// The children of this process that are alive, workers of pools included.
///
/// ```
/// assert!(racelab::process::active_children().is_empty());
/// ```
pub fn active_children() -> Vec<Process> {
    child::alive().into_iter().map(Process::of).collect()
}

/// As Python prints it: `<Process(Process-1, stopped[SIGTERM])>`.
impl<Args> fmt::Debug for Process<Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Process({}, ", self.name)?;
        match self.child.as_ref().map(|child| child.ending()) {
            None => write!(f, "initial")?,
            Some(None) => write!(f, "started")?,
            Some(Some(Some(0) | None)) => write!(f, "stopped")?,
            Some(Some(Some(code))) => match signal_name(-code) {
                Some(name) => write!(f, "stopped[{name}]")?,
                None => write!(f, "stopped[{code}]")?,
            },
        }
        write!(f, "{})>", if self.daemon { ", daemon" } else { "" })
    }
}
