//! Everything that can go wrong with a process or a pool, as one type.

use std::fmt;

use rustix::process::Signal;
use serde::{Deserialize, Serialize};

/// The result of every function here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. Its text is one sentence that says what to do next.
///
/// A caller may read the same error many times ([`AsyncResult::get`] returns it again
/// each time), so it can be cloned, and compared in tests.
///
/// [`AsyncResult::get`]: crate::AsyncResult::get
///
/// # Python's exceptions
///
/// | here | in Python |
/// |---|---|
/// | [`Panicked`](Error::Panicked) | the task's own exception, raised again by `get` |
/// | [`WorkerLost`](Error::WorkerLost) | none: `get` waits for ever |
/// | [`CannotEncode`](Error::CannotEncode) | `PicklingError`, or `MaybeEncodingError` for a result |
/// | [`CannotDecode`](Error::CannotDecode) | none for a result: `get` waits for ever |
/// | [`NotRegistered`](Error::NotRegistered) | `PicklingError` or `AttributeError` for a lambda |
/// | [`Timeout`](Error::Timeout) | `multiprocessing.TimeoutError` |
/// | [`NotReady`](Error::NotReady) | `ValueError` of `successful` |
/// | [`Closed`](Error::Closed) | `ValueError`: "Pool not running" |
/// | [`Terminated`](Error::Terminated) | none: `get` waits for ever |
/// | [`Broken`](Error::Broken) | none: the pool starts workers for ever |
/// | [`Misuse`](Error::Misuse) | `AssertionError` or `ValueError` |
/// | [`System`](Error::System) | `OSError` |
///
/// # Examples
///
/// ```
/// use racelab::process::{Error, Pool};
///
/// fn root(x: i64) -> i64 {
///     if x < 0 {
///         std::process::exit(3);
///     }
///     x.isqrt()
/// }
///
/// # fn main() -> racelab::process::Result<()> {
/// # racelab::tasks![root];
/// let pool = Pool::new(2)?;
/// match pool.apply(root, (-1,)) {
///     Err(Error::WorkerLost { exitcode, .. }) => assert_eq!(exitcode, Some(3)),
///     other => unreachable!("{other:?}"),
/// }
/// // A new worker has taken the place of the lost one.
/// assert_eq!(pool.apply(root, (49,)), Ok(7));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Error {
    /// The task panicked; the worker caught the panic and goes on.
    Panicked(Panic),
    /// The worker ended while it ran the task: it was killed, or the task
    /// ended it (`std::process::exit`, an abort, a stack overflow). The task may or may not
    /// have done its work by then.
    WorkerLost {
        /// The process id that the worker had.
        pid: u32,
        /// Its exit code, or the negative number of the signal that ended it, or
        /// `None` if the system did not tell.
        exitcode: Option<i32>,
    },
    /// A value cannot be turned into bytes.
    CannotEncode {
        /// The type of the value.
        what: String,
        /// The encoder's reason.
        why: String,
    },
    /// The bytes of a value cannot be turned back into it.
    CannotDecode {
        /// The type of the value.
        what: String,
        /// The decoder's reason.
        why: String,
    },
    /// The function is not in the list of `tasks!`.
    NotRegistered {
        /// The type name of the function or closure.
        task: String,
    },
    /// The result did not come within the given time. The task goes on.
    Timeout,
    /// The result is not there yet.
    NotReady,
    /// The pool was closed: it finishes what it has and takes nothing new.
    Closed,
    /// The pool was terminated (or dropped) before the task was finished.
    Terminated,
    /// Workers failed to start again and again, and the pool gave up.
    Broken {
        /// Why the last one failed.
        why: String,
    },
    /// A call that is wrong in this state, with the reason.
    Misuse {
        /// What was wrong and what to do.
        why: String,
    },
    /// The operating system refused.
    System {
        /// What was being done.
        doing: String,
        /// The system's reason.
        why: String,
    },
}

impl Error {
    pub(super) fn misuse(why: impl Into<String>) -> Error {
        Error::Misuse { why: why.into() }
    }

