//! The identity of this process and of its parent.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use serde::{Deserialize, Serialize};

/// The first argument of a child; the second is its name, for `ps` to show. A third
/// is the number of siblings that the child has to fork.
pub(super) const MARK: &str = "--racelab-child";

/// The exit status of a child to which the system has refused a thread: `EX_OSERR` of `sysexits.h`.
pub(super) const NO_ROOM: i32 = 71;

/// What a process knows about itself.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) name: String,
    /// Its place in the family: empty for the main process, `3` for its third
    /// child, `3:1` for the first child of that child.
    pub(super) path: String,
    pub(super) daemon: bool,
    parent: Option<ParentProcess>,
}

/// The first frame: the identity of the child. Its payload holds the arguments of the
/// process's task, or of the worker's initializer.
#[derive(Serialize, Deserialize)]
pub(super) struct Setup {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) daemon: bool,
    pub(super) parent_name: String,
    pub(super) parent_pid: u32,
    pub(super) role: Role,
}

/// The work of the child.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum Role {
    Process { task: u32 },
    Worker { initializer: Option<u32> },
}

static ME: OnceLock<Identity> = OnceLock::new();

/// How many children this process has named.
static CHILDREN: AtomicU32 = AtomicU32::new(0);

/// Whether the parent is gone; only ever set in a child that outlives it.
static PARENT_GONE: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

/// This process. Without a setup from a parent it is the main process.
pub(super) fn me() -> &'static Identity {
    ME.get_or_init(|| Identity {
        name: "MainProcess".to_string(),
        path: String::new(),
        daemon: false,
        parent: None,
    })
}

/// Becomes the child that the parent described. Called once, before any task.
pub(super) fn become_child(setup: Setup) {
    ME.get_or_init(|| Identity {
        name: setup.name,
        path: setup.path,
        daemon: setup.daemon,
        parent: Some(ParentProcess {
            name: setup.parent_name,
            pid: setup.parent_pid,
        }),
    });
}

/// The path of the next child of this process.
pub(super) fn next_path() -> String {
    // Relaxed: each call needs a number of its own and nothing else; the read-modify-writes
    // of one atomic have a single order with every ordering.
    let number = CHILDREN.fetch_add(1, Ordering::Relaxed) + 1;
    match me().path.as_str() {
        "" => number.to_string(),
        path => format!("{path}:{number}"),
    }
}

/// Wakes all threads that wait for the parent's end.
pub(super) fn parent_is_gone() {
    *PARENT_GONE.0.lock() = true;
    PARENT_GONE.1.notify_all();
}

/// The result of [`current_process`].
#[derive(Clone, Copy, Debug)]
pub struct CurrentProcess(&'static Identity);

/// The calling process.
///
/// In Python: `multiprocessing.current_process()`.
///
/// # Examples
///
/// ```
/// assert_eq!(racelab::process::current_process().name(), "MainProcess");
/// ```
pub fn current_process() -> CurrentProcess {
    CurrentProcess(me())
}

impl CurrentProcess {
    /// Its name: the one that the parent set, else `Process-3` (or `Process-3:1` for a
    /// child's child), `MainProcess` for the program itself.
    ///
    /// In Python: `current_process().name`. A worker of a pool is `PoolWorker-1` here,
    /// `ForkPoolWorker-1` or `SpawnPoolWorker-1` there.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Process, current_process};
    ///
    /// fn child() {
    ///     assert_eq!(current_process().name(), "one");
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![child];
    /// let mut process = Process::new(child).name("one");
    /// process.start()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(&self) -> &'static str {
        &self.0.name
    }

    /// Its process id.
    ///
    /// In Python: `current_process().pid`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::current_process;
    ///
    /// assert_eq!(current_process().pid(), std::process::id());
    /// ```
    pub fn pid(&self) -> u32 {
        std::process::id()
    }

    /// Whether it is a daemon: it ends with its parent and has no children.
    ///
    /// In Python: `current_process().daemon`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::current_process;
    ///
    /// assert!(!current_process().is_daemon());
    /// ```
    pub fn is_daemon(&self) -> bool {
        self.0.daemon
    }
}

/// The parent of this process, from [`parent_process`].
#[derive(Clone, Debug)]
pub struct ParentProcess {
    name: String,
    pid: u32,
}

/// The process that started this one; `None` in the main process.
///
/// In Python: `multiprocessing.parent_process()`.
///
/// # Examples
///
/// ```
/// assert!(racelab::process::parent_process().is_none());
/// ```
pub fn parent_process() -> Option<ParentProcess> {
    me().parent.clone()
}

impl ParentProcess {
    /// The parent's name.
    ///
    /// In Python: `parent_process().name`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Process, parent_process};
    ///
    /// fn child() {
    ///     assert_eq!(parent_process().unwrap().name(), "MainProcess");
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![child];
    /// let mut process = Process::new(child).name("one");
    /// process.start()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parent's process id. Once it is gone, the system may give the id to
    /// another process.
    ///
    /// In Python: `parent_process().pid`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Process, parent_process};
    ///
    /// fn child(expected: u32) {
    ///     assert_eq!(parent_process().unwrap().pid(), expected);
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![child];
    /// let mut process = Process::new(child).args((std::process::id(),));
    /// process.start()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether the parent still runs.
    ///
    /// In Python: `parent_process().is_alive()`.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::{Process, parent_process};
    ///
    /// fn child() {
    ///     // The parent waits for this child.
    ///     assert!(parent_process().unwrap().is_alive());
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![child];
    /// let mut process = Process::new(child).name("one");
    /// process.start()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_alive(&self) -> bool {
        !*PARENT_GONE.0.lock()
    }

    /// Waits until the parent has ended.
    ///
    /// In Python: `parent_process().join()`. A process that has to end with its parent is better a
    /// daemon.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::parent_process;
    ///
    /// fn outlive_the_parent() {
    ///     if let Some(parent) = parent_process() {
    ///         parent.join();
    ///         // The parent has ended, or something killed it.
    ///     }
    /// }
    /// # outlive_the_parent();
    /// ```
    pub fn join(&self) {
        let mut gone = PARENT_GONE.0.lock();
        PARENT_GONE.1.wait_while(&mut gone, |gone| !*gone);
    }

    /// Waits at most this long; true if the parent has ended.
    ///
    /// In Python: `parent_process().join(timeout)`, which returns `None` in both cases.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use racelab::process::{Process, parent_process};
    ///
    /// fn child() {
    ///     // The parent waits for this child.
    ///     assert!(!parent_process().unwrap().join_timeout(Duration::from_millis(10)));
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![child];
    /// let mut process = Process::new(child).name("one");
    /// process.start()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn join_timeout(&self, timeout: Duration) -> bool {
        let deadline = Instant::now().checked_add(timeout);
        let Some(deadline) = deadline else {
            self.join();
            return true;
        };
        let mut gone = PARENT_GONE.0.lock();
        PARENT_GONE
            .1
            .wait_while_until(&mut gone, |gone| !*gone, deadline);
        *gone
    }
}
