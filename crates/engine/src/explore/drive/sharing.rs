//! The shared data of the OS threads that explore: the limits, and the work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::budget::Budget;
use super::watch::Watch;
use crate::explore::graph::Graph;
use crate::explore::limits::StoppedBy;
use crate::explore::search::Work;
use crate::explore::settings::Settings;

/// The reasons why the workers stop before the end of the work.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    By(StoppedBy),
    /// The exploration so far is invalid and begins anew.
    Restart,
    /// All trials are done for which the exploration ran once more.
    Tried,
}

/// The number of times that a worker without work looks for some before it sleeps. Another worker
/// can leave work after each execution, so it mostly comes within microseconds. All looks together
/// take about a millisecond.
const LOOKS: u32 = 25_600;

/// After this many looks the worker lets other threads of its processor run.
const LOOKS_IN_A_ROW: u32 = 128;

/// The shared data of the workers.
pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) budget: Arc<Budget>,
    /// Whether the exploration is complete and runs once more only for trials of loops.
    pub(super) only_tries: bool,
    executions: Alone<AtomicU64>,
    halted: AtomicBool,
    stop: Mutex<Option<Stop>>,
    /// Graphs that a worker has left to others, and that no worker has taken.
    pile: Mutex<Vec<Work>>,
    /// Wakes the sleeping workers when a worker leaves work, or when no more work will come.
    news: Condvar,
    /// The number of events so far, in each of which a worker left work or declared the end. A
    /// worker without work polls the number before it sleeps.
    events: AtomicUsize,
    /// The number of workers that wait for work.
    idle: AtomicUsize,
}

/// A value that workers write after every execution, in its own cache lines. Otherwise each write
/// would evict the data that the other workers only read.
#[repr(align(128))]
struct Alone<T>(T);

impl Shared {
    pub(super) fn new(settings: Settings, budget: Arc<Budget>, only_tries: bool) -> Self {
        let first = Work {
            graph: Graph::new(settings.rules),
            pending: None,
            share: 1.0,
        };
        Self {
            only_tries,
            settings,
            budget,
            executions: Alone(AtomicU64::new(0)),
            halted: AtomicBool::new(false),
            stop: Mutex::new(None),
            pile: Mutex::new(vec![first]),
            news: Condvar::new(),
            events: AtomicUsize::new(0),
            idle: AtomicUsize::new(0),
        }
    }

    pub(super) fn halt(&self, stop: Stop) {
        let mut reason = self.stop.lock();
        // A restart makes every other reason void.
        if reason.is_none() || matches!(stop, Stop::Restart) {
            *reason = Some(stop);
        }
        drop(reason);
        let _pile = self.pile.lock();
        self.end();
    }

    /// Declares that no more work will come. The caller holds the lock of the pile.
    fn end(&self) {
        self.halted.store(true, Ordering::SeqCst);
        self.announce();
    }

    /// Counts an event, and wakes the sleeping workers. The caller holds the lock of the pile.
    fn announce(&self) {
        // Relaxed: that lock orders the count for the sleeping workers. For the polling workers it
        // is a hint.
        self.events.fetch_add(1, Ordering::Relaxed);
        self.news.notify_all();
    }

    /// Counts an execution.
    pub(super) fn count(&self) {
        // Relaxed: only counts.
        self.executions.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The limit that ends the exploration now, if any, apart from its [budget](Budget).
    pub(super) fn limit(&self) -> Option<StoppedBy> {
        // Relaxed: each worker may exceed the limit by one execution.
        if self.executions.0.load(Ordering::Relaxed) >= self.settings.max_executions {
            return Some(StoppedBy::Executions(self.settings.max_executions));
        }
        if self
            .settings
            .watch
            .as_ref()
            .is_some_and(Watch::is_interrupted)
        {
            return Some(StoppedBy::Interrupted);
        }
        None
    }

    pub(super) fn is_halted(&self) -> bool {
        // Relaxed: the flag only tells the workers to end soon. The joins hand over their results.
        self.halted.load(Ordering::Relaxed)
    }

    pub(super) fn stop(&self) -> Option<Stop> {
        self.stop.lock().clone()
    }

    /// Waits for work; `None` when no more will come.
    pub(super) fn take(&self) -> Option<Work> {
        let mut pile = self.pile.lock();
        let mut idle = false;
        loop {
            if self.halted.load(Ordering::SeqCst) {
                return None;
            }
            if let Some(item) = pile.pop() {
                if idle {
                    self.idle.fetch_sub(1, Ordering::SeqCst);
                }
                return Some(item);
            }
            if !idle {
                idle = true;
                let waiting = self.idle.fetch_add(1, Ordering::SeqCst) + 1;
                if waiting == self.settings.workers {
                    self.end();
                    return None;
                }
            }
            pile = self.wait(pile);
        }
    }

    /// Waits for an event. The worker first polls the counter of events, and sleeps only later:
    /// waking a thread takes longer than an execution, and the system often puts the woken thread
    /// on the processor of the thread that woke it, where the two take turns for milliseconds.
    fn wait<'a>(&'a self, pile: MutexGuard<'a, Vec<Work>>) -> MutexGuard<'a, Vec<Work>> {
        // Relaxed: every event changes the counter under the lock, which this thread holds here
        // and below.
        let seen = self.events.load(Ordering::Relaxed);
        drop(pile);
        for look in 1..=LOOKS {
            // Relaxed: a hint; the loop below reads the counter again under the lock.
            if self.events.load(Ordering::Relaxed) != seen {
                break;
            }
            match look % LOOKS_IN_A_ROW {
                0 => std::thread::yield_now(),
                _ => std::hint::spin_loop(),
            }
        }
        let mut pile = self.pile.lock();
        while self.events.load(Ordering::Relaxed) == seen {
            self.news.wait(&mut pile);
        }
        pile
    }

    /// Whether another worker waits for work.
    pub(super) fn is_wanted(&self) -> bool {
        // Relaxed: a hint, which the worker reads again after every execution.
        self.idle.load(Ordering::Relaxed) > 0
    }

    pub(super) fn give(&self, more: impl Iterator<Item = Work>) {
        let mut pile = self.pile.lock();
        pile.extend(more);
        self.announce();
    }
}
