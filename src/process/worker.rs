//! The other side: what a child does from `tasks!` on.
//!
//! ```text
//! main thread                       reader thread
//! -----------                       -------------
//! take over standard input
//! read Setup, become the child
//! initialize                        read a frame
//! wait for a chunk  <-------------- pass it on
//! Started, run it, Done             end of the stream: the parent is gone,
//! ...                               end at once, in the middle of whatever
//! ```

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::process::exit;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use parking_lot::Mutex;

use super::error::{Error, Result};
use super::frame::{self, FRAME_CAP, HEAD_ROOM, Inlet, Order, Payload, Report, Role};
use super::{caught, identity, task};

/// The first argument of a child; the second is its name, for `ps` to show.
pub(super) const MARK: &str = "--racelab-child";

/// Enough for the reader, which only moves bytes.
const READER_STACK: usize = 64 << 10;

/// Whether this process was started as a child.
pub(super) fn is_child() -> bool {
    std::env::args_os().nth(1).is_some_and(|arg| arg == MARK)
}

/// Lives the child's life and exits.
pub(super) fn run() -> ! {
    let stream = match take_over() {
        Ok(stream) => Arc::new(stream),
        Err(why) => {
            // Standard error may be closed; then there is nobody to tell.
            let _ = writeln!(io::stderr(), "{MARK} is for child processes only: {why}");
            exit(2);
        }
    };
    let mut inlet = Inlet::new(stream.clone());
    let Ok((Order::Setup(setup), arguments)) = inlet.receive() else {
        // The parent ended, or changed its mind, before it said anything.
        exit(0);
    };
    show_name(&setup.name);
    let daemon = setup.daemon;
    let role = setup.role;
    identity::become_child(setup);
    let outlet = Outlet(Mutex::new(stream));
    match role {
        Role::Process { task } => {
            start_reader(move || watch_parent(&mut inlet, daemon));
            be_process(task, &arguments)
        }
        Role::Worker { initializer } => {
            outlet.send(
                &Report::Hello {
                    fingerprint: task::fingerprint(),
                },
                &[],
            );
            let outlet = Arc::new(outlet);
            let (pass_on, chunks) = channel();
            let answering = outlet.clone();
            start_reader(move || read_orders(&mut inlet, &answering, &pass_on));
            be_worker(initializer, &arguments, &chunks, &outlet)
        }
    }
}

/// Moves the socket away from standard input and puts `/dev/null` there. The
/// copy is closed on exec: a program that a task starts must not hold our end
/// of the socket open, or the parent would not see us end.
fn take_over() -> io::Result<UnixStream> {
    let stdin = io::stdin();
    let socket = File::from(stdin.as_fd().try_clone_to_owned()?);
    if !socket.metadata()?.file_type().is_socket() {
        return Err(io::Error::other("standard input is not a socket"));
    }
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(UnixStream::from(OwnedFd::from(socket)))
}

/// Shows the child's name where `top` and `ps -e` look.
fn show_name(name: &str) {
    if cfg!(target_os = "linux") {
        // A nicety: without it the child is just called `exe`.
        let _ = std::fs::write("/proc/self/comm", name);
    }
}

fn start_reader(read: impl FnOnce() + Send + 'static) {
    let started = thread::Builder::new()
        .name("reader".to_string())
        .stack_size(READER_STACK)
        .spawn(read);
    if let Err(why) = started {
        let _ = writeln!(
            io::stderr(),
            "a child cannot start its reader thread: {why}"
        );
        exit(1);
    }
}

/// Ends this process now, whatever its other threads do or hold. No exit
/// handler runs: one of them might wait for what the parent will never send.
fn end_at_once() -> ! {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    // Only the first process of a container survives its own SIGKILL.
    std::process::abort()
}

/// In a single process nothing follows the setup but the end of the stream.
fn watch_parent(inlet: &mut Inlet, daemon: bool) {
    while inlet.receive::<Order>().is_ok() {}
    if daemon {
        end_at_once();
    }
    identity::parent_is_gone();
}

/// Runs the one task of a [`Process`](super::Process).
fn be_process(task: u32, arguments: &[u8]) -> ! {
    let result = std::panic::catch_unwind(|| task::run(task, 1, arguments));
    match result {
        // The value is not wanted, so it need not be one that can be encoded.
        Ok(Ok(_) | Err(Error::CannotEncode { .. })) => exit(0),
        Ok(Err(error)) => {
            let _ = writeln!(io::stderr(), "{}: {error}", identity::me().name);
            exit(1)
        }
        // The panic hook has printed it; 101 is what Rust's own main gives.
        Err(_) => exit(101),
    }
}

/// Passes orders on until the parent is gone.
fn read_orders(inlet: &mut Inlet, outlet: &Outlet, pass_on: &Sender<(Order, Payload)>) {
    loop {
        match inlet.receive() {
            Ok((Order::Knock, _)) => outlet.send(&Report::Free, &[]),
            // The main thread only ends together with the process.
            Ok(order) => drop(pass_on.send(order)),
            Err(_) => end_at_once(),
        }
    }
}

/// Runs chunks until the parent says that there are no more.
fn be_worker(
    initializer: Option<u32>,
    arguments: &[u8],
    orders: &Receiver<(Order, Payload)>,
    outlet: &Outlet,
) -> ! {
    caught::keep_panics();
    if let Some(initializer) = initializer
        && let Err(error) = caught::catch(|| task::run(initializer, 1, arguments))
        && !matches!(error, Error::CannotEncode { .. })
    {
        outlet.send(&Report::Failed(error), &[]);
        exit(1);
    }
    outlet.send(&Report::Ready, &[]);
    while let Ok((Order::Task { task, calls }, arguments)) = orders.recv() {
        outlet.send(&Report::Started, &[]);
        match caught::catch(|| run_chunk(task, calls, &arguments)) {
            Ok(results) => outlet.send(&Report::Done, &results),
            Err(error) => outlet.send(&Report::Failed(error), &[]),
        }
    }
    exit(0)
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

/// Where reports leave; each thread sends whole frames.
struct Outlet(Mutex<Arc<UnixStream>>);

impl Outlet {
    fn send(&self, report: &Report, payload: &[u8]) {
        if frame::send(&self.0.lock(), report, payload).is_err() {
            // Nobody is left to report to.
            end_at_once();
        }
    }
}
