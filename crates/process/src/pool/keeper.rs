//! The thread that looks after one worker: it receives the worker's reports,
//! notices its end, reaps it, and starts the next one.

use std::sync::Arc;
use std::thread;

use super::board::{FailedStart, Loss, Next, Settings, Shared, silent_end};
use super::nursery::{HELLO_DEADLINE, Nursery, no_hello};
use crate::child::{Child, cannot_attend};
use crate::error::Result;
use crate::frame::{Inlet, Order, Report};
use crate::identity::{Role, Setup, me, next_path};
use crate::task::fingerprint;

/// Enough for a keeper, which runs no code of the user.
const STACK: usize = 256 << 10;

/// A worker and its path, with which its children's names would begin.
type Started = (Arc<Child>, String);

/// Starts the first worker of a seat, and its keeper.
pub(super) fn start(shared: &Arc<Shared>, seat: usize, nursery: &mut Nursery) -> Result<()> {
    let worker = seated(shared, seat, |name| nursery.next(name))?;
    let child = worker.0.clone();
    let shared = shared.clone();
    let keeper = thread::Builder::new()
        .name(format!("keeper of {}", child.pid))
        .stack_size(STACK)
        .spawn(move || keep(&shared, seat, worker));
    match keeper {
        Ok(_) => Ok(()),
        Err(why) => {
            // The child has no keeper.
            child.kill();
            child.reap();
            Err(cannot_attend(why))
        }
    }
}

/// Starts a worker for the seat. [`keep`] tells it what to do.
fn seated(
    shared: &Shared,
    seat: usize,
    start: impl FnOnce(&str) -> Result<Arc<Child>>,
) -> Result<Started> {
    let path = next_path();
    let worker = start(&format!("PoolWorker-{path}"))?;
    shared.seat(seat, &worker);
    Ok((worker, path))
}

/// Looks after a seat until the pool no longer needs it.
fn keep(shared: &Shared, seat: usize, first: Started) {
    let mut present: Result<Started> = Ok(first);
    loop {
        let loss = match present {
            Ok((worker, path)) => {
                let attended = attend(shared, seat, &worker, path);
                // A worker whose stream has ended is of no use. If it is already
                // exiting, it keeps its own exit code.
                worker.kill();
                let exitcode = worker.reap();
                let failed_start = attended.err().map(|not_ready| match not_ready {
                    NotReady::Silent => failed(silent_end(exitcode)),
                    NotReady::Failed(start) => start,
                });
                Loss {
                    exitcode,
                    failed_start,
                }
            }
            Err(error) => Loss {
                exitcode: None,
                failed_start: Some(failed(error.to_string())),
            },
        };
        match shared.lost(seat, loss) {
            Next::Replace(pause) => shared.pause(pause),
            Next::Leave => break,
        }
        present = seated(shared, seat, |name| Child::spawn(name, true));
    }
    shared.keeper_left();
}

/// A worker ended, or had to be killed, before it was ready.
enum NotReady {
    /// Its exit code, which is not known yet, says why.
    Silent,
    Failed(FailedStart),
}

fn failed(why: String) -> FailedStart {
    FailedStart {
        why,
        hopeless: false,
    }
}

fn hopeless(why: String) -> NotReady {
    NotReady::Failed(FailedStart {
        why,
        hopeless: true,
    })
}

/// Communicates with a worker until its stream ends.
fn attend(
    shared: &Shared,
    seat: usize,
    worker: &Child,
    path: String,
) -> std::result::Result<(), NotReady> {
    let mut inlet = worker.inlet().ok_or(NotReady::Silent)?;
    greet(&shared.settings, worker, path, &mut inlet)?;
    shared.ready(seat);
    while let Ok((report, payload)) = inlet.receive() {
        match report {
            Report::Started => shared.started(seat),
            Report::Done => shared.finished(seat, Ok(payload)),
            Report::Failed(error) => shared.finished(seat, Err(error)),
            Report::Free => shared.free(seat),
            // Each comes once, and the worker has sent both: it misbehaves, so end it.
            Report::Hello { .. } | Report::Ready => break,
        }
    }
    Ok(())
}

/// Sends a new worker its setup, and waits until it is ready.
fn greet(
    settings: &Settings,
    worker: &Child,
    path: String,
    inlet: &mut Inlet,
) -> std::result::Result<(), NotReady> {
    worker.limit_waiting(Some(HELLO_DEADLINE));
    let (setup, arguments) = setup(settings, worker, path);
    // If it is gone already, the next receive fails.
    let _ = worker.send(&setup, arguments);
    match inlet.receive() {
        Ok((
            Report::Hello {
                fingerprint: theirs,
            },
            _,
        )) if theirs == fingerprint() => {}
        Ok(_) => {
            return Err(hopeless(
                "a worker has other tasks than its parent; call tasks! with the same list \
                 in each run, and start again if the program was rebuilt"
                    .to_string(),
            ));
        }
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            return Err(hopeless(no_hello()));
        }
        Err(_) => return Err(NotReady::Silent),
    }
    // An initializer may take any time.
    worker.limit_waiting(None);
    match inlet.receive() {
        Ok((Report::Ready, _)) => Ok(()),
        Ok((Report::Failed(error), _)) => Err(NotReady::Failed(failed(format!(
            "the initializer failed: {error}"
        )))),
        _ => Err(NotReady::Silent),
    }
}

fn setup<'a>(settings: &'a Settings, worker: &Child, path: String) -> (Order, &'a [u8]) {
    let initializer = settings.initializer.as_ref();
    let setup = Setup {
        name: worker.name.clone(),
        path,
        daemon: true,
        parent_name: me().name.clone(),
        parent_pid: std::process::id(),
        role: Role::Worker {
            initializer: initializer.map(|(task, _)| *task),
        },
    };
    let arguments = initializer.map_or(&[][..], |(_, arguments)| arguments);
    (Order::Setup(setup), arguments)
}
