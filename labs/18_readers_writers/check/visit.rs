//! Threads that go through a gate, and what is wrong with what they have read and written.

use std::fmt;

use racelab::proof::Wrong;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Barrier, thread};
use racelab::view::counted;

use super::{Gate, Scene};
use crate::joined;

/// What a run at a gate shows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// What each reader read, in their order.
    read: Vec<u64>,
    /// The data at the end: each writer adds one.
    written: u64,
    /// Whether all readers have read at the same time.
    pub(super) together: bool,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for read in &self.read {
            write!(f, "read {read}, ")?;
        }
        write!(f, "at the end {}", self.written)?;
        f.write_str(if self.together { ", together" } else { "" })
    }
}

/// A gate, and the data behind it: plain memory.
struct Guarded<G> {
    gate: G,
    data: PlainCell<u64>,
    /// How many threads read now, where that is looked at.
    reading: AtomicU64,
    /// Where two readers wait for each other.
    meeting: Barrier,
}

impl<G: Gate> Guarded<G> {
    fn write(&self) {
        self.gate.write(|| self.data.set(self.data.get() + 1));
    }

    fn read(&self) -> u64 {
        self.gate.read(|| self.data.get())
    }

    /// Reads, and returns whether all of so many threads were reading.
    fn read_and_look(&self, readers: u8) -> (u64, bool) {
        self.gate.read(|| {
            // Relaxed is enough: the count publishes no other memory.
            let others = self.reading.fetch_add(1, Relaxed);
            let seen = (self.data.get(), others + 1 == u64::from(readers));
            self.reading.fetch_sub(1, Relaxed);
            seen
        })
    }

    /// Reads, and waits meanwhile until another thread reads.
    fn read_and_meet(&self) -> u64 {
        self.gate.read(|| {
            self.meeting.wait();
            self.data.get()
        })
    }

    /// Reads, and goes through another gate meanwhile.
    fn read_beside(&self) -> u64 {
        self.gate.read(|| {
            let other = G::new();
            other.write(|| ());
            other.read(|| self.data.get())
        })
    }

    /// Reads, and reads again meanwhile.
    fn read_again(&self) -> u64 {
        self.gate.read(|| self.read())
    }

    /// Two threads read at the same time. Then the first of them starts a writer and reads again,
    /// and both wait for each other.
    fn read_second(guarded: &Arc<Self>, is_first: bool) -> u64 {
        let (read, writer) = guarded.gate.read(|| {
            guarded.meeting.wait();
            let mut read = guarded.data.get();
            let writer = is_first.then(|| {
                let guarded = Arc::clone(guarded);
                thread::spawn(move || guarded.write())
            });
            if is_first {
                read = guarded.read();
            }
            guarded.meeting.wait();
            (read, writer)
        });
        joined(writer);
        read
    }
}

/// Plays a scene.
pub fn play<G: Gate>(scene: Scene) -> Visit {
    let guarded = Arc::new(Guarded {
        gate: G::new(),
        data: PlainCell::new(0).named("data"),
        reading: AtomicU64::new(0).named("reading"),
        meeting: Barrier::new(2).named("meeting"),
    });
    let (readers, writers) = match scene {
        Scene::Crowd { readers, writers } => (readers, writers),
        Scene::Shared => {
            guarded.write();
            (2, 0)
        }
        Scene::Again => (1, 1),
        Scene::Meet | Scene::Beside => (2, 1),
        Scene::Second => (2, 0),
    };
    let read = move |guarded: &Arc<Guarded<G>>, place: u8| match scene {
        Scene::Crowd { writers: 0, .. } | Scene::Shared => guarded.read_and_look(readers),
        Scene::Beside if place == 0 => (guarded.read_beside(), false),
        Scene::Beside | Scene::Crowd { .. } => (guarded.read(), false),
        Scene::Again => (guarded.read_again(), false),
        Scene::Meet => (guarded.read_and_meet(), false),
        Scene::Second => (Guarded::read_second(guarded, place == 0), false),
    };
    let readers = (0..readers).map(|place| {
        let guarded = Arc::clone(&guarded);
        thread::spawn(move || read(&guarded, place))
    });
    let readers: Vec<_> = readers.collect();
    let writers = (0..writers).map(|_| {
        let guarded = Arc::clone(&guarded);
        thread::spawn(move || guarded.write())
    });
    let writers: Vec<_> = writers.collect();
    let (read, together): (Vec<_>, Vec<bool>) = joined(readers).into_iter().unzip();
    joined(writers);
    Visit {
        read,
        // The threads have been joined: nothing races with this.
        written: guarded.data.get(),
        together: together.contains(&true),
    }
}

/// Says what is wrong with a visit. The types of `read` and `write` say already that each calls its
/// `f` once, and returns what that returns.
///
/// # Errors
///
/// If anything is.
pub fn judge(visit: &Visit, scene: Scene) -> Result<(), Wrong> {
    let writers = scene.writers();
    if visit.written == writers {
        return Ok(());
    }
    Err(Wrong::lost_update(format!(
        "the data is {} after {}, each of which adds one",
        visit.written,
        counted(writers, "write")
    )))
}
