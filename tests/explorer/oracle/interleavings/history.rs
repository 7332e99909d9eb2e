//! The history, which is equal for two interleavings of the same execution graph.

use std::collections::BTreeMap;

use super::state::State;

/// An operation: its thread, and the number of the thread's operations before it.
type Id = (usize, usize);

/// The execution graph so far: for each operation its predecessor on its object,
/// and its other choices.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct History {
    last: BTreeMap<Shared, Id>,
    operations: Vec<Vec<(Option<Id>, Option<usize>)>>,
}

/// The object on which an operation has an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Shared {
    Variable(usize),
    Mutex(usize),
    Condvar(usize),
    Token(usize),
    Channel(usize),
    RwLock(usize),
    Barrier(usize),
    Once(usize),
    /// The requests for permits of a semaphore without a `try_acquire`.
    Queue(usize),
    Permits(usize),
}

impl History {
    /// The history of a program that has not begun.
    pub(super) fn new(threads: usize) -> Self {
        Self {
            operations: vec![Vec::new(); threads],
            ..Self::default()
        }
    }
}

impl State {
    /// Records an operation that comes after the last one that wrote to the object, and
    /// before the next one if it `writes`.
    pub(super) fn note(
        &mut self,
        thread: usize,
        shared: Shared,
        writes: bool,
        choice: Option<usize>,
    ) {
        if let Some(history) = &mut self.history {
            let operations = &mut history.operations[thread];
            operations.push((history.last.get(&shared).copied(), choice));
            if writes {
                history.last.insert(shared, (thread, operations.len()));
            }
        }
    }

    /// Records an operation that has no order with any other.
    pub(super) fn note_unordered(&mut self, thread: usize, choice: Option<usize>) {
        if let Some(history) = &mut self.history {
            history.operations[thread].push((None, choice));
        }
    }
}
