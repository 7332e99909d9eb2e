//! A model thread of the running execution, and what it is told.

use std::num::NonZeroU32;

use super::loops::Round;
use crate::explore::execution;
use crate::explore::graph::Operation;
use crate::explore::graph::Place;
use crate::locals::Locals;

/// A model thread of the running execution.
#[derive(Default)]
pub(in crate::explore) struct Thread {
    pub(in crate::explore) status: Status,
    /// How many of its events have been replayed or added.
    pub(super) gone: usize,
    /// Where in the source these stand.
    pub(super) places: Places,
    /// What it would do next, where it does not run.
    pub(in crate::explore) pending: Option<Operation>,
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
    pub(super) panics: Vec<(String, Option<execution::Place>)>,
    /// The panic that ended it.
    pub(in crate::explore) panic: Option<(String, Option<execution::Place>)>,
}

impl Thread {
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

/// What an operation learns of its own event. In two words, since it is given back for
/// every operation of every execution.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Answer {
    read: u64,
    /// Whether it wrote, its choice and its child, a byte each; the last byte is 1.
    rest: NonZeroU32,
}

impl Answer {
    pub(super) const fn new(read: u64, wrote: bool, choice: u8, child: u8) -> Self {
        let rest = u32::from_le_bytes([wrote as u8, choice, child, 1]);
        Self {
            read,
            rest: NonZeroU32::new(rest).expect("the last byte is set"),
        }
    }

    /// The same with another value read.
    pub(super) fn with_read(self, read: u64) -> Self {
        Self { read, ..self }
    }

    /// The value that it read.
    pub(in crate::explore) fn read(self) -> u64 {
        self.read
    }

    /// Whether it wrote.
    pub(in crate::explore) fn wrote(self) -> bool {
        self.rest.get().to_le_bytes()[0] != 0
    }

    /// Which alternative it took.
    pub(in crate::explore) fn choice(self) -> u8 {
        self.rest.get().to_le_bytes()[1]
    }

    /// The thread that a spawn began.
    pub(in crate::explore) fn child(self) -> u8 {
        self.rest.get().to_le_bytes()[2]
    }
}

/// What comes after the last step of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Then {
    /// The lowest-numbered thread that can move does.
    GoOn,
    /// Nothing.
    Stop,
}
