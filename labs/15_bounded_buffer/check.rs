//! Lab 15: what a bounded buffer must do, and the proof that no thread waits in it for ever.

#[path = "check/trade.rs"]
mod trade;

use racelab::proof::{Claim, Report, Sequence, Wrong};
use racelab::sync::Arc;
use racelab::sync::cell::PlainCell;

use crate::MANY;

pub use trade::{Size, Trade, judge, trade};

/// A place for one value. It is plain memory: two threads that access it need an order.
#[derive(Debug)]
pub struct Slot {
    cell: Arc<PlainCell<u64>>,
}

impl Slot {
    /// A slot without a name, for a buffer that no picture shows.
    fn new() -> Self {
        Self {
            cell: Arc::new(PlainCell::new(0)),
        }
    }

    /// The value that was set last; 0 at first.
    #[track_caller]
    pub fn get(&self) -> u64 {
        self.cell.get()
    }

    /// Replaces the value.
    #[track_caller]
    pub fn set(&self, value: u64) {
        self.cell.set(value);
    }
}

/// What the exercise implements: a queue with a fixed number of slots, which threads share.
pub trait Buffer: Send + Sync + 'static {
    /// An empty buffer, which keeps its values in these slots, one value in each. There is at least
    /// one slot.
    fn new(slots: Vec<Slot>) -> Self;

    /// Puts a value behind those that are in the buffer. Waits while each slot holds a value.
    fn put(&self, value: u64);

    /// Takes out the value that was put first. Waits while the buffer is empty; returns `None` if
    /// it is empty and closed.
    fn take(&self) -> Option<u64>;

    /// Says that no more values will be put. Each `take` still gets a value while there is one, and
    /// `None` from then on; so does a `take` that waits already. The check calls `close` once, and
    /// calls no `put` at the same time or later.
    fn close(&self);
}

/// Why loom judges no instance: of the smallest, which has 224 executions in the explorer, it
/// has more than 20,000.
const LOOM_IS_SLOW: &str = "with three threads that wait it needs over 20,000 executions";

/// How many executions of two producers that put two values each the check explores.
const SOME: u64 = 5_000;

/// How many executions the check explores of one producer that fills two slots, and of one taker
/// and of three takers of a closed buffer.
const FEW: u64 = 1_000;

/// How many executions of a size are explored at most. A buffer whose threads sleep while they wait
/// has far fewer. A buffer whose threads repeat a loop while they wait has too many for any limit;
/// this limit makes that verdict come sooner.
const MOST: u64 = 100_000;

/// The sizes that the check proves, in this order.
const SIZES: [Size; 5] = [
    // The notification of one taker may go to the other one.
    size(1, 1, 2, 2),
    // The smallest size in which both a producer and a taker may wait. It has spurious wake-ups.
    size(1, 2, 1, 1),
    size(1, 2, 1, 2),
    // Two values come before either taker has moved.
    size(2, 1, 2, 2),
    Size {
        closed: true,
        ..size(2, 1, 2, 2)
    },
];

const fn size(room: u8, producers: u8, values: u8, takers: u8) -> Size {
    Size {
        room,
        producers,
        values,
        takers,
        closed: false,
    }
}

/// Proves that each value is taken once, in order, and that no thread waits for ever, with as few
/// threads as show each mistake. Then explores some executions of two producers that put two values
/// each, of a taker that comes when two slots are full, of three takers of a closed buffer, and of
/// one that takes while the buffer is filled and closed; and has one thread go round the slots many
/// times.
pub fn check<B: Buffer>() -> Report {
    let proofs = (0..).zip(SIZES).map(|(place, size)| match place {
        1 => claim::<B>(size).prove().and_some_of(SOME, || {
            claim::<B>(self::size(1, 2, 2, 1)).without_spurious()
        }),
        // A buffer with a place beside its slots lets one put too many return.
        3 => claim::<B>(size)
            .without_spurious()
            .prove()
            .and_some_of(FEW, || {
                claim::<B>(self::size(2, 1, 3, 1)).without_spurious()
            }),
        // A close that wakes two takers leaves the third one asleep.
        _ if size.closed => claim::<B>(size)
            .without_spurious()
            .prove()
            .and_some_of(FEW, || {
                let three = Size { takers: 3, ..size };
                claim::<B>(three).without_spurious()
            })
            // A taker that finds the buffer closed has to see the value that was put before.
            .and_some_of(FEW, || {
                let one = Size {
                    closed: true,
                    ..self::size(1, 1, 1, 1)
                };
                claim::<B>(one)
            })
            .and_in_sequence("value", in_sequence::<B>),
        _ => claim::<B>(size).without_spurious().prove(),
    });
    Report::new(
        "In every execution each value is taken once, and no thread waits for ever.",
        proofs,
    )
}

/// The claim about an instance of this size.
fn claim<B: Buffer>(size: Size) -> Claim<Trade> {
    Claim::new(size.to_string(), move || trade::<B>(size))
        .judged(move |trade| judge(trade, size))
        .arguments(format!(
            "--exercise --room {} --producers {} --values {} --takers {}{}",
            size.room,
            size.producers,
            size.values,
            size.takers,
            if size.closed { " --closed" } else { "" }
        ))
        .max_executions(MOST)
        .without_loom(LOOM_IS_SLOW)
}

/// Has one thread fill a buffer and empty it many times, two buffers in turns; with small values
/// and with the largest ones, since no value is free to mean that a slot is empty. Each time a full
/// buffer gives one value and gets one more, so that the oldest value moves on by a slot. Then it
/// closes one of the buffers, which still gives the value that is in it, and then `None` for ever.
fn in_sequence<B: Buffer>(done: &Sequence) -> Result<(), Wrong> {
    let buffer = |room: u64| (B::new((0..room).map(|_| Slot::new()).collect()), room);
    let buffers = [buffer(3), buffer(1)];
    for round in (0..MANY).chain([u64::MAX - 3]) {
        for (buffer, room) in &buffers {
            let put = |value| {
                buffer.put(round + value);
                done.count();
            };
            (0..*room).for_each(put);
            taken(buffer.take(), Some(round), *room)?;
            put(*room);
            for value in 1..=*room {
                taken(buffer.take(), Some(round + value), *room)?;
            }
        }
    }
    let [(buffer, room), _] = buffers;
    buffer.put(MANY);
    done.count();
    buffer.close();
    taken(buffer.take(), Some(MANY), room)?;
    (0..MANY).try_for_each(|_| taken(buffer.take(), None, room))
}

/// Whether a `take` returned what it has to return.
fn taken(taken: Option<u64>, expected: Option<u64>, room: u64) -> Result<(), Wrong> {
    if taken == expected {
        return Ok(());
    }
    let taken = taken.map_or("None".to_owned(), |taken| taken.to_string());
    let why = match expected {
        Some(value) => format!("where {value} was put first"),
        None => "where the buffer is empty and closed".to_owned(),
    };
    Err(Wrong::outcome(format!(
        "take returned {taken} {why}, in a buffer with room for {room} that no other thread uses"
    )))
}
