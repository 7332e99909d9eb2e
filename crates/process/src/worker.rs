//! The other side: a child's work from `tasks!` on.
//!
//! ```text
//! main thread                       watcher thread
//! -----------                       --------------
//! take over standard input
//! read Setup, become the child
//! initialize
//! wait for an order
//! Started, run the chunk, Done      the other end is closed: the parent is
//! wait for the next ...             gone, end at once, in the middle of it
//! ```
//!
//! The watcher never reads, so an order wakes only one thread. While the
//! main thread waits, it sees the end of the stream itself; so a worker starts its
//! watcher only when there is something to run.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::process::exit;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};

use racelab_again::stack;

use crate::caught;
use crate::error::{Error, Result};
use crate::frame::{self, FRAME_CAP, HEAD_ROOM, Inlet, Order, Report};
use crate::identity::{self, MARK, NO_ROOM, Role};
use crate::task::{self, Entry};

/// Enough for the watcher, which only waits.
const WATCHER_STACK: usize = 64 << 10;

/// The function behind [`tasks!`](crate::tasks): stores the list, and takes over in a child.
#[doc(hidden)]
pub fn register(entries: Vec<Entry>) {
    task::keep(entries);
    if is_child() {
        run();
    }
}

/// Whether this process was started as a child.
fn is_child() -> bool {
    std::env::args_os().nth(1).is_some_and(|arg| arg == MARK)
}

/// Runs the child until it exits.
fn run() -> ! {
    let stream = match take_over() {
        Ok(stream) => Arc::new(multiplied(stream)),
        Err(why) => {
            // Standard error may be closed; then there is no place to report this.
            let _ = writeln!(io::stderr(), "{MARK} is for child processes only: {why}");
            exit(2);
        }
    };
    let mut inlet = Inlet::new(stream.clone());
    let Ok((Order::Setup(setup), arguments)) = inlet.receive() else {
        // The parent ended, or closed the stream, before it sent anything.
        exit(0);
    };
    show_name(&setup.name);
    stack::report();
    let daemon = setup.daemon;
    let role = setup.role;
    identity::become_child(setup);
    match role {
        Role::Process { task } => {
            watch_parent(stream, move || {
                if daemon {
                    end_at_once();
                }
                identity::parent_is_gone();
            });
            be_process(task, &arguments)
        }
        Role::Worker { initializer } => {
            let mut worker = Worker {
                stream,
                is_watched: false,
            };
            worker.send(
                &Report::Hello {
                    fingerprint: task::fingerprint(),
                },
                &[],
            );
            worker.initialize(initializer, &arguments);
            worker.run_chunks(&mut inlet)
        }
    }
}

/// Forks the siblings that the parent wants, and goes on as itself or as one of them.
fn multiplied(stream: UnixStream) -> UnixStream {
    #[cfg(target_os = "linux")]
    if let Some(siblings) = std::env::args().nth(3)
        && let Ok(siblings) = siblings.parse()
    {
        return crate::siblings::have(stream, siblings).unwrap_or_else(|_| end_at_once());
    }
    stream
}

/// Moves the socket away from standard input and puts `/dev/null` there. The
/// moved descriptor is closed on exec: a program that a task starts must not hold our end
/// of the socket open, or the parent would not see that this process has ended.
fn take_over() -> io::Result<UnixStream> {
    let stdin = io::stdin();
    let socket = File::from(stdin.as_fd().try_clone_to_owned()?);
    if !socket.metadata()?.file_type().is_socket() {
        return Err(io::Error::other("standard input is not a socket"));
    }
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(UnixStream::from(OwnedFd::from(socket)))
}

/// Sets the name that `top` and `ps -e` show.
fn show_name(name: &str) {
    if cfg!(target_os = "linux") {
        // Not essential: without it the child is called `exe`.
        let _ = std::fs::write("/proc/self/comm", name);
    }
}

/// Starts a thread that waits until the parent is gone, and then calls `then`.
fn watch_parent(stream: Arc<UnixStream>, then: impl FnOnce() + Send + 'static) {
    let started = thread::Builder::new()
        .name("watcher".to_string())
        .stack_size(WATCHER_STACK)
        .spawn(move || {
            wait_for_end(&stream);
            then();
        });
    if let Err(why) = started {
        let _ = writeln!(
            io::stderr(),
            "a child cannot start its watcher thread: {why}"
        );
        exit(NO_ROOM);
    }
}

