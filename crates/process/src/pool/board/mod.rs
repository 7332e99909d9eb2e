//! The state of a pool, and every change of it.
//!
//! One mutex guards the board: the queue of chunks and the seats, one for each
//! worker. A thread that changes the board decides under the lock what to
//! send, and sends it after releasing the lock.
//!
//! ```text
//!             Ready, Free, Done: nothing to do
//! Starting ------------------------------------> Idle <-----.
//!     |                                          |   |      | Free: too late
//!     |  Ready: a chunk waits      small chunk   |   |      |
//!     `-----------------------.   .--------------'   `--> Knocked
//!                             v   v      a long chunk waits |
//!    .--- Done: no more <---- Busy <------------------------'
//!    v                        |  ^
//!  Leaving                    `--' Done: the next one
//! ```
//!
//! From every stage the end of the stream leads back to Starting (a new worker
//! takes the seat) or out of the pool.
//!
//! An idle worker's keeper waits for its worker, not for work, so that it sees
//! the end of the worker at once. So the thread that submits a short chunk sends it itself: the
//! chunk fits into the socket, and the thread never waits. For a long chunk it
//! only knocks; the worker answers, and its keeper then sends the chunk.

mod seats;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::callback_thread::CallbackThread;
use super::events::{EventKind, Log};
use super::gather::Part;
use crate::child::Child;
use crate::error::{Error, Exit, Result};
use crate::frame::Payload;
use seats::{Board, Letter, Phase, Seat, Stage};
pub(super) use seats::{Job, Settings};

/// How many failed starts in a row break a pool.
const FAILED_STARTS: u32 = 16;

/// The state that the threads of a pool share.
pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) callbacks: Arc<CallbackThread>,
    board: Mutex<Board>,
    /// Notified when a keeper left, and when the pool was terminated.
    changed: Condvar,
}

/// How a worker ended, as its keeper saw it.
pub(super) struct Loss {
    pub(super) exitcode: Option<i32>,
    /// Why it never became ready, if it did not.
    pub(super) failed_start: Option<FailedStart>,
}

/// Why a worker never became ready.
pub(super) struct FailedStart {
    pub(super) why: String,
    /// Whether the next worker would fail in the same way.
    pub(super) hopeless: bool,
}

/// What a keeper does after its worker has ended.
pub(super) enum Next {
    /// Start another one, after this pause.
    Replace(Duration),
    Leave,
}

impl Shared {
    pub(super) fn new(settings: Settings) -> Shared {
        let seats = (0..settings.processes).map(|_| Seat {
            worker: None,
            stage: Stage::Starting,
            given: 0,
        });
        Shared {
            board: Mutex::new(Board {
                phase: Phase::Open,
                queue: VecDeque::new(),
                seats: seats.collect(),
                idle: VecDeque::new(),
                keepers: settings.processes,
                chunks: 0,
                failed_starts: 0,
                log: Log::new(),
            }),
            changed: Condvar::new(),
            callbacks: Arc::default(),
            settings,
        }
    }

    /// An error if the pool takes no more work.
    pub(super) fn check_open(&self) -> Result<()> {
        self.board.lock().phase.check_open()
    }

    /// Queues chunks of one call, all or none.
    pub(super) fn submit(&self, mut jobs: Vec<Job>) -> Result<()> {
        let letters = {
            let mut board = self.board.lock();
            board.phase.check_open()?;
            for job in &mut jobs {
                job.number = board.chunks;
                board.chunks += 1;
            }
            board.queue.extend(jobs);
            board.call_idle()
        };
        letters.iter().for_each(Letter::send);
        Ok(())
    }

    /// A new worker takes the seat.
    pub(super) fn seat(&self, seat: usize, worker: &Arc<Child>) {
        let mut board = self.board.lock();
        if matches!(board.phase, Phase::Terminated) {
            worker.kill();
        }
        board.seats[seat] = Seat {
            worker: Some(worker.clone()),
            stage: Stage::Starting,
            given: 0,
        };
    }

    /// The worker is initialized.
    pub(super) fn ready(&self, seat: usize) {
        let mut board = self.board.lock();
        board.failed_starts = 0;
        board.note(seat, EventKind::Ready);
        let letter = board.next_for(seat, &self.settings);
        drop(board);
        letter.iter().for_each(Letter::send);
    }

    /// The worker answered a knock.
    pub(super) fn free(&self, seat: usize) {
        let letter = self.board.lock().next_for(seat, &self.settings);
        letter.iter().for_each(Letter::send);
    }

    /// The worker started its chunk: from now on no other worker may run it.
    pub(super) fn started(&self, seat: usize) {
        let mut board = self.board.lock();
        if let Stage::Busy { job, started } = &mut board.seats[seat].stage {
            *started = true;
            // They are needed only to send the chunk again.
            job.arguments = Arc::default();
            let (chunk, calls) = (job.number, job.calls);
            board.log.begin_work();
            board.note(seat, EventKind::Started { chunk, calls });
        }
    }

