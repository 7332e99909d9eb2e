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
    /// How many of its events have been replayed or added.
    pub(super) gone: usize,
    /// Where in the source these stand.
    pub(super) places: Places,
    /// What it would do next, where it does not run.
    pub(in crate::explore) pending: Option<Label>,
    pub(super) body: Option<Box<dyn FnOnce()>>,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) spawned_at: Option<Place>,
    /// Its thread-local values.
    pub(in crate::explore) locals: Locals,
    /// How many objects it has made.
    pub(super) created: u32,
    /// The round behind which it waits, or waited when the execution came to its end.
    pub(super) failed: Option<Round>,
    /// How many events it had when it last accessed an `UnsafeCell`.
    pub(super) touched: Option<usize>,
    /// Whether a spin hint came since its last operation.
    pub(super) hinted: bool,
    /// The panics that it began, each message once, the last one behind the others: the
    /// message, and where.
    pub(super) panics: Vec<(String, Option<execution::SourceLine>)>,
    /// The panic that ended it.
    pub(in crate::explore) panic: Option<(String, Option<execution::SourceLine>)>,
}

impl ExploredThread {
    /// The next of its events is there, which stands at this place.
    #[inline(always)]
    pub(super) fn go(&mut self, place: Place) {
        self.gone += 1;
        self.places.add(place);
        self.pending = None;
        self.hinted = false;
    }
}

/// Places in the source, as far as they fit into one word: a bit stands for several.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places(u64);

impl Places {
    #[inline]
    pub(super) fn add(&mut self, place: Place) {
        self.0 |= Self::bit(place);
    }

    /// Whether the place may be one of them; `false` is certain.
    #[inline]
    pub(super) fn may_hold(self, place: Place) -> bool {
        self.0 & Self::bit(place) != 0
    }

    /// The same for all copies of a place that the compiler has made.
    #[inline]
    fn bit(place: Place) -> u64 {
        1 << ((place.line() ^ place.column() << 3) & 63)
    }
}

/// What has become of a model thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::explore) enum Status {
    /// It runs, or waits to.
    #[default]
    Live,
    /// It goes round a loop that only another thread can end.
    Spinning,
    Finished,
    Panicked,
}

/// What comes after the last step of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Then {
    /// The lowest-numbered thread that can move does.
    GoOn,
    /// Nothing.
    Stop,
}