/// Waits until no process holds the other end of the socket any more.
fn wait_for_end(stream: &UnixStream) {
    // Events to ask for besides the end itself, which the system always reports.
    #[cfg(target_os = "linux")]
    let events = PollFlags::RDHUP;
    #[cfg(not(target_os = "linux"))]
    let events = PollFlags::HUP;
    let end = events | PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    loop {
        let mut socket = [PollFd::new(stream, events)];
        let _ = poll(&mut socket, None);
        if socket[0].revents().intersects(end) {
            return;
        }
        // A signal, or a system that also wakes this thread for data: the main thread is
        // about to read the data.
        thread::sleep(Duration::from_millis(1));
    }
}

/// Ends this process now, whatever its other threads do or hold. No exit
/// handler runs: one of them might wait for something that the parent will never send.
fn end_at_once() -> ! {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    // Only the first process of a container survives a SIGKILL from itself.
    std::process::abort()
}

/// Runs the one task of a [`Process`](crate::Process).
fn be_process(task: u32, arguments: &[u8]) -> ! {
    let result = std::panic::catch_unwind(|| task::run(task, 1, arguments));
    match result {
        // The value is dropped, so it need not be one that can be encoded.
        Ok(Ok(_) | Err(Error::CannotEncode { .. })) => exit(0),
        Ok(Err(error)) => {
            let _ = writeln!(io::stderr(), "{}: {error}", identity::me().name);
            exit(1)
        }
        // The panic hook has printed it; 101 is the exit code of Rust's own main.
        Err(_) => exit(101),
    }
}

/// A worker of a pool: one thread that reads orders, carries them out and reports.
struct Worker {
    stream: Arc<UnixStream>,
    is_watched: bool,
}

impl Worker {
    fn send(&self, report: &Report, payload: &[u8]) {
        if frame::send(&self.stream, report, payload).is_err() {
            // There is no parent to report to.
            end_at_once();
        }
    }

    /// Starts the watcher, before anything runs that may take long.
    fn be_watched(&mut self) {
        if !self.is_watched {
            self.is_watched = true;
            watch_parent(self.stream.clone(), || end_at_once());
        }
    }

    fn initialize(&mut self, initializer: Option<u32>, arguments: &[u8]) {
        caught::keep_panics();
        if let Some(initializer) = initializer {
            self.be_watched();
            if let Err(error) = caught::catch(|| task::run(initializer, 1, arguments))
                && !matches!(error, Error::CannotEncode { .. })
            {
                self.send(&Report::Failed(error), &[]);
                exit(1);
            }
        }
        self.send(&Report::Ready, &[]);
    }

    /// Runs chunks until the parent sends `Close`.
    fn run_chunks(&mut self, inlet: &mut Inlet) -> ! {
        loop {
            match inlet.receive() {
                Ok((Order::Task { task, calls }, arguments)) => {
                    self.send(&Report::Started, &[]);
                    self.be_watched();
                    let results = caught::catch(|| run_chunk(task, calls, &arguments));
                    let length = arguments.len();
                    drop(arguments);
                    match results {
                        Ok(results) => {
                            self.send(&Report::Done, &results);
                            let length = length.max(results.len());
                            drop(results);
                            if length >= LONG {
                                give_memory_back();
                            }
                        }
                        Err(error) => self.send(&Report::Failed(error), &[]),
                    }
                }
                Ok((Order::Knock, _)) => self.send(&Report::Free, &[]),
                Ok((Order::Close | Order::Setup(_), _)) => exit(0),
                Err(_) => end_at_once(),
            }
        }
    }
}

/// After a chunk with arguments or results of this length, the worker gives memory
/// back to the system.
const LONG: usize = 64 << 10;

/// Gives free memory back to the system. Otherwise glibc keeps it, in each
/// of many workers, for long chunks that may never come again.
fn give_memory_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: takes no pointer, and is safe to call from any thread at any time.
    unsafe {
        libc::malloc_trim(0);
    }
}

fn run_chunk(task: u32, calls: u32, arguments: &[u8]) -> Result<Vec<u8>> {
    let results = task::run(task, calls, arguments)?;
    if results.len() > FRAME_CAP - HEAD_ROOM {
        return Err(Error::CannotEncode {
            what: "the result of a chunk".to_string(),
            why: "it is longer than 1 GiB".to_string(),
        });
    }
    Ok(results)
}
