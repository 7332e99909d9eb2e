//! What makes two interleavings the same execution graph.

use std::collections::BTreeMap;

use super::state::State;

/// An operation: its thread, and how many operations the thread made before.
type Id = (usize, usize);

/// The execution graph so far: for each operation its predecessor on its object,
/// and what it chose besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct History {
    last: BTreeMap<Shared, Id>,
    operations: Vec<Vec<(Option<Id>, Option<usize>)>>,
}

/// What an operation is ordered on.
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
    /// The threads that ask for permits of a semaphore, where no try_acquire does.
    Queue(usize),
    Permits(usize),
}

impl History {
    /// That of a program that has not begun.
    pub(super) fn new(threads: usize) -> Self {
        Self {
            operations: vec![Vec::new(); threads],
            ..Self::default()
        }
    }
}

impl State {
    /// Notes an operation that comes behind the last one that wrote to the object, and in
    /// front of the next if it `writes`.
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

    /// Notes an operation that is ordered with no other one by itself.
    pub(super) fn note_unordered(&mut self, thread: usize, choice: Option<usize>) {
        if let Some(history) = &mut self.history {
            history.operations[thread].push((None, choice));
        }
    }
}
