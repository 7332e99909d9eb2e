//! Rounds of loops. The last operations of a thread count as a round if they change nothing and
//! the next operation begins them again.

use std::ops::Range;
use std::sync::atomic::Ordering;

use super::idle::{Idle, leaves_no_trace};
use super::repeated_rounds;
use crate::explore::graph::{
    Action, Label, Node, OfAtomic, OfCondvar, OfMutex, OfRwLock, OfRwQueue, same_place,
};

/// The number of rounds with the same reads that the explorer explores of a kept loop, and of a
/// wait with a time limit.
const KEPT_ROUNDS: usize = 2;

/// The length of the longest round, in operations.
const MAX_ROUND: usize = 200;

/// The length of the longest loop around a wait with a time limit. The wait alone has five
/// operations.
const MAX_TIMED: usize = 10;

/// A round: the last events of its thread.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore::runtime) struct Round {
    /// The index of its first event.
    pub(super) from: usize,
    pub(super) len: usize,
    /// The index of the first event of the rounds with the same operations that it ends.
    pub(super) start: usize,
    pub(super) again: Again,
    pub(super) shape: Shape,
    /// Whether the round accesses plain memory.
    pub(super) plain: bool,
}

impl Round {
    /// The round of the last `len` events of a thread.
    fn new(events: &[Node], len: usize, again: Again) -> Self {
        let from = events.len() - len;
        let block = &events[from..];
        let is_like = |other: &[Node]| {
            let mut pairs = block.iter().zip(other);
            pairs.all(|(a, b)| match again {
                Again::Alike => a.operation.is_repeated_by(&b.operation),
                Again::WithNewer => a.operation.does_as(&b.operation),
            })
        };
        let mut start = from;
        while start >= len && is_like(&events[start - len..start]) {
            start -= len;
        }
        let before = start.checked_sub(1).map(|before| &events[before]);
        Self {
            from,
            len,
            start,
            again,
            shape: Shape::of(before, block, again),
            plain: block
                .iter()
                .any(|n| matches!(n.operation.action, Action::Cell(_))),
        }
    }

    /// The same round, where the thread last accessed an `UnsafeCell` after this many events.
    pub(super) fn touching(self, touched: Option<usize>) -> Self {
        let plain = self.plain || touched.is_some_and(|touched| touched >= self.from);
        Self { plain, ..self }
    }

    /// Whether the previous round of its thread, which has these events, read the same.
    pub(super) fn is_same_as_before(&self, events: &[Node], thread: u8) -> bool {
        are_same(events, thread, self.range(), KEPT_ROUNDS)
    }

    /// Whether it ends twice as many rounds with the same operations as count as a waiting loop. Then
    /// threads that poll the same locks in turn have each seen the other's rounds.
    pub(in crate::explore::runtime) fn is_settled(&self, walks: bool) -> bool {
        self.with_those_before().len() >= 2 * repeated_rounds(walks) * self.len
    }

    /// The indices of the events of all rounds with the same operations that it ends.
    pub(in crate::explore::runtime) fn with_those_before(&self) -> Range<usize> {
        self.start..self.from + self.len
    }

    /// The indices of its events.
    pub(in crate::explore::runtime) fn range(&self) -> Range<usize> {
        self.from..self.from + self.len
    }
}

/// How the next round begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Again {
    /// As this round began.
    Alike,
    /// With the value that the last event of this round read, in place of the value that the event
    /// before the round read: the program retries a failed compare-exchange with the value that it
    /// found.
    WithNewer,
}

/// The places in the source of a round's operations, and of the operation before the loop, as a
/// number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::explore::runtime) struct Shape(u64);

impl Shape {
    fn of(before: Option<&Node>, round: &[Node], again: Again) -> Self {
        // The length of a file's name suffices here; the lines and columns tell the rest.
        let mut shape = again as u64;
        for node in before.into_iter().chain(round) {
            let place = node.operation.place;
            let (line, column) = (u64::from(place.line()), u64::from(place.column()));
            shape = mixed(shape, line << 32 | column << 16 | place.file().len() as u64);
        }
        Self(shape)
    }
}

/// A number that depends on all bits of both: each bit of them changes half of its bits.
pub(super) fn mixed(hash: u64, word: u64) -> u64 {
    const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;
    let mixed = hash.rotate_left(5) ^ word;
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(FACTOR);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(FACTOR);
    mixed ^ mixed >> 32
}

/// The verdict of a caller about a round.
pub(super) enum Worth {
    Wanted,
    Unwanted,
    /// The round belongs to an exempt loop, and so do its repetitions.
    Exempt,
}

/// The rounds of a wait with a time limit that this operation, the end of the wait, would begin
/// again. Since this thread last held the lock, no other thread has held it, and the previous
/// round was the same.
pub(super) fn timed_rounds(
    events: &[Node],
    thread: u8,
    operation: &Label,
) -> impl Iterator<Item = Round> {
    // A thread about to end its wait holds no lock, so the other threads can run.
    let longest = match operation.action == OfCondvar::WakeTimed {
        true => MAX_TIMED,
        false => 0,
    };
    let passes = move |n: &Node| waits_in_vain(n, thread) || leaves_no_trace(n);
    (1..=longest).filter_map(move |len| {
        let from = events.len().checked_sub(len)?;
        let block = &events[from..];
        let found = block[0].operation.is_repeated_by(operation)
            && block.iter().all(passes)
            && are_same(events, thread, from..events.len(), KEPT_ROUNDS);
        found.then(|| Round::new(events, len, Again::Alike))
    })
}

