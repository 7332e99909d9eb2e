//! The handle of a thread: its name, its id and its token.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::panic::Location;
use std::time::Duration;

use crate::explore::hook;
use crate::sync::mode::{self, Mode, mode};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::under_loom;

use super::number::Real;
use crate::waits::{self, For};

/// A handle to a thread: its name, its id, its token.
///
/// [`current`], [`JoinHandle::thread`](super::JoinHandle::thread) and
/// [`ScopedJoinHandle::thread`](super::ScopedJoinHandle::thread) return it. Its `Debug` output is
/// the same for real and in a model.
///
/// ```
/// use racelab::sync::thread;
///
/// let named = thread::Builder::new().name("worker".to_owned());
/// let worker = named.spawn(|| thread::current().name().map(str::to_owned)).unwrap();
/// assert_eq!(worker.thread().name(), Some("worker"));
/// assert_eq!(worker.join().unwrap().as_deref(), Some("worker"));
/// ```
#[derive(Clone)]
pub struct Thread {
    name: Option<String>,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Real(std::thread::Thread, Real),
    Explored(Explored<hook::ThreadNumber>),
    Loom(LoomThread),
}

/// A thread of an execution under loom.
#[derive(Clone, Copy)]
struct LoomThread {
    number: usize,
    execution: u64,
}

/// Identifies a thread of the process, or of the execution. Ids are in the order in which the
/// threads started.
///
/// The `Debug` output and the hash depend only on a number that is the same for real and in a
/// model: the first thread of a program has the number 0.
///
/// ```
/// use racelab::sync::thread;
///
/// let me = thread::current().id();
/// let child = thread::spawn(|| thread::current().id());
/// let id = child.thread().id();
/// assert_eq!(child.join().unwrap(), id);
/// assert!(me < id);
/// assert_eq!(format!("{id:?}"), "ThreadId(1)");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThreadId(Id);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Id {
    Real { serial: u64, number: usize },
    Explored(hook::ThreadNumber),
    Loom(usize),
}

impl ThreadId {
    fn number(self) -> usize {
        match self.0 {
            Id::Real { number, .. } => number,
            Id::Explored(number) => usize::from(number),
            Id::Loom(number) => number,
        }
    }
}

impl Hash for ThreadId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number().hash(state);
    }
}

impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ThreadId({})", self.number())
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Thread");
        out.field("name", &self.name()).finish_non_exhaustive()
    }
}

/// Returns a handle to the calling thread.
///
/// ```
/// use racelab::sync::thread;
///
/// let handle = thread::Builder::new().name("child".to_owned()).spawn(|| {
///     assert_eq!(thread::current().name(), Some("child"));
/// });
/// handle.unwrap().join().unwrap();
/// ```
#[track_caller]
pub fn current() -> Thread {
    match mode() {
        Mode::Real => Thread::real(std::thread::current(), Real::own()),
        Mode::Explored => {
            let thread = hook::current();
            let name = hook::thread_name(thread);
            Thread::explored(thread, name, Location::caller())
        }
        Mode::Loom => {
            let (number, name) = under_loom::current();
            Thread::in_loom(number, name)
        }
    }
}

/// Blocks the calling thread until its token is available, and consumes the token.
///
/// A thread has at most one token. [`Thread::unpark`] makes it available, before or during the
/// park. A park may also return spuriously, without a token: for real, and in an exploration with
/// [`Explorer::spurious`](crate::explore::Explorer::spurious), but not under loom. So call it in a
/// loop that checks the condition for which the thread waits.
///
/// ```
/// use racelab::sync::atomic::{AtomicBool, Ordering::*};
/// use racelab::sync::thread;
///
/// let ready = AtomicBool::new(false);
/// thread::scope(|s| {
///     let waiter = s.spawn(|| {
///         while !ready.load(Acquire) {
///             thread::park();
///         }
///     });
///     ready.store(true, Release);
///     waiter.thread().unpark();
/// });
/// ```
#[track_caller]
pub fn park() {
    let place = Location::caller();
    match mode() {
        Mode::Real => waits::during(For::Token, place, std::thread::park),
        Mode::Explored => hook::park(place),
        Mode::Loom => {
            if under_loom::enter(place) {
                under_loom::token(under_loom::current().0).consume();
            }
        }
    }
}

