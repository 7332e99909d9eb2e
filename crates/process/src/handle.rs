//! One process for one task, after Python's `Process`.

use std::fmt;
use std::marker::PhantomData;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::child::{self, Child, cannot_attend};
use crate::codec::encode;
use crate::error::{Error, Result, signal_name};
use crate::frame::Order;
use crate::identity::{Role, Setup, me, next_path};
use crate::task::{self, Data, Task};

/// Enough for the thread that sends the arguments and waits for the end.
const WAITER_STACK: usize = 64 << 10;

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

    /// Starts it and returns at once.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was started before, if `tasks!` was not called,
    /// or in a daemon, which cannot have children. [`Error::NotRegistered`],
    /// [`Error::CannotEncode`] for the arguments, [`Error::System`].
    pub fn start(&mut self) -> Result<()> {
        let Some(target) = &self.target else {
            return Err(Error::misuse(
                "a process can be started once; make a new one",
            ));
        };
        let (task, arguments) = target.clone()?;
        let child = Child::spawn(&self.name, self.daemon)?;
        let setup = Order::Setup(Setup {
            name: self.name.clone(),
            path: self.path.clone(),
            daemon: self.daemon,
            parent_name: me().name.clone(),
            parent_pid: std::process::id(),
            role: Role::Process { task },
        });
        let waited_for = child.clone();
        let waiter = thread::Builder::new()
            .name(format!("waits for {}", child.pid))
            .stack_size(WAITER_STACK)
            .spawn(move || {
                // Sending long arguments lasts until the child reads them; if the child
                // ends before that, its exit code says so.
                let _ = waited_for.send(&setup, &arguments);
                waited_for.reap();
            });
        if let Err(error) = waiter {
            child.kill();
            child.reap();
            return Err(cannot_attend(error));
        }
        self.target = None;
        self.child = Some(child);
        Ok(())
    }

    fn child(&self) -> Result<&Arc<Child>> {
        self.child
            .as_ref()
            .ok_or_else(|| Error::misuse("the process was not started; call start first"))
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    pub fn join(&self) -> Result<()> {
        self.child()?.join(None);
        Ok(())
    }

    /// Waits at most this long; true if it has ended.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    pub fn join_timeout(&self, timeout: Duration) -> Result<bool> {
        // A deadline beyond the clock's range means to wait for ever.
        Ok(self.child()?.join(Instant::now().checked_add(timeout)))
    }

    /// Asks it to end, with SIGTERM. The process can ignore that; [`kill`](Process::kill)
    /// always works.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    pub fn terminate(&self) -> Result<()> {
        self.child()?.signal(Signal::TERM)
    }

    /// Ends it, with SIGKILL.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    pub fn kill(&self) -> Result<()> {
        self.child()?.signal(Signal::KILL)
    }

    /// A file descriptor that becomes readable when the process has ended, to
    /// wait for several things at the same time with `poll`.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started, [`Error::System`] if there are
    /// too many open files.
    pub fn sentinel(&self) -> Result<OwnedFd> {
        Ok(self.child()?.sentinel()?.into())
    }

    /// Gives up the handle of a process that has ended. After that nothing can be asked of
    /// the process, which the compiler checks:
    ///
    /// ```compile_fail,E0382
    /// # fn nothing() {}
    /// let process = racelab::process::Process::new(nothing);
    /// process.close();
    /// process.is_alive();
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it is alive; it goes on, and
    /// [`active_children`](crate::active_children) still lists it.
    pub fn close(self) -> Result<()> {
        if self.is_alive() {
            return Err(Error::misuse(
                "the process is still running; join or terminate it before close",
            ));
        }
        Ok(())
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
