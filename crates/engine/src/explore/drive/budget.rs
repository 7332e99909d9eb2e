//! How much processor time an exploration may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::explore::limits::StoppedBy;
use crate::time::Clocks;

/// How many times its processor time an exploration may take on the wall. A machine
/// on which so many others want the processor is not taken for a program that sleeps.
const WALL: u32 = 20;

/// How much time goes by on the wall between two looks at the processor's clock, at
/// least: a look is a system call, which takes as long as a part of an execution.
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// The processor time that all exploring threads may take together, from the
/// beginning of the exploration on.
#[derive(Debug)]
pub(in crate::explore) struct Budget {
    clocks: Arc<dyn Clocks>,
    limit: Duration,
    /// Nanoseconds; at most a look behind what was spent.
    spent: AtomicU64,
    /// When the exploration ends though it has not spent it.
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
            // A small budget is not to be overdrawn by many times itself.
            between_looks: BETWEEN_LOOKS.min(limit / 16),
        }
    }

    /// How much the meters have spent that are no more.
    pub(in crate::explore) fn spent(&self) -> Duration {
        // Relaxed: they have ended, which the caller has waited for.
        Duration::from_nanos(self.spent.load(Ordering::Relaxed))
    }

    /// Whether there is none.
    fn is_unlimited(&self) -> bool {
        self.limit == Duration::MAX
    }
}

/// Counts what the calling OS thread takes out of a budget.
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

    /// What ends the exploration now, if anything does. To be asked often, and by the
    /// same OS thread.
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

    /// Takes out of the budget what was spent since the last time; returns what has been
    /// taken out in all.
    fn spend(&mut self) -> Duration {
        let now = self.budget.clocks.processor();
        let more = now.saturating_sub(std::mem::replace(&mut self.processor, now));
        let more = u64::try_from(more.as_nanos()).unwrap_or(u64::MAX);
        // Relaxed: a sum, which nothing else rests on.
        let spent = self.budget.spent.fetch_add(more, Ordering::Relaxed);
        Duration::from_nanos(spent.saturating_add(more))
    }
}

impl Drop for Meter {
    /// What was spent since the last look counts too.
    fn drop(&mut self) {
        self.spend();
    }
}
