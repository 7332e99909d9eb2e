//! What a process tells about itself, before, during and after its life.

use std::fmt;

use super::Process;
use crate::child;
use crate::error::signal_name;

impl<Args> Process<Args> {
    /// Its name.
    ///
    /// In Python: `process.name`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn nothing() {}
    ///
    /// assert_eq!(Process::new(nothing).name("one").get_name(), "one");
    /// ```
    pub fn get_name(&self) -> &str {
        &self.name
    }

    /// Whether it is a daemon.
    ///
    /// In Python: `process.daemon`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn nothing() {}
    ///
    /// assert!(!Process::new(nothing).is_daemon());
    /// assert!(Process::new(nothing).daemon(true).is_daemon());
    /// ```
    pub fn is_daemon(&self) -> bool {
        self.daemon
    }

    /// Its process id, once it was started.
    ///
    /// In Python: `process.pid`, or `process.ident`.
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
    /// let mut process = Process::new(nothing);
    /// assert_eq!(process.pid(), None);
    /// process.start()?;
    /// assert_ne!(process.pid(), Some(std::process::id()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(|child| child.pid)
    }

    /// Whether it was started and has not ended.
    ///
    /// In Python: `Process.is_alive()`.
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
    /// assert!(process.is_alive());
    /// process.kill()?;
    /// process.join()?;
    /// assert!(!process.is_alive());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_alive(&self) -> bool {
        self.child
            .as_ref()
            .is_some_and(|child| child.ending().is_none())
    }

    /// How it ended (see the table above). `None` until then, and also if the
    /// program ignores SIGCHLD, because the system does not tell in that case.
    ///
    /// In Python: `process.exitcode`. An exception there gives 1; a panic here gives 101.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn exit_with(code: i32) {
    ///     std::process::exit(code);
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![exit_with];
    /// let mut process = Process::new(exit_with).args((3,));
    /// assert_eq!(process.exitcode(), None);
    /// process.start()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn exitcode(&self) -> Option<i32> {
        self.child
            .as_ref()
            .and_then(|child| child.ending())
            .flatten()
    }
}

/// The children of this process that are alive, workers of pools included.
///
/// ```
/// assert!(racelab::process::active_children().is_empty());
/// ```
///
/// In Python: `multiprocessing.active_children()`.
///
/// # Examples
///
/// ```
/// use racelab::process::{Process, active_children};
///
/// fn wait_for_ever() {
///     loop {
///         std::thread::park();
///     }
/// }
///
/// # fn main() -> racelab::process::Result<()> {
/// # racelab::tasks![wait_for_ever];
/// assert!(active_children().is_empty());
/// let mut process = Process::new(wait_for_ever).name("one");
/// process.start()?;
/// let children = active_children();
/// assert_eq!(children.len(), 1);
/// assert_eq!(children[0].get_name(), "one");
/// # process.kill()?;
/// # Ok(())
/// # }
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
