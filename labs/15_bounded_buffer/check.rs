//! Lab 15: what a bounded buffer is, and the proof that no thread waits in it for ever.

use std::fmt;

use racelab::proof::{Claim, Report, Sequence, Wrong};
use racelab::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::MANY;

/// A place for one value. It is plain memory: two threads that access it need an order.
#[derive(Debug)]
pub struct Slot {
    cell: Arc<PlainCell<u64>>,
}

impl Slot {
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

/// What the exercise implements: a queue with room for so many values, which threads share.
pub trait Buffer: Send + Sync + 'static {
    /// An empty buffer, which keeps its values in these slots, one in each; there is at least
    /// one slot.
    fn new(slots: Vec<Slot>) -> Self;

    /// Puts a value behind all that are in the buffer. Waits while each slot holds one.
    fn put(&self, value: u64);

    /// Takes out the value that was put first. Waits while there is none; `None` if there is
    /// none and the buffer is closed.
    fn take(&self) -> Option<u64>;

    /// Says that no more values will be put. Each `take` still gets a value while there is
    /// one, and `None` from then on; one that waits already, too. It is called once, and no
    /// `put` is made at the same time or later.
    fn close(&self);
}

/// How many put how much, and how many take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// How many slots there are.
    pub room: u8,
    /// How many threads put values.
    pub producers: u8,
    /// How many values each of them puts.
    pub values: u8,
    /// How many threads take values. Where the buffer is not closed, they share all evenly.
    pub takers: u8,
    /// Whether the main thread puts all values itself, before there is a taker, and then closes
    /// the buffer; the takers take up to the end.
    pub closed: bool,
}

impl Size {
    /// How many values are put.
    pub fn all(self) -> usize {
        usize::from(self.producers) * usize::from(self.values)
    }

    /// How many of them this taker takes; the first one is taker 0.
    pub fn share(self, taker: u8) -> usize {
        let takers = usize::from(self.takers);
        (self.all() + takers - 1 - usize::from(taker)) / takers
    }

    /// The values that this producer puts, in its order: 1, 2, 3 are those of the first, 101,
    /// 102, 103 those of the second.
    fn of(self, producer: u8) -> impl Iterator<Item = u64> {
        (1..=u64::from(self.values)).map(move |value| u64::from(producer) * 100 + value)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let takers = counted(self.takers, "taker");
        let values = counted(self.values, "value");
        match self.closed {
            true => write!(f, "room {}, {values}, {takers}, closed", self.room),
            false => {
                let producers = counted(self.producers, "producer");
                write!(f, "room {}, {producers} of {values}, {takers}", self.room)
            }
        }
    }
}

/// What was seen of a buffer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trade {
    /// What each taker took, in its order.
    taken: Vec<Vec<u64>>,
    /// Whether a taker was told that the buffer is closed, where it is not.
    refused: bool,
    /// Whether more puts had returned than there is room, before the first take began.
    early: bool,
    /// Whether a value stands in a slot at the end; none is taken out by overwriting it.
    in_slots: bool,
}

impl fmt::Debug for Trade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (taken, place) in self.taken.iter().zip(0..) {
            let bar = if place > 0 { " | " } else { "" };
            let taken: Vec<_> = taken.iter().map(u64::to_string).collect();
            write!(f, "{bar}{}", taken.join(" "))?;
        }
        Ok(())
    }
}

/// Lets producers put their values and takers take them.
pub fn trade<B: Buffer>(size: Size) -> Trade {
    let slots = (0..size.room).map(|slot| {
        let cell = PlainCell::new(0).named(&format!("slot {slot}"));
        Arc::new(cell)
    });
    let cells: Vec<_> = slots.collect();
    let slots = cells.iter().map(|cell| Slot {
        cell: Arc::clone(cell),
    });
    let buffer = Arc::new(B::new(slots.collect()));
    let returned = Arc::new(AtomicUsize::new(0).named("returned"));

    let mut producers = Vec::new();
    for producer in 0..size.producers {
        if size.closed {
            size.of(producer).for_each(|value| buffer.put(value));
            continue;
        }
        let (buffer, returned) = (Arc::clone(&buffer), Arc::clone(&returned));
        producers.push(thread::spawn(move || {
            for value in size.of(producer) {
                buffer.put(value);
                if size.watches() {
                    // Only a count: nothing is published by it, so Relaxed will do.
                    returned.fetch_add(1, Relaxed);
                }
            }
        }));
    }
    let takers = (0..size.takers).map(|taker| {
        let (buffer, returned) = (Arc::clone(&buffer), Arc::clone(&returned));
        thread::spawn(move || {
            // Relaxed: whatever it reads, so many puts have returned.
            let early = size.watches() && returned.load(Relaxed) > size.room.into();
            let share = match size.closed {
                // One more, for a take that never says that the buffer is closed.
                true => size.all() + 1,
                false => size.share(taker),
            };
            let taken = std::iter::from_fn(|| buffer.take()).take(share);
            (taken.collect::<Vec<_>>(), early, share)
        })
    });
    let takers: Vec<_> = takers.collect();
    if size.closed {
        buffer.close();
    }
    for producer in producers {
        // A panic of the student's code has ended the execution before this.
        producer.join().expect("no put panics");
    }
    let mut seen = Trade {
        taken: Vec::new(),
        refused: false,
        early: false,
        in_slots: false,
    };
    for taker in takers {
        let (taken, early, share) = taker.join().expect("no take panics");
        seen.refused |= !size.closed && taken.len() < share;
        seen.early |= early;
        seen.taken.push(taken);
    }
    // The threads have been joined: nothing races with this.
    seen.in_slots = cells.iter().any(|cell| cell.get() != 0);
    seen
}