/// Blocks the calling thread until its token is available, and consumes the token; but no longer
/// than `duration`.
///
/// In a model time has no length: the park consumes the token if it is available before, and
/// otherwise returns at once, as if every [`unpark`](Thread::unpark) came too late.
///
/// ```
/// use racelab::sync::thread;
/// use std::time::Duration;
///
/// thread::current().unpark();
/// thread::park_timeout(Duration::from_secs(60)); // Returns at once.
/// thread::park_timeout(Duration::from_millis(1)); // Waits.
/// ```
#[track_caller]
pub fn park_timeout(duration: Duration) {
    let place = Location::caller();
    match mode() {
        Mode::Real => std::thread::park_timeout(duration),
        Mode::Explored => hook::park_timeout(place),
        Mode::Loom => {
            if under_loom::enter(place) {
                under_loom::token(under_loom::current().0).try_consume();
            }
        }
    }
}

impl Thread {
    /// Returns the id of the thread.
    ///
    /// # Panics
    ///
    /// Under loom, if it is a thread of another execution.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// let other = thread::spawn(|| thread::current().id()).join().unwrap();
    /// assert_ne!(thread::current().id(), other);
    /// ```
    #[track_caller]
    pub fn id(&self) -> ThreadId {
        ThreadId(match &self.kind {
            Kind::Real(_, real) => Id::Real {
                serial: real.serial,
                number: real.number,
            },
            Kind::Explored(thread) => Id::Explored(thread.name_there()),
            Kind::Loom(thread) => {
                under_loom::of_execution(thread.execution);
                Id::Loom(thread.number)
            }
        })
    }

    /// Returns the name that [`Builder::name`](super::Builder::name) gave the thread.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// let builder = thread::Builder::new().name("counter".to_owned());
    /// let handle = builder.spawn(|| {}).unwrap();
    /// assert_eq!(handle.thread().name(), Some("counter"));
    /// ```
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Real(thread, real) => thread.name().filter(|_| real.is_started_here()),
            Kind::Explored(_) | Kind::Loom(_) => self.name.as_deref(),
        }
    }

    /// Makes the thread's token available. If the thread is blocked in [`park`], that call
    /// returns; otherwise its next `park` does.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// thread::current().unpark();
    /// thread::park(); // Consumes the token, and returns at once.
    /// ```
    #[track_caller]
    pub fn unpark(&self) {
        match &self.kind {
            Kind::Real(thread, _) => {
                mode::require_real_for_a_thread();
                thread.unpark();
            }
            Kind::Explored(thread) => {
                if let Some(thread) = thread.id() {
                    hook::unpark(thread, Location::caller());
                }
            }
            Kind::Loom(thread) => {
                if under_loom::enter(Location::caller()) {
                    under_loom::of_execution(thread.execution);
                    under_loom::token(thread.number).make_available();
                }
            }
        }
    }

    /// A handle to a real thread.
    pub(super) fn real(thread: std::thread::Thread, real: Real) -> Self {
        Self {
            name: None,
            kind: Kind::Real(thread, real),
        }
    }

    /// A handle to a model thread of the running execution; `made` is the line that started it.
    pub(super) fn explored(thread: hook::ThreadNumber, name: Option<String>, made: Place) -> Self {
        Self {
            name,
            kind: Kind::Explored(Explored::existing("Thread", thread, made)),
        }
    }

    /// A handle to a thread of the running execution under loom.
    pub(super) fn in_loom(number: usize, name: Option<String>) -> Self {
        let execution = under_loom::execution();
        Self {
            name,
            kind: Kind::Loom(LoomThread { number, execution }),
        }
    }
}