    pub(super) fn system(doing: &str, why: impl fmt::Display) -> Error {
        Error::System {
            doing: doing.to_string(),
            why: why.to_string(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Panicked(panic) => panic.fmt(f),
            Error::WorkerLost { pid, exitcode } => write!(
                f,
                "the worker with pid {pid} ended with {} while it ran the task; \
                 run the task again if that does no harm",
                Exit(*exitcode)
            ),
            Error::CannotEncode { what, why } => write!(
                f,
                "a value of type {what} cannot be encoded ({why}); \
                 send a type that serde and postcard can write"
            ),
            Error::CannotDecode { what, why } => write!(
                f,
                "a value of type {what} cannot be decoded ({why}); \
                 its Serialize and Deserialize must agree"
            ),
            Error::NotRegistered { task } => write!(
                f,
                "{task} is not a registered task; \
                 list the function in tasks![..] in the first line of main"
            ),
            Error::Timeout => f.write_str("the result is not there yet; wait for it again"),
            Error::NotReady => f.write_str("the task is not finished yet; call wait first"),
            Error::Closed => f.write_str("the pool is closed; submit work before close"),
            Error::Terminated => {
                f.write_str("the pool was terminated; use close and join to finish its work")
            }
            Error::Broken { why } => write!(
                f,
                "the pool gave up because its workers do not start: {why}"
            ),
            Error::Misuse { why } => f.write_str(why),
            Error::System { doing, why } => write!(f, "{doing}: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// A panic in another process, as its panic hook saw it.
///
/// In Python: an exception with its `RemoteTraceback`.
///
/// # Examples
///
/// ```
/// use racelab::process::{Error, Pool};
///
/// fn checked(x: u64) -> u64 {
///     assert!(x < 10, "{x} is too large");
///     x
/// }
///
/// # fn main() -> racelab::process::Result<()> {
/// # racelab::tasks![checked];
/// let pool = Pool::new(2)?;
/// match pool.apply(checked, (12,)) {
///     Err(Error::Panicked(panic)) => assert_eq!(panic.message, "12 is too large"),
///     other => unreachable!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panic {
    /// The message.
    pub message: String,
    /// The source file, as the compiler names it, if it is known. It is unknown
    /// if the task replaced the panic hook, or raised the panic with
    /// `resume_unwind`, which calls no hook.
    pub file: Option<String>,
    /// The line in that file, from 1; 0 if it is not known.
    pub line: u32,
    /// The backtrace in the worker, when `RUST_BACKTRACE` asks for one.
    pub backtrace: Option<String>,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the task panicked")?;
        if let Some(file) = &self.file {
            write!(f, " at {file}:{}", self.line)?;
        }
        write!(f, ": {}", self.message)?;
        match &self.backtrace {
            Some(backtrace) => write!(f, "\n{backtrace}"),
            None => Ok(()),
        }
    }
}

/// An exit code in words: `exit code 3`, `signal 9 (SIGKILL)`.
pub(super) struct Exit(pub(super) Option<i32>);

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("an unknown exit code"),
            Some(code @ 0..) => write!(f, "exit code {code}"),
            Some(code) => match signal_name(-code) {
                Some(name) => write!(f, "signal {} ({name})", -code),
                None => write!(f, "signal {}", -code),
            },
        }
    }
}

/// The name of a signal that ends processes.
pub(super) fn signal_name(number: i32) -> Option<&'static str> {
    [
        (Signal::HUP, "SIGHUP"),
        (Signal::INT, "SIGINT"),
        (Signal::QUIT, "SIGQUIT"),
        (Signal::ILL, "SIGILL"),
        (Signal::TRAP, "SIGTRAP"),
        (Signal::ABORT, "SIGABRT"),
        (Signal::BUS, "SIGBUS"),
        (Signal::FPE, "SIGFPE"),
        (Signal::KILL, "SIGKILL"),
        (Signal::SEGV, "SIGSEGV"),
        (Signal::PIPE, "SIGPIPE"),
        (Signal::ALARM, "SIGALRM"),
        (Signal::TERM, "SIGTERM"),
    ]
    .into_iter()
    .find(|(signal, _)| signal.as_raw() == number)
    .map(|(_, name)| name)
}
