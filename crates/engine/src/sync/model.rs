//! The handles with which an object refers to its counterpart in a model.

use super::mode;
use super::place::Place;
use super::under_loom;
use crate::explore::hook::{self, ObjectId, ObjectKind};

/// The id of an object (or a thread) in an explored execution, valid only there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Explored<I = ObjectId> {
    id: I,
    execution: u64,
    what: &'static str,
    made: Place,
}

impl<I: Copy> Explored<I> {
    /// A handle to an existing object of the running execution.
    pub(super) fn existing(what: &'static str, id: I, made: Place) -> Self {
        Self {
            id,
            execution: hook::execution(),
            what,
            made,
        }
    }

    /// The id of the object, for an operation. `None`: skip the operation, because the thread
    /// unwinds and no execution runs here any more.
    ///
    /// # Panics
    ///
    /// If the calling code does not run in the object's execution.
    #[track_caller]
    pub(super) fn id(&self) -> Option<I> {
        if self.is_here() {
            return Some(self.id);
        }
        mode::out_of_its_execution(self.what, self.made);
        None
    }

    /// The id for a destructor, which must not panic; `None` also outside of the object's
    /// execution.
    pub(super) fn id_in_drop(&self) -> Option<I> {
        self.is_here().then_some(self.id)
    }

    /// The id of the object in its execution, wherever the calling code runs.
    pub(super) fn name_there(&self) -> I {
        self.id
    }

    /// Whether the calling code runs in the object's execution.
    pub(super) fn is_here(&self) -> bool {
        hook::is_execution(self.execution)
    }
}

impl Explored {
    /// Creates an object of the running execution.
    pub(super) fn new(what: &'static str, kind: ObjectKind, initial: u64, made: Place) -> Self {
        Self::existing(what, hook::create(kind, initial, made), made)
    }

    pub(super) fn name(&self, name: &str) {
        if self.is_here() {
            hook::name(self.id, name);
        }
    }

    /// Lends the object's data for writing, without an operation.
    pub(super) fn lend(&self, place: Place) {
        if self.is_here() {
            hook::access(self.id, true, place);
        }
    }

    /// Replaces the object by another one of the same name, with this initial value from `place`.
    pub(super) fn renew(&mut self, initial: u64, place: Place) {
        if self.is_here() {
            self.id = hook::renew(self.id, initial, place);
        }
    }
}

/// An object of loom, with the execution that created it.
pub(super) struct InLoom<L> {
    object: L,
    execution: u64,
    what: &'static str,
    made: Place,
}

impl<L> InLoom<L> {
    pub(super) fn new(what: &'static str, object: L, made: Place) -> Self {
        Self {
            object,
            execution: under_loom::execution(),
            what,
            made,
        }
    }

    /// The object, for one operation on it at `place`. `None`: skip the operation, because the
    /// thread is unwinding.
    ///
    /// # Panics
    ///
    /// If the calling code does not run in the object's execution. Unwinds if the
    /// execution has [ended](under_loom).
    #[track_caller]
    pub(super) fn enter(&self, place: Place) -> Option<&L> {
        self.require_here()?;
        under_loom::enter(place).then_some(&self.object)
    }

    /// As [`enter`](Self::enter), for the last operation on the object.
    #[track_caller]
    pub(super) fn enter_for_good(self, place: Place) -> Option<L> {
        self.require_here()?;
        under_loom::enter(place).then_some(self.object)
    }

    /// Whether the calling code runs in the object's execution.
    pub(super) fn is_here(&self) -> bool {
        under_loom::execution() == self.execution
    }

    /// `None`: the thread unwinds outside of the object's execution.
    #[track_caller]
    pub(super) fn require_here(&self) -> Option<()> {
        if self.is_here() {
            return Some(());
        }
        mode::out_of_its_execution(self.what, self.made);
        None
    }
}
