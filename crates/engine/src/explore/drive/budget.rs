//! The limit on the processor time of an exploration.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::explore::limits::StoppedBy;
use crate::time::Clocks;

/// The elapsed time that an exploration may take, as a multiple of its processor time. With this
/// factor the explorer does not mistake a busy machine for a sleeping program.
const WALL: u32 = 20;

/// The least elapsed time between two reads of the processor's clock. A read is a system call,
/// which takes as long as a part of an execution.
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// The processor time that all exploring threads may take together, from the beginning of the
/// exploration.
#[derive(Debug)]
pub(in crate::explore) struct Budget {
    clocks: Arc<dyn Clocks>,
    limit: Duration,
    /// In nanoseconds; it lags behind the truth by at most one read of the clock.
    spent: AtomicU64,
    /// The time at which the exploration ends even if the budget is not spent.
    end: Option<Instant>,
    between_looks: Duration,
}

impl Budget {
    /// The budget of an exploration that begins now.
    pub(in crate::explore) fn new(clocks: &Arc<dyn Clocks>, limit: Duration) -> Self {
        Self {
            clocks: clocks.clone(),
            limit,
            spent: AtomicU64::new(0),
            end: clocks.now().checked_add(limit.saturating_mul(WALL)),
            // Otherwise an exploration could exceed a small budget many times over.
            between_looks: BETWEEN_LOOKS.min(limit / 16),
        }
    }

    /// The time that all finished meters have spent.
    pub(in crate::explore) fn spent(&self) -> Duration {
        // Relaxed: the caller has waited for the end of these threads.
        Duration::from_nanos(self.spent.load(Ordering::Relaxed))
    }

    /// Whether the time has no limit.
    fn is_unlimited(&self) -> bool {
        self.limit == Duration::MAX
    }
}

/// Takes the processor time of the calling OS thread out of a budget.
#[derive(Debug)]
pub(in crate::explore) struct Meter {
    budget: Arc<Budget>,
    looked: Instant,
    processor: Duration,
}

impl Meter {
    /// Counts the calling OS thread from now on.
    pub(in crate::explore) fn new(budget: Arc<Budget>) -> Self {
        Self {
            looked: budget.clocks.now(),
            processor: budget.clocks.processor(),
            budget,
        }
    }

    /// The reason to end the exploration now, if any. The same OS thread has to call this often.
    pub(in crate::explore) fn limit(&mut self) -> Option<StoppedBy> {
        let budget = &*self.budget;
        if budget.is_unlimited() {
            return None;
        }
        let now = budget.clocks.now();
        if now.saturating_duration_since(self.looked) < budget.between_looks {
            return None;
        }
        self.looked = now;
        let spent = self.spend();
        let budget = &*self.budget;
        if spent >= budget.limit {
            return Some(StoppedBy::Duration(budget.limit));
        }
        let late = budget.end.is_some_and(|end| now >= end);
        late.then(|| StoppedBy::Idle(budget.limit.saturating_mul(WALL)))
    }

    /// Takes the time since the last call out of the budget; returns the total so far.
    fn spend(&mut self) -> Duration {
        let now = self.budget.clocks.processor();
        let more = now.saturating_sub(std::mem::replace(&mut self.processor, now));
        let more = u64::try_from(more.as_nanos()).unwrap_or(u64::MAX);
        // Relaxed: the sum publishes no other memory.
        let spent = self.budget.spent.fetch_add(more, Ordering::Relaxed);
        Duration::from_nanos(spent.saturating_add(more))
    }
}

impl Drop for Meter {
    /// The time since the last read counts too.
    fn drop(&mut self) {
        self.spend();
    }
}
