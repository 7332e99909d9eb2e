//! The waits of this process's real threads in operations of the seam. A check reports them if
//! none of its threads moves any more.
//!
//! A thread records a wait only when it is about to block, so an operation that does not wait has
//! no cost.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::sync::place::Place;

/// The threads that have ever waited, in the order of their first waits.
static THREADS: Mutex<Vec<Weak<Thread>>> = Mutex::new(Vec::new());

thread_local! {
    /// The line at which the seam started this thread.
    static STARTED: Cell<Option<Place>> = const { Cell::new(None) };
    static THREAD: Arc<Thread> = Thread::own();
}

struct Thread {
    started: Option<Place>,
    wait: Mutex<Option<(For, Place)>>,
}

/// A waiting thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// The line that started the thread; `None` if the seam has not started it.
    pub started: Option<crate::explore::SourceLine>,
    /// The condition for which it waits.
    pub what: For,
    /// The line where it waits.
    pub place: crate::explore::SourceLine,
}

/// The condition for which a thread waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum For {
    /// A lock, a `Mutex` or an `RwLock`.
    Lock,
    /// The notification of a condition variable.
    Notification,
    /// A message.
    Message,
    /// Room in a channel.
    Room,
    /// The end of a thread, or of all threads of a scope.
    End,
    /// Its token, in `park`.
    Token,
    /// The other threads at a barrier.
    Others,
    /// A permit of a semaphore.
    Permit,
}

impl fmt::Display for For {
    /// The condition with its article, as in "a lock".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lock => "a lock",
            Self::Notification => "a notification",
            Self::Message => "a message",
            Self::Room => "room in a channel",
            Self::End => "the end of another thread",
            Self::Token => "an unpark",
            Self::Others => "the other threads at a barrier",
            Self::Permit => "a permit",
        })
    }
}

/// The waiting threads of this process. Each of them may have continued when this returns.
///
/// ```
/// use racelab_engine::sync::{mpsc, thread};
/// use racelab_engine::waits::{self, For};
///
/// let (sender, receiver) = mpsc::channel::<()>();
/// let waiter = thread::spawn(move || receiver.recv());
/// while waits::all().is_empty() {
///     thread::yield_now();
/// }
/// assert_eq!(waits::all()[0].what, For::Message);
/// drop(sender);
/// assert!(waiter.join().unwrap().is_err());
/// ```
pub fn all() -> Vec<Wait> {
    let threads = THREADS.lock();
    let waits = threads.iter().filter_map(|thread| {
        let thread = thread.upgrade()?;
        let (what, place) = (*thread.wait.lock())?;
        Some(Wait {
            started: thread.started.map(Into::into),
            what,
            place: place.into(),
        })
    });
    waits.collect()
}

impl Thread {
    fn own() -> Arc<Self> {
        let own = Arc::new(Self {
            started: STARTED.get(),
            wait: Mutex::new(None),
        });
        let mut threads = THREADS.lock();
        threads.retain(|thread| thread.strong_count() > 0);
        threads.push(Arc::downgrade(&own));
        own
    }
}

/// Records that the seam has started the calling thread at this line.
pub(crate) fn begin(started: Place) {
    STARTED.set(Some(started));
}

/// Calls `wait`, in which the thread may block.
#[cold]
#[inline(never)]
pub(crate) fn during<R>(what: For, place: Place, wait: impl FnOnce() -> R) -> R {
    let mut waiting = WaitNote::default();
    waiting.begin(what, place);
    wait()
}

/// The record of a wait. Its drop ends the wait.
#[derive(Default)]
pub(crate) struct WaitNote(bool);

impl WaitNote {
    /// Records that the thread waits from now on.
    pub(crate) fn begin(&mut self, what: For, place: Place) {
        self.0 = true;
        note(Some((what, place)));
    }
}

impl Drop for WaitNote {
    fn drop(&mut self) {
        if self.0 {
            note(None);
        }
    }
}

fn note(wait: Option<(For, Place)>) {
    // A thread whose thread-local values are destroyed cannot record a wait.
    let _ = THREAD.try_with(|thread| *thread.wait.lock() = wait);
}