/// The shortest wanted round that ends with the last of these events and that the operation begins
/// again.
pub(super) fn rounds_behind(
    events: &[Node],
    operation: &Label,
    worth: impl Fn(&Round) -> Worth,
) -> Option<Round> {
    let mut idle = Idle::default();
    // The lengths of exempt rounds, as long as the earlier events repeat them.
    let mut exempt: Vec<usize> = Vec::new();
    for (len, from) in (1..=MAX_ROUND).zip((0..events.len()).rev()) {
        let node = &events[from];
        if !idle.admits(node) {
            return None;
        }
        exempt.retain(|&period| {
            len <= period || same_place(node.operation.place, events[from + period].operation.place)
        });
        if !idle.is_closed() || exempt.iter().any(|period| len % period == 0) {
            continue;
        }
        let Some(again) = begins_again(events, from, operation) else {
            continue;
        };
        let round = Round::new(events, len, again);
        match worth(&round) {
            Worth::Wanted => return Some(round),
            Worth::Unwanted => {}
            Worth::Exempt => exempt.push(len),
        }
    }
    None
}

/// The shortest round that ends with the last of these events and that the operation begins again.
pub(in crate::explore::runtime) fn any_round(events: &[Node], operation: &Label) -> Option<Round> {
    rounds_behind(events, operation, |_| Worth::Wanted)
}

/// Whether and how the operation, which follows these events, begins to repeat the events from the
/// index `from` on.
pub(super) fn begins_again(events: &[Node], from: usize, operation: &Label) -> Option<Again> {
    let first = &events[from].operation;
    if first.is_repeated_by(operation) {
        return Some(Again::Alike);
    }
    let before = &events[from.checked_sub(1)?];
    let with_newer =
        first.does_as(operation) && leaves_no_trace(before) && finds_newer(events.last()?, before);
    with_newer.then_some(Again::WithNewer)
}

/// Whether the event is a compare-exchange that expected the value that `before` read, and found
/// another value.
fn finds_newer(event: &Node, before: &Node) -> bool {
    let Action::Atomic(OfAtomic::CompareExchange { expected, .. }) = event.operation.action else {
        return false;
    };
    event.operation.object == before.operation.object
        && expected == before.read
        && event.read != expected
        && orders_as(event, before)
}

/// Whether the ordering of a read is at least as strong as that of the read `before`. (Otherwise,
/// if `before` had read the newer value, more events would happen before the thread's next event.)
fn orders_as(event: &Node, before: &Node) -> bool {
    let strength = |node: &Node| {
        let ordering = match node.operation.action {
            Action::Atomic(action) => action.ordering(node),
            _ => node.operation.ordering,
        };
        match ordering {
            Ordering::SeqCst => 2,
            Ordering::Acquire | Ordering::AcqRel => 1,
            _ => 0,
        }
    };
    strength(event) >= strength(before)
}

/// Whether the thread read the same in its last `rounds` rounds, each as long as this one.
pub(super) fn are_same(events: &[Node], thread: u8, round: Range<usize>, rounds: usize) -> bool {
    let len = round.len();
    let Some(first) = round.start.checked_sub(len * (rounds - 1)) else {
        return false;
    };
    let tail = &events[first..];
    tail.iter()
        .zip(&tail[len..])
        .all(|(a, b)| reads_the_same(a, b, thread))
}

fn reads_the_same(a: &Node, b: &Node, thread: u8) -> bool {
    let same_value = match b.operation.action {
        Action::Mutex(OfMutex::Acquire | OfMutex::Release)
        | Action::RwLock(
            OfRwLock::Acquire
            | OfRwLock::AcquireShared
            | OfRwLock::Release
            | OfRwLock::ReleaseShared,
        ) => true,
        // No other thread has held the lock in between.
        Action::Mutex(OfMutex::Request) | Action::RwLock(OfRwLock::Request) => {
            b.source.thread == thread
        }
        Action::Mutex(OfMutex::TryLock) if b.writes => b.source.thread == thread,
        Action::RwQueue(OfRwQueue::Acquire | OfRwQueue::AcquireShared) => true,
        Action::RwQueue(_) if b.writes => b.source.thread == thread,
        // The round itself holds the lock each time.
        Action::Mutex(OfMutex::TryLock)
        | Action::RwLock(OfRwLock::TryShare)
        | Action::RwQueue(_)
            if b.source.thread == thread =>
        {
            a.source.thread == thread && a.read == b.read
        }
        _ if a.writes => b.writes && a.read == b.read,
        _ => a.source == b.source,
    };
    a.operation.is_repeated_by(&b.operation) && same_value
}

/// Whether the event is part of a wait that its time limit ended, without a request of another
/// thread for the lock since this thread last held it.
fn waits_in_vain(node: &Node, thread: u8) -> bool {
    match node.operation.action {
        Action::Condvar(OfCondvar::Enqueue)
        | Action::Mutex(OfMutex::Release | OfMutex::Acquire) => true,
        Action::Condvar(OfCondvar::WakeTimed) => node.writes,
        Action::Mutex(OfMutex::Request) => node.source.thread == thread,
        _ => false,
    }
}
