//! The life of a process: its start, the wait for its end, and how to end it earlier.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::Process;
use crate::child::{Child, cannot_attend};
use crate::error::{Error, Result};
use crate::frame::Order;
use crate::identity::{Role, Setup, me};

/// Enough for the thread that sends the arguments and waits for the end.
const WAITER_STACK: usize = 64 << 10;

impl Process {
    /// Starts it and returns at once.
    ///
    /// In Python: `Process.start()`. The child is the program started again, as with Python's start
    /// method `spawn`, and not a fork.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was started before, if `tasks!` was not called,
    /// or in a daemon, which cannot have children. [`Error::NotRegistered`],
    /// [`Error::CannotEncode`] for the arguments, [`Error::System`].
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Error, Process};
    ///
    /// fn nothing() {}
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![nothing];
    /// let mut process = Process::new(nothing);
    /// process.start()?;
    /// process.join()?;
    ///
    /// // A process starts once.
    /// assert!(matches!(process.start(), Err(Error::Misuse { .. })));
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Process.join()`.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn nothing() {}
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![nothing];
    /// let mut processes = [Process::new(nothing), Process::new(nothing)];
    /// for process in &mut processes {
    ///     process.start()?;
    /// }
    /// for process in &processes {
    ///     process.join()?;
    /// }
    /// assert!(processes.iter().all(|process| process.exitcode() == Some(0)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn join(&self) -> Result<()> {
        self.child()?.join(None);
        Ok(())
    }

    /// Waits at most this long; true if it has ended.
    ///
    /// In Python: `Process.join(timeout)`, which returns `None` in both cases; there the caller
    /// asks for `exitcode` afterwards.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use racelab::process::Process;
    ///
    /// fn wait_for_ever() {
    ///     loop {
    ///         std::thread::park();
    ///     }
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![wait_for_ever];
    /// let mut process = Process::new(wait_for_ever);
    /// process.start()?;
    /// let ended = process.join_timeout(Duration::from_millis(10))?;
    /// assert!(!ended);
    /// # process.kill()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn join_timeout(&self, timeout: Duration) -> Result<bool> {
        // A deadline beyond the clock's range means to wait for ever.
        Ok(self.child()?.join(Instant::now().checked_add(timeout)))
    }

    /// Asks it to end, with SIGTERM. The process can ignore that; [`kill`](Process::kill)
    /// always works.
    ///
    /// In Python: `Process.terminate()`.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn wait_for_ever() {
    ///     loop {
    ///         std::thread::park();
    ///     }
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![wait_for_ever];
    /// let mut process = Process::new(wait_for_ever);
    /// process.start()?;
    /// process.terminate()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(-15));
    /// assert_eq!(format!("{process:?}"), "<Process(Process-1, stopped[SIGTERM])>");
    /// # Ok(())
    /// # }
    /// ```
    pub fn terminate(&self) -> Result<()> {
        self.child()?.signal(Signal::TERM)
    }

    /// Ends it, with SIGKILL.
    ///
    /// In Python: `Process.kill()`.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn wait_for_ever() {
    ///     loop {
    ///         std::thread::park();
    ///     }
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![wait_for_ever];
    /// let mut process = Process::new(wait_for_ever);
    /// process.start()?;
    /// process.kill()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(-9));
    /// # Ok(())
    /// # }
    /// ```
    pub fn kill(&self) -> Result<()> {
        self.child()?.signal(Signal::KILL)
    }

    /// A file descriptor that becomes readable when the process has ended, to
    /// wait for several things at the same time with `poll`.
    ///
    /// In Python: `process.sentinel`, a number that the `Process` owns, for
    /// `multiprocessing.connection.wait`. Here the caller owns the descriptor.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it was not started, [`Error::System`] if there are
    /// too many open files.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    /// use rustix::event::{PollFd, PollFlags, poll};
    ///
    /// fn nothing() {}
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![nothing];
    /// let mut process = Process::new(nothing);
    /// process.start()?;
    /// let sentinel = process.sentinel()?;
    /// let mut waited_for = [PollFd::new(&sentinel, PollFlags::IN)];
    /// let readable = poll(&mut waited_for, None).expect("it waits without a time limit");
    /// assert_eq!(readable, 1);
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Process.close()`. There a later use of the process is a `ValueError`.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if it is alive; it goes on, and
    /// [`active_children`](crate::active_children) still lists it.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn wait_for_ever() {
    ///     loop {
    ///         std::thread::park();
    ///     }
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![wait_for_ever];
    /// let mut process = Process::new(wait_for_ever);
    /// process.start()?;
    /// process.kill()?;
    /// process.join()?;
    /// process.close()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn close(self) -> Result<()> {
        if self.is_alive() {
            return Err(Error::misuse(
                "the process is still running; join or terminate it before close",
            ));
        }
        Ok(())
    }
}
