//! A model thread of the running execution.

use crate::explore::execution;
use crate::explore::graph::Operation;
use crate::explore::graph::Place;

/// A model thread of the running execution.
#[derive(Default)]
pub(in crate::explore) struct Thread {
    pub(in crate::explore) status: Status,
    /// How many of its events have been replayed or added.
    pub(super) gone: usize,
    /// What it would do next, where it does not run.
    pub(in crate::explore) pending: Option<Operation>,
    pub(super) body: Option<Box<dyn FnOnce()>>,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) spawned_at: Option<Place>,
    /// How many objects it has made.
    pub(super) created: u32,
    /// Whether a spin hint came since its last operation.
    pub(super) hinted: bool,
    /// How many steps it has made since then that are no operations.
    pub(super) aside: usize,
    /// Its panic, until the execution ends.
    pub(in crate::explore) panic: Option<(String, Option<execution::Place>)>,
    /// The message of a panic that came while it was unwinding.
    pub(super) second_panic: Option<String>,
    /// Whether it has done something while it unwound, which is no part of the execution.
    pub(super) acted_unseen: bool,
    pub(super) catches: u32,
}

/// What has become of a model thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::explore) enum Status {
    /// It runs, or waits to.
    #[default]
    Live,
    /// It goes round a spin loop that only another thread's write ends.
    Spinning,
    Finished,
    Panicked,
}
