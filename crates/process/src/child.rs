//! A child: this program, started once more, at the other end of a socket pair.
//!
//! Life of a child, as its parent sees it:
//!
//! ```text
//! spawn --> running --> zombie --> ended (code known)
//!              |          |
//!              signal     reap (one thread, in waitid)
//! ```
//!
//! A process id belongs to a child until the child is reaped; then the system may give
//! the id to another process. So one lock covers sending signals and reaping,
//! and no code here waits for a child of other code.

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use rustix::io::retry_on_intr;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, WaitIdStatus, waitid};

use crate::error::{Error, Result};
use crate::frame::{self, Inlet, Order};
use crate::identity;
use crate::task;

/// A started child.
pub(super) struct Child {
    pub(super) pid: u32,
    /// The same id, in the type that the system calls take.
    id: Pid,
    pub(super) name: String,
    pub(super) daemon: bool,
    /// The parent's end. When the last handle to it closes, the child knows that its
    /// parent is gone; so it stays open until the child has ended.
    stream: Mutex<Option<Arc<UnixStream>>>,
    life: Mutex<Life>,
    ended: Condvar,
}

/// What the lock of a child's life guards.
struct Life {
    /// `Some` once the child is reaped: the exit code, if the system told it.
    ending: Option<Option<i32>>,
    /// The writing ends of the sentinels. Dropping one signals the end.
    sentinels: Vec<PipeWriter>,
}

/// All children that have not ended.
static CHILDREN: Mutex<Vec<Arc<Child>>> = Mutex::new(Vec::new());

/// Held while a socket pair exists whose close-on-exec flags may not be set
/// yet (macOS sets them in a second step), so that no sibling inherits an end.
static STARTING: Mutex<()> = Mutex::new(());

impl Child {
    /// Starts this program once more. A frame tells it what to do.
    pub(super) fn spawn(name: &str, daemon: bool) -> Result<Arc<Child>> {
        Ok(Child::new(Newborn::spawn(name, 0)?, name, daemon))
    }

    /// Takes charge of a child that has just been started.
    pub(super) fn new(newborn: Newborn, name: &str, daemon: bool) -> Arc<Child> {
        let Newborn { id, stream } = newborn;
        let child = Arc::new(Child {
            pid: id.as_raw_nonzero().get().unsigned_abs(),
            id,
            name: name.to_string(),
            daemon,
            stream: Mutex::new(Some(Arc::new(stream))),
            life: Mutex::new(Life {
                ending: None,
                sentinels: Vec::new(),
            }),
            ended: Condvar::new(),
        });
        CHILDREN.lock().push(child.clone());
        child
    }

