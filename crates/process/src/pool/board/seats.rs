//! The state under the board's lock: the worker in each seat, the idle seats, the
//! queue; and the choice of the worker that gets the next chunk.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::child::Child;
use crate::error::{Error, Result};
use crate::frame::Order;
use crate::pool::events::{EventKind, Log};
use crate::pool::gather::Sink;

/// A payload up to this length goes into an idle worker's empty socket buffer
/// on every system (macOS has the smallest, 8 KiB).
const SHORT: usize = 4 << 10;

/// A chunk that is queued or at a worker.
pub(in crate::pool) struct Job {
    pub(in crate::pool) task: u32,
    pub(in crate::pool) calls: u32,
    pub(in crate::pool) arguments: Arc<Vec<u8>>,
    pub(in crate::pool) sink: Arc<dyn Sink>,
    /// Its number among the chunks of its call.
    pub(in crate::pool) chunk: usize,
    /// Its number among all chunks of the pool.
    pub(in crate::pool) number: u64,
}

/// The settings that all workers of a pool share.
pub(in crate::pool) struct Settings {
    pub(in crate::pool) processes: usize,
    pub(in crate::pool) initializer: Option<(u32, Vec<u8>)>,
    pub(in crate::pool) max_chunks: Option<u64>,
}

pub(super) struct Board {
    pub(super) phase: Phase,
    pub(super) queue: VecDeque<Job>,
    pub(super) seats: Vec<Seat>,
    /// Idle seats; the one that has been idle longest comes first.
    pub(super) idle: VecDeque<usize>,
    pub(super) keepers: usize,
    pub(super) chunks: u64,
    pub(super) failed_starts: u32,
    pub(super) log: Log,
}

pub(super) enum Phase {
    Open,
    Closed,
    Terminated,
    Broken(Error),
}

pub(super) struct Seat {
    pub(super) worker: Option<Arc<Child>>,
    pub(super) stage: Stage,
    /// Chunks that the present worker has been given.
    pub(super) given: u64,
}

pub(super) enum Stage {
    Starting,
    Idle,
    Knocked,
    Busy { job: Job, started: bool },
    Leaving,
}

/// A frame to send after the lock is released.
pub(super) struct Letter {
    to: Arc<Child>,
    order: Order,
    arguments: Arc<Vec<u8>>,
}

impl Letter {
    fn new(to: &Arc<Child>, order: Order) -> Letter {
        Letter {
            to: to.clone(),
            order,
            arguments: Arc::default(),
        }
    }

    pub(super) fn send(&self) {
        // If the worker is gone, its keeper sees the end of the stream, and
        // the chunk, which was not started, goes to another worker.
        let _ = self.to.send(&self.order, &self.arguments);
    }
}

impl Phase {
    pub(super) fn check_open(&self) -> Result<()> {
        match self {
            Phase::Open => Ok(()),
            Phase::Closed => Err(Error::Closed),
            Phase::Terminated => Err(Error::Terminated),
            Phase::Broken(error) => Err(error.clone()),
        }
    }

    /// Whether the queued chunks will be run.
    pub(super) fn works(&self) -> bool {
        matches!(self, Phase::Open | Phase::Closed)
    }
}

impl Board {
    pub(super) fn kill(&self, seat: usize) {
        if let Some(worker) = &self.seats[seat].worker {
            worker.kill();
        }
    }

    pub(super) fn note(&mut self, seat: usize, kind: EventKind) {
        if let Some(worker) = &self.seats[seat].worker {
            self.log.note(worker.pid, kind);
        }
    }

    /// What a worker without a chunk does next: run a chunk, leave, or be idle.
    pub(super) fn next_for(&mut self, seat: usize, settings: &Settings) -> Option<Letter> {
        let worker = self.seats[seat].worker.clone()?;
        let spent = settings.max_chunks == Some(self.seats[seat].given);
        let over = !matches!(self.phase, Phase::Open) && self.queue.is_empty();
        if spent || over {
            self.seats[seat].stage = Stage::Leaving;
            return Some(Letter::new(&worker, Order::Close));
        }
        match self.queue.pop_front() {
            Some(job) => Some(self.assign(seat, &worker, job)),
            None => {
                self.seats[seat].stage = Stage::Idle;
                self.idle.push_back(seat);
                None
            }
        }
    }

    pub(super) fn assign(&mut self, seat: usize, worker: &Arc<Child>, job: Job) -> Letter {
        let mut letter = Letter::new(
            worker,
            Order::Task {
                task: job.task,
                calls: job.calls,
            },
        );
        letter.arguments = job.arguments.clone();
        self.seats[seat].given += 1;
        self.seats[seat].stage = Stage::Busy {
            job,
            started: false,
        };
        letter
    }

    /// Gives queued chunks to idle workers: short chunks at once, and a knock for
    /// each long chunk that no worker is about to fetch.
    pub(super) fn call_idle(&mut self) -> Vec<Letter> {
        let knocked = |seat: &&Seat| matches!(seat.stage, Stage::Knocked);
        let mut place = self.seats.iter().filter(knocked).count();
        let mut letters = Vec::new();
        while place < self.queue.len()
            && let Some(seat) = self.idle.pop_front()
        {
            let Some(worker) = self.seats[seat].worker.clone() else {
                continue;
            };
            if self.queue[place].arguments.len() <= SHORT
                && let Some(job) = self.queue.remove(place)
            {
                letters.push(self.assign(seat, &worker, job));
            } else {
                self.seats[seat].stage = Stage::Knocked;
                letters.push(Letter::new(&worker, Order::Knock));
                place += 1;
            }
        }
        letters
    }

    /// Tells idle workers to leave.
    pub(super) fn dismiss_idle(&mut self) -> Vec<Letter> {
        let mut letters = Vec::new();
        for seat in std::mem::take(&mut self.idle) {
            self.seats[seat].stage = Stage::Leaving;
            if let Some(worker) = &self.seats[seat].worker {
                letters.push(Letter::new(worker, Order::Close));
            }
        }
        letters
    }
}
