//! A model thread of the running execution.

use super::loops::Round;
use crate::explore::execution;
use crate::explore::graph::Label;
use crate::explore::graph::Place;
use crate::locals::Locals;

/// A model thread of the running execution.
#[derive(Default)]
pub(in crate::explore) struct ExploredThread {
    pub(in crate::explore) status: Status,
    /// The number of its events that have come in this run, replayed or added.
    pub(super) gone: usize,
    /// The places in the source of these events.
    pub(super) places: Places,
    /// The next operation of a suspended thread.
    pub(in crate::explore) pending: Option<Label>,
    pub(super) body: Option<Box<dyn FnOnce()>>,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) spawned_at: Option<Place>,
    /// Its thread-local values.
    pub(in crate::explore) locals: Locals,
    /// The number of objects that it has created.
    pub(super) created: u32,
    /// The failed round after which it waits, or waited at the end of the execution.
    pub(super) failed: Option<Round>,
    /// The number of its events at its last access to an `UnsafeCell`.
    pub(super) touched: Option<usize>,
    /// Whether it gave a spin hint since its last operation.
    pub(super) hinted: bool,
    /// The panics that it began, each with its message and place. Each message is in the list
    /// once, the latest one last.
    pub(super) panics: Vec<(String, Option<execution::SourceLine>)>,
    /// The panic that ended it.
    pub(in crate::explore) panic: Option<(String, Option<execution::SourceLine>)>,
}

impl ExploredThread {
    /// Advances past its next event, which stands at this place.
    #[inline(always)]
    pub(super) fn go(&mut self, place: Place) {
        self.gone += 1;
        self.places.add(place);
        self.pending = None;
        self.hinted = false;
    }
}

/// A set of places in the source, approximated in one word: several places share a bit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places(u64);

impl Places {
    #[inline]
    pub(super) fn add(&mut self, place: Place) {
        self.0 |= Self::bit(place);
    }

    /// Whether the set may have this place; `false` is certain.
    #[inline]
    pub(super) fn may_hold(self, place: Place) -> bool {
        self.0 & Self::bit(place) != 0
    }

    /// The bit of a place. All copies of a place that the compiler makes have the same bit.
    #[inline]
    fn bit(place: Place) -> u64 {
        1 << ((place.line() ^ place.column() << 3) & 63)
    }
}

/// The status of a model thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::explore) enum Status {
    /// The thread runs, or waits to run.
    #[default]
    Live,
    /// The thread waits in a loop that only another thread can end.
    Spinning,
    Finished,
    Panicked,
}

/// The behaviour after the last step of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Then {
    /// The lowest-numbered thread that can move continues, until no thread can.
    GoOn,
    /// The run ends.
    Stop,
}