impl Size {
    /// Whether the one taker looks, before it takes, how many puts have returned: where there is
    /// no room for all.
    fn watches(self) -> bool {
        self.takers == 1 && self.all() > self.room.into()
    }
}

/// Says what is wrong with what was taken.
///
/// # Errors
///
/// If anything is.
pub fn judge(trade: &Trade, size: Size) -> Result<(), Wrong> {
    let wrong = |sentence: String| Err(Wrong::outcome(sentence));
    if trade.refused {
        return wrong("take returned None, and the buffer was not closed".to_owned());
    }
    if trade.early {
        let room = counted(size.room, "slot");
        return wrong(format!(
            "too many puts had returned before anything was taken: there is {room} for {}",
            counted(size.all() as u64, "value")
        ));
    }
    let mut taken: Vec<_> = trade.taken.iter().flatten().copied().collect();
    taken.sort_unstable();
    if let Some(twice) = taken.windows(2).find(|two| two[0] == two[1]) {
        return wrong(format!("{} was put once and taken twice", twice[0]));
    }
    let mut put = (0..size.producers).flat_map(|producer| size.of(producer));
    if let Some(lost) = put.find(|value| taken.binary_search(value).is_err()) {
        return wrong(format!("{lost} was put and never taken"));
    }
    if let Some(never) = taken.iter().find(|value| !size.is_put(**value)) {
        return wrong(format!("{never} was taken and never put"));
    }
    for taken in &trade.taken {
        let turned = |two: &&[u64]| two[0] / 100 == two[1] / 100 && two[0] > two[1];
        if let Some(turned) = taken.windows(2).find(turned) {
            return wrong(format!(
                "a taker got {} and then {}, which was put before it",
                turned[0], turned[1]
            ));
        }
    }
    if !trade.in_slots {
        return wrong(
            "nothing was written to the slots; keep the values there, where the checker sees them"
                .to_owned(),
        );
    }
    Ok(())
}

impl Size {
    fn is_put(self, value: u64) -> bool {
        (0..self.producers).any(|producer| self.of(producer).any(|put| put == value))
    }
}

/// Why loom judges no instance: of the smallest, which has 224 executions in the explorer, it
/// has more than 20,000.
const LOOM_IS_SLOW: &str = "three threads that wait are more than 20,000 executions to it";

/// How many executions of two producers that put twice are looked at.
const SOME: u64 = 5_000;

/// The sizes that are proved, in their order.
const SIZES: [Size; 5] = [
    // The notification of one taker may go to the other one.
    size(1, 1, 2, 2),
    // The smallest in which threads wait on both sides: with spurious wake-ups.
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

/// Proves that each value is taken once, in order, and that no thread waits for ever: with as
/// few threads as show each mistake. Then looks at two producers that put twice, and has one
/// thread go round the slots many times.
pub fn check<B: Buffer>() -> Report {
    let proofs = (0..).zip(SIZES).map(|(place, size)| match place {
        1 => claim::<B>(size)
            .prove()
            .and_in_sequence("value", in_sequence::<B>)
            .and_some_of(SOME, || {
                claim::<B>(self::size(1, 2, 2, 1)).without_spurious()
            }),
        _ => claim::<B>(size).without_spurious().prove(),
    });
    Report::new(
        "In every execution each value is taken once, and no thread waits for ever.",
        proofs,
    )
}

/// What must hold of a buffer of this size.
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
        .without_loom(LOOM_IS_SLOW)
}

/// Has one thread fill a buffer and empty it many times, two buffers in turns.
fn in_sequence<B: Buffer>(done: &Sequence) -> Result<(), Wrong> {
    let buffer = |room: u64| {
        let slots = (0..room).map(|_| Slot {
            cell: Arc::new(PlainCell::new(0)),
        });
        (B::new(slots.collect()), room)
    };
    let buffers = [buffer(3), buffer(1)];
    for round in 0..MANY {
        for (buffer, room) in &buffers {
            for value in 0..*room {
                buffer.put(round + value);
                done.count();
            }
            for value in 0..*room {
                let taken = buffer.take();
                if taken != Some(round + value) {
                    let taken = taken.map_or("None".to_owned(), |taken| taken.to_string());
                    return Err(Wrong::outcome(format!(
                        "take returned {taken} where {} was put first, in a buffer with room for \
                         {room} that no other thread uses",
                        round + value
                    )));
                }
            }
        }
    }
    Ok(())
}