    /// Sends a frame. An error means that the child has ended or is ending, which
    /// the end of its stream tells as well.
    pub(super) fn send(&self, order: &Order, payload: &[u8]) -> io::Result<()> {
        // The lock keeps two frames from mixing. No sender holds it for ever: a send that
        // waits for room fails when the child ends.
        match &*self.stream.lock() {
            Some(stream) => frame::send(stream, order, payload),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// The stream of its frames. The thread that reads them calls this once.
    pub(super) fn inlet(&self) -> Option<Inlet> {
        self.stream.lock().clone().map(Inlet::new)
    }

    /// Limits how long sending and receiving may wait; `None` for ever.
    pub(super) fn limit_waiting(&self, limit: Option<Duration>) {
        if let Some(stream) = &*self.stream.lock() {
            // It can fail only for a limit of zero or a closed socket.
            let _ = stream.set_read_timeout(limit);
            let _ = stream.set_write_timeout(limit);
        }
    }

    /// Sends a signal, unless it has ended.
    pub(super) fn signal(&self, signal: Signal) -> Result<()> {
        let life = self.life.lock();
        if life.ending.is_some() {
            return Ok(());
        }
        // The child is not reaped, and no thread can reap it while this one holds the
        // lock: the id still belongs to it, even if it is a zombie already.
        rustix::process::kill_process(self.id, signal)
            .map_err(|error| Error::system("cannot signal the process", error))
    }

    /// Kills the child, if it has not ended. SIGKILL to an own child cannot fail.
    pub(super) fn kill(&self) {
        let _ = self.signal(Signal::KILL);
    }

    /// Waits until the child has ended, frees its process id and makes the exit
    /// code known. One thread does this for each child.
    pub(super) fn reap(&self) -> Option<i32> {
        // First wait without reaping and without the lock, so that other threads can
        // send signals meanwhile; then reap the child, which has ended.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        let wait = |options| retry_on_intr(|| waitid(WaitId::Pid(self.id), options));
        let _ = wait(options);
        let mut life = self.life.lock();
        // An error here means that the program ignores SIGCHLD and the system
        // reaped the child itself: it has ended, with an unknown exit code.
        let code = wait(WaitIdOptions::EXITED).ok().flatten().map(exit_code);
        if code == Some(identity::NO_ROOM) {
            // Relaxed: the flag orders no other access.
            REFUSED.store(true, Relaxed);
        }
        life.ending = Some(code);
        life.sentinels.clear();
        CHILDREN
            .lock()
            .retain(|child| !std::ptr::eq(&**child, self));
        self.ended.notify_all();
        drop(life);
        // Not under the lock of `life`: a sender that waits for room holds the stream's
        // lock, and wakes only because the child has ended.
        *self.stream.lock() = None;
        code
    }

    /// Waits for the end, until the deadline if there is one. True if the child has ended.
    pub(super) fn join(&self, deadline: Option<Instant>) -> bool {
        let mut life = self.life.lock();
        while life.ending.is_none() {
            match deadline {
                None => self.ended.wait(&mut life),
                Some(deadline) => {
                    if self.ended.wait_until(&mut life, deadline).timed_out() {
                        break;
                    }
                }
            }
        }
        life.ending.is_some()
    }

    /// `None` while it lives; then the exit code, if the system told it.
    pub(super) fn ending(&self) -> Option<Option<i32>> {
        self.life.lock().ending
    }

    /// A pipe that becomes readable (at its end) when the child has ended.
    pub(super) fn sentinel(&self) -> Result<PipeReader> {
        let (reader, writer) =
            io::pipe().map_err(|error| Error::system("cannot make a sentinel", error))?;
        let mut life = self.life.lock();
        if life.ending.is_none() {
            life.sentinels.push(writer);
        }
        Ok(reader)
    }
}

/// A started child that is not yet in the list of children.
pub(super) struct Newborn {
    pub(super) id: Pid,
    pub(super) stream: UnixStream,
}

impl Newborn {
    /// Executes this program again, with one end of a new socket pair as its
    /// standard input. `siblings` says how many siblings it has to fork.
    pub(super) fn spawn(name: &str, siblings: usize) -> Result<Newborn> {
        if !task::registered() {
            return Err(Error::misuse(
                "no tasks are registered; call tasks![..] in the first line of main",
            ));
        }
        if identity::me().daemon {
            return Err(Error::misuse(
                "a daemonic process (such as a worker of a pool) is not allowed to have \
                 children; start them in the parent",
            ));
        }
        join_children_at_exit();
        start(name, siblings).map_err(cannot_start)
    }
}

pub(super) fn cannot_start(why: io::Error) -> Error {
    refused(&why);
    Error::system("cannot start a process", why)
}

/// The error if no thread could be started to look after a process.
pub(super) fn cannot_attend(why: io::Error) -> Error {
    refused(&why);
    Error::system("cannot start a thread", why)
}

/// Whether the system has ever refused to start a process or a thread, in this process or in a
/// child, because it has no room for one.
static REFUSED: AtomicBool = AtomicBool::new(false);

/// Notes that a child has not reached its first line within a minute.
pub(super) fn is_slow() {
    // Relaxed: as in `reap`.
    REFUSED.store(true, Relaxed);
}

/// Whether the machine, and not this program, is the reason that some process or thread
/// could not be started: the system has too many of them, or is too busy to run
/// a new one.
pub fn was_refused() -> bool {
    // Relaxed: as in `reap`.
    REFUSED.load(Relaxed)
}

/// From this number of children on, the program itself may be the reason.
const MANY: usize = 200;

/// Notes why a start failed. Too many open files of this process do not count: that is not the
/// machine's doing.
fn refused(why: &io::Error) {
    let reasons = [libc::EAGAIN, libc::ENOMEM, libc::ENFILE];
    let is_of_the_machine = why.raw_os_error().is_some_and(|why| reasons.contains(&why));
    if is_of_the_machine && CHILDREN.lock().len() < MANY {
        // Relaxed: as in `reap`.
        REFUSED.store(true, Relaxed);
    }
}

fn start(name: &str, siblings: usize) -> io::Result<Newborn> {
    let _starting = STARTING.lock();
    let (stream, theirs) = UnixStream::pair()?;
    let mut command = Command::new(racelab_again::program()?);
    command
        .arg0(std::env::current_exe()?)
        .arg(identity::MARK)
        .arg(name);
    if siblings > 0 {
        command.arg(siblings.to_string());
    }
    // Dropping std's handle neither kills nor reaps the process.
    let process = command.stdin(OwnedFd::from(theirs)).spawn()?;
    let id = i32::try_from(process.id()).ok().and_then(Pid::from_raw);
    Ok(Newborn {
        id: id.expect("a child's id is positive"),
        stream,
    })
}

/// As in Python: the negative number of the signal that ended the process.
fn exit_code(status: WaitIdStatus) -> i32 {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => code,
        (None, Some(signal)) => -signal,
        (None, None) => unreachable!("a process ends by exit or by a signal"),
    }
}

/// The children of this process that are alive.
pub(super) fn alive() -> Vec<Arc<Child>> {
    CHILDREN.lock().clone()
}

/// Whether this process has any child left, however it was started: a running one, or
/// a zombie, which has ended and was not reaped. This module reaps its children
/// as soon as they end.
///
/// Python has nothing like it: `active_children` knows only its own.
///
/// # Examples
///
/// ```
/// use racelab::process::has_children;
///
/// assert!(!has_children());
/// let mut child = std::process::Command::new("true").spawn()?;
/// assert!(has_children());
/// child.wait()?;
/// assert!(!has_children());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn has_children() -> bool {
    // Asks without reaping.
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    retry_on_intr(|| waitid(WaitId::All, options)).err() != Some(rustix::io::Errno::CHILD)
}

/// A program that ends waits for its children. Daemons need no wait:
/// they end when their stream ends, which is when this process has ended.
fn join_children_at_exit() {
    unsafe extern "C" {
        fn atexit(function: extern "C" fn()) -> i32;
    }
    extern "C" fn join_children() {
        let children = CHILDREN.lock().clone();
        for child in children.iter().filter(|child| !child.daemon) {
            child.join(None);
        }
    }
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: `atexit` is the C library's, with this signature, and the function
        // may run where the C library calls it, which is late: the destructors of
        // this thread's thread-local values may have run. It takes the list's lock and
        // then, after it, one life's lock at a time. No code here ends the program
        // while it holds one of them, so neither is held by this very thread. If it
        // has to wait, for a lock or for the end of a child, parking_lot looks for its
        // record of the thread in a thread-local value, and makes one on the stack if
        // that value is gone. Nothing in it panics, and std aborts the process rather
        // than let a panic leave an `extern "C"` function.
        // `atexit` can fail only for want of memory; then children outlive us.
        let _ = unsafe { atexit(join_children) };
    });
}
