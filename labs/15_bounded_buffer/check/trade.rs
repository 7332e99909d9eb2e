//! Producers and takers that use a buffer, and what is wrong with what they took.

use std::fmt;

use clap::value_parser;
use racelab::proof::Wrong;
use racelab::sort;
use racelab::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use super::{Buffer, Slot};
use crate::joined;

/// The size of an instance.
///
/// If the buffer is not closed, the takers share all values evenly. If it is closed, the main
/// thread puts all values itself, and then closes the buffer: before there are several takers, or
/// while a single one takes. The takers take until they get `None`. In the end the main thread takes
/// as often as there are takers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub struct Size {
    /// How many threads put values
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u8).range(1..=5))]
    pub producers: u8,
    /// How many values each of them puts
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(1..=50))]
    pub values: u8,
    /// How many threads take them, the same number each; in the demonstration the rest is left
    #[arg(long, global = true, default_value_t = 2, value_parser = value_parser!(u8).range(1..=5))]
    pub takers: u8,
    /// For how many values there is room
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u8).range(1..=50))]
    pub room: u8,
    /// In the exercise, have all values put before there are takers, and then close the buffer; a
    /// single taker comes before the first value
    #[arg(long, global = true)]
    pub closed: bool,
}

impl Size {
    /// How many values are put.
    pub fn all(self) -> usize {
        usize::from(self.producers) * usize::from(self.values)
    }

    /// How many values this taker takes; the first one is taker 0.
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
            true => {
                let when = if self.comes_first() { " meanwhile" } else { "" };
                write!(f, "room {}, {values}, {takers}, closed{when}", self.room)
            }
            false => {
                let producers = counted(self.producers, "producer");
                write!(f, "room {}, {producers} of {values}, {takers}", self.room)
            }
        }
    }
}

/// What a run of producers and takers shows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trade {
    /// What each taker took, in its order.
    taken: Vec<Vec<u64>>,
    /// Whether a `take` returned `None` although the buffer was not closed.
    refused: bool,
    /// Whether a `take` returned a value when all takers had got `None`.
    again: bool,
    /// Whether, before the first take began, more puts had returned than there are slots.
    early: bool,
    /// Whether a slot holds a value at the end. A take does not have to erase what it takes.
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
    if !size.closed && size.all() <= size.room.into() {
        // A buffer with a flag of its own is not closed by this.
        B::new(vec![Slot::new()]).close();
    }
    let returned = Arc::new(AtomicUsize::new(0).named("returned"));

    let start = || {
        let takers = (0..size.takers).map(|taker| {
            let (buffer, returned) = (Arc::clone(&buffer), Arc::clone(&returned));
            thread::spawn(move || consume(&*buffer, size, taker, &returned))
        });
        takers.collect::<Vec<_>>()
    };
    let first = size.comes_first().then(start);
    let mut producers = Vec::new();
    for producer in 0..size.producers {
        if size.closed {
            if size.is_used() {
                buffer.put(0);
            }
            produce(&*buffer, size, producer, &returned);
            continue;
        }
        let (buffer, returned) = (Arc::clone(&buffer), Arc::clone(&returned));
        producers.push(thread::spawn(move || {
            produce(&*buffer, size, producer, &returned);
        }));
    }
    let takers = first.unwrap_or_else(start);
    if size.closed {
        buffer.close();
    }
    joined(producers);
    let takers = joined(takers);
    Trade {
        refused: takers.iter().any(|taker| taker.refused),
        again: size.closed && (0..size.takers).any(|_| buffer.take().is_some()),
        early: takers.iter().any(|taker| taker.early),
        taken: takers.into_iter().map(|taker| taker.taken).collect(),
        // The threads have been joined: nothing races with this.
        in_slots: cells.iter().any(|cell| cell.get() != 0),
    }
}

/// What a producer does. `returned` counts its puts if a taker looks at the count.
fn produce(buffer: &impl Buffer, size: Size, producer: u8, returned: &AtomicUsize) {
    for value in size.of(producer) {
        buffer.put(value);
        if size.is_used() && value == 1 {
            buffer.take();
        }
        if size.watches() {
            // Relaxed is enough: the count publishes no other memory.
            returned.fetch_add(1, Relaxed);
        }
    }
}

/// What a taker has seen.
struct Taker {
    taken: Vec<u64>,
    early: bool,
    refused: bool,
}

/// What a taker does.
fn consume(buffer: &impl Buffer, size: Size, taker: u8, returned: &AtomicUsize) -> Taker {
    // Relaxed: whatever number it reads, at least that many puts have returned.
    let early = size.watches() && returned.load(Relaxed) > size.room.into();
    let share = match size.closed {
        // One more than all: it ends a taker whose `take` never returns `None`.
        true => size.all() + 1,
        false => size.share(taker),
    };
    let taken: Vec<_> = std::iter::from_fn(|| buffer.take()).take(share).collect();
    Taker {
        refused: !size.closed && taken.len() < share,
        early,
        taken,
    }
}

impl Size {
    /// Whether the taker reads, before it takes, how many puts have returned. It does if there is
    /// only one taker and no room for all values.
    fn watches(self) -> bool {
        self.takers == 1 && self.all() > self.room.into()
    }

    /// Whether the taker may take before all values are put. A close that is not ordered behind the
    /// puts then hides a value from it.
    fn comes_first(self) -> bool {
        self.closed && self.takers == 1
    }

    /// Whether the main thread puts a value and takes it again, so that the oldest value is no
    /// longer in the first slot. It does where a taker waits for nothing but the close.
    fn is_used(self) -> bool {
        self.closed && self.takers > self.room && self.room > 1
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
    if trade.again {
        return wrong(
            "take returned a value when all takers had got None from the closed buffer".to_owned(),
        );
    }
    if trade.early {
        let room = counted(size.room, "slot");
        return wrong(format!(
            "too many puts had returned before anything was taken: the buffer has {room} for {}",
            counted(size.all() as u64, "value")
        ));
    }
    let mut taken: Vec<_> = trade.taken.iter().flatten().copied().collect();
    sort::by(&mut taken, u64::cmp);
    if let Some(twice) = taken.windows(2).find(|two| two[0] == two[1]) {
        return wrong(format!("{} was put once and taken twice", twice[0]));
    }
    let put = (0..size.producers).flat_map(|producer| size.of(producer));
    let put: Vec<_> = put.collect();
    if let Some(lost) = put.iter().find(|value| taken.binary_search(value).is_err()) {
        return wrong(format!("{lost} was put and never taken"));
    }
    if let Some(never) = taken.iter().find(|value| !put.contains(value)) {
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