    /// The worker finished its chunk. It gets its next chunk before the result is
    /// delivered.
    pub(super) fn finished(&self, seat: usize, outcome: Result<Payload>) {
        let mut board = self.board.lock();
        let stage = std::mem::replace(&mut board.seats[seat].stage, Stage::Starting);
        let Stage::Busy { job, started: true } = stage else {
            // A worker that answers without a chunk misbehaves; its next
            // chunk would get this one's results.
            board.kill(seat);
            return;
        };
        board.log.end_work();
        board.note(seat, EventKind::Finished { chunk: job.number });
        let letter = board.next_for(seat, &self.settings);
        drop(board);
        letter.iter().for_each(Letter::send);
        let calls = job.calls;
        let outcome = outcome.map(|results| Part { calls, results });
        job.sink.deliver(job.chunk, outcome);
    }

    /// The worker has ended and was reaped (or was never started).
    pub(super) fn lost(&self, seat: usize, loss: Loss) -> Next {
        let mut failed = Vec::new();
        let mut board = self.board.lock();
        board.idle.retain(|&idle| idle != seat);
        board.note(
            seat,
            EventKind::Ended {
                exitcode: loss.exitcode,
            },
        );
        let pid = board.seats[seat]
            .worker
            .take()
            .map_or(0, |worker| worker.pid);
        let stage = std::mem::replace(&mut board.seats[seat].stage, Stage::Starting);
        if let Stage::Busy { job, started } = stage {
            if started {
                board.log.end_work();
            }
            match (&board.phase, started) {
                (Phase::Terminated, _) => failed.push((job, Error::Terminated)),
                (_, true) => {
                    let exitcode = loss.exitcode;
                    failed.push((job, Error::WorkerLost { pid, exitcode }));
                }
                (Phase::Broken(error), false) => failed.push((job, error.clone())),
                (_, false) => board.queue.push_front(job),
            }
        }
        if let Some(start) = loss.failed_start {
            board.failed_starts += 1;
            let enough = start.hopeless || board.failed_starts >= FAILED_STARTS;
            if enough && board.phase.works() {
                let error = Error::Broken { why: start.why };
                failed.extend(board.queue.drain(..).map(|job| (job, error.clone())));
                board.phase = Phase::Broken(error);
            }
        }
        let letters = if board.phase.works() {
            board.call_idle()
        } else {
            board.dismiss_idle()
        };
        let next = match board.phase {
            Phase::Open => Next::Replace(pause(board.failed_starts)),
            Phase::Closed if !board.queue.is_empty() => Next::Replace(pause(board.failed_starts)),
            _ => Next::Leave,
        };
        drop(board);
        letters.iter().for_each(Letter::send);
        for (job, error) in failed {
            job.sink.deliver(job.chunk, Err(error));
        }
        next
    }

    /// Waits before the next start, but no longer than the pool exists.
    pub(super) fn pause(&self, pause: Duration) {
        let mut board = self.board.lock();
        if !matches!(board.phase, Phase::Terminated) && !pause.is_zero() {
            self.changed.wait_for(&mut board, pause);
        }
    }

    /// A keeper has ended.
    pub(super) fn keeper_left(&self) {
        self.board.lock().keepers -= 1;
        self.changed.notify_all();
    }

    /// Takes no new work, and finishes the work that there is.
    pub(super) fn close(&self) {
        let mut board = self.board.lock();
        if !matches!(board.phase, Phase::Open) {
            return;
        }
        board.phase = Phase::Closed;
        let letters = if board.queue.is_empty() {
            board.dismiss_idle()
        } else {
            Vec::new()
        };
        drop(board);
        letters.iter().for_each(Letter::send);
    }

    /// Discards all work.
    pub(super) fn terminate(&self) {
        let mut board = self.board.lock();
        board.phase = Phase::Terminated;
        let queue = std::mem::take(&mut board.queue);
        board.idle.clear();
        (0..board.seats.len()).for_each(|seat| board.kill(seat));
        drop(board);
        self.changed.notify_all();
        for job in queue {
            job.sink.deliver(job.chunk, Err(Error::Terminated));
        }
    }

    /// Whether it no longer takes new work.
    pub(super) fn is_closed(&self) -> bool {
        !matches!(self.board.lock().phase, Phase::Open)
    }

    /// Waits until every worker has ended and was reaped.
    pub(super) fn wait_for_keepers(&self) {
        let mut board = self.board.lock();
        self.changed
            .wait_while(&mut board, |board| board.keepers > 0);
    }

    /// The pids of the present workers.
    pub(super) fn pids(&self) -> Vec<u32> {
        let board = self.board.lock();
        let workers = board.seats.iter().filter_map(|seat| seat.worker.as_ref());
        workers.map(|worker| worker.pid).collect()
    }

    /// Reads the log.
    pub(super) fn log<T>(&self, look: impl FnOnce(&Log) -> T) -> T {
        look(&self.board.lock().log)
    }
}

/// 0, 1, 2, 4, .. 256 ms: long enough for a system to recover from a
/// shortage, and short enough not to be noticed after a single failure.
fn pause(failed_starts: u32) -> Duration {
    match failed_starts {
        0 => Duration::ZERO,
        n => Duration::from_millis(1 << (n - 1).min(8)),
    }
}

/// The message for a worker that ended before it became ready.
pub(super) fn silent_end(exitcode: Option<i32>) -> String {
    format!(
        "a worker ended with {} before it was ready; \
         is tasks! the first line of main, for every argument?",
        Exit(exitcode)
    )
}
