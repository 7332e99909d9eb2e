//! One process for one task, after Python's `Process`: its settings.

mod life;
mod state;

pub use state::active_children;

use std::marker::PhantomData;
use std::sync::Arc;

use crate::child::Child;
use crate::codec::encode;
use crate::error::Result;
use crate::identity::{me, next_path};
use crate::task::{self, Data, Task};

/// A process that runs one task and ends.
///
/// In Python: [`multiprocessing.Process`][python]. The methods have Python's names, with one
/// more for each timeout (`join_timeout` for `join(timeout)`). The examples of the methods leave
/// out `main` and its first line, [`tasks!`](crate::tasks).
///
/// `Args` is the type of the arguments that [`Process::args`] still has to set: a process that has
/// its arguments, or needs none, is a plain `Process`, and only that one can be
/// started.
///
/// [python]: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Process
///
/// # Examples
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
/// it goes on, and [`active_children`] still lists it.
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
    ///
    /// In Python: `Process(target=f)`. There is no `group`, and no method `run` to override.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn nothing() {}
    ///
    /// let process = Process::new(nothing);
    /// assert!(!process.is_alive());
    /// assert_eq!((process.pid(), process.exitcode()), (None, None));
    /// ```
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
    ///
    /// In Python: `Process(target=f, args=(..))`. There the child finds arguments that do not fit,
    /// and raises a `TypeError`; here they do not compile. For `kwargs`, send a struct.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn check(expected: u64, sum: String) {
    ///     let sum: u64 = sum.split(" + ").map(|x| x.parse::<u64>().unwrap()).sum();
    ///     assert_eq!(sum, expected);
    /// }
    ///
    /// # fn main() -> racelab::process::Result<()> {
    /// # racelab::tasks![check];
    /// let mut process = Process::new(check).args((4, "2 + 2".to_string()));
    /// process.start()?;
    /// process.join()?;
    /// assert_eq!(process.exitcode(), Some(0));
    /// # Ok(())
    /// # }
    /// ```
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
    /// In Python: `Process(name=..)`, or `process.name = ..`, which works after the start too.
    ///
    /// # Panics
    ///
    /// If it was started already.
    ///
    /// # Examples
    ///
    /// ```
    /// use racelab::process::Process;
    ///
    /// fn nothing() {}
    ///
    /// let process = Process::new(nothing).name("one");
    /// assert_eq!(format!("{process:?}"), "<Process(one, initial)>");
    /// ```
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
    /// In Python: `Process(daemon=True)`, or `process.daemon = True`. The default is the same.
    ///
    /// # Panics
    ///
    /// If it was started already.
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
    /// let mut process = Process::new(wait_for_ever).daemon(true);
    /// process.start()?;
    /// // The program ends here, and the daemon with it.
    /// # Ok(())
    /// # }
    /// ```
    pub fn daemon(mut self, daemon: bool) -> Self {
        assert!(
            self.child.is_none(),
            "make it a daemon before it is started"
        );
        self.daemon = daemon;
        self
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
