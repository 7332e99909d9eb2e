//! Lab 18: what a gate must do, and the proof that no reader passes a writer that waits.

use std::fmt;

use racelab::proof::{Claim, Proof, Report, Sequence, Verdict, Wrong};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Barrier, thread};
use racelab::view::counted;

use crate::MANY;

/// What the exercise implements: a gate in front of data, which threads share.
pub trait Gate: Send + Sync + 'static {
    /// A gate through which no thread has gone.
    fn new() -> Self;

    /// Calls `f`, which reads the data, while no thread writes. Several threads may read at the
    /// same time. A reader that comes while a writer waits does not go before that writer.
    fn read<R>(&self, f: impl FnOnce() -> R) -> R;

    /// Calls `f`, which changes the data, while no other thread reads or writes.
    fn write<R>(&self, f: impl FnOnce() -> R) -> R;
}

/// Which threads come to a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// Each reader and each writer comes once.
    Crowd {
        /// How many threads read.
        readers: u8,
        /// How many threads write.
        writers: u8,
    },
    /// Two readers come, after a writer has left.
    Shared,
    /// A reader reads again while it reads, and a writer comes.
    Again,
    /// Two readers wait for each other while they read, and a writer comes.
    Meet,
    /// Two readers read, and a writer comes; then one of the two reads again.
    Second,
    /// Two readers and a writer come, and one of the readers goes through another gate meanwhile.
    Beside,
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Crowd { readers, writers } => {
                let readers = counted(readers, "reader");
                write!(f, "{readers}, {}", counted(writers, "writer"))
            }
            Self::Shared => f.write_str("2 readers at the same time"),
            Self::Again => f.write_str("1 reader that reads again, 1 writer"),
            Self::Meet => f.write_str("2 readers that wait for each other, 1 writer"),
            Self::Beside => f.write_str("2 readers, 1 writer, 1 of them at a second gate, too"),
            Self::Second => f.write_str("2 readers, 1 writer that comes while both read"),
        }
    }
}

/// What a run at a gate shows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// What each reader read, in their order; `None` if its closure was not called.
    read: Vec<Option<u64>>,
    /// The data at the end: each writer adds one.
    written: u64,
    /// Whether all readers have read at the same time.
    together: bool,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for read in &self.read {
            match read {
                Some(read) => write!(f, "read {read}, ")?,
                None => f.write_str("nothing read, ")?,
            }
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

    fn read(&self) -> Option<u64> {
        let mut read = None;
        self.gate.read(|| read = Some(self.data.get()));
        read
    }

    /// Reads, and returns whether all of so many threads were reading.
    fn read_and_look(&self, readers: u64) -> (Option<u64>, bool) {
        let mut seen = (None, false);
        self.gate.read(|| {
            // Relaxed is enough: the count publishes no other memory.
            let others = self.reading.fetch_add(1, Relaxed);
            seen = (Some(self.data.get()), others + 1 == readers);
            self.reading.fetch_sub(1, Relaxed);
        });
        seen
    }

    /// Reads, and waits meanwhile until another thread reads.
    fn read_and_meet(&self) -> Option<u64> {
        let mut read = None;
        self.gate.read(|| {
            self.meeting.wait();
            read = Some(self.data.get());
        });
        read
    }

    /// Reads, and goes through another gate meanwhile.
    fn read_beside(&self) -> Option<u64> {
        let mut read = None;
        self.gate.read(|| {
            let other = G::new();
            other.write(|| ());
            other.read(|| read = Some(self.data.get()));
        });
        read
    }

    /// Two threads read at the same time. Then the first of them starts a writer and reads again,
    /// and both wait for each other.
    fn read_second(guarded: &Arc<Self>, is_first: bool) -> Option<u64> {
        let mut read = None;
        let writer = guarded.gate.read(|| {
            guarded.meeting.wait();
            read = Some(guarded.data.get());
            let writer = is_first.then(|| {
                let guarded = Arc::clone(guarded);
                thread::spawn(move || guarded.write())
            });
            if is_first {
                read = guarded.read();
            }
            guarded.meeting.wait();
            writer
        });
        if let Some(writer) = writer {
            writer.join().expect("no visit panics");
        }
        read
    }

    /// Reads, and reads again meanwhile.
    fn read_again(&self) -> Option<u64> {
        let mut read = None;
        self.gate.read(|| read = self.read());
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
        Scene::Crowd { writers: 0, .. } | Scene::Shared => guarded.read_and_look(readers.into()),
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
    // A panic of the student's code has ended the execution before this.
    let readers = readers
        .into_iter()
        .map(|reader| reader.join().expect("no visit panics"));
    let (read, others): (Vec<_>, Vec<bool>) = readers.unzip();
    for writer in writers {
        writer.join().expect("no visit panics");
    }
    Visit {
        read,
        // The threads have been joined: nothing races with this.
        written: guarded.data.get(),
        together: others.contains(&true),
    }
}

/// Says what is wrong with a visit.
///
/// # Errors
///
/// If anything is.
pub fn judge(visit: &Visit, scene: Scene) -> Result<(), Wrong> {
    let writers = match scene {
        Scene::Crowd { writers, .. } => writers.into(),
        Scene::Shared | Scene::Again | Scene::Meet | Scene::Second | Scene::Beside => 1,
    };
    if visit.read.contains(&None) {
        return Err(Wrong::outcome("read returned and had not called its f"));
    }
    if visit.written < writers {
        return Err(Wrong::lost_update(format!(
            "the data is {} after {}, each of which adds one",
            visit.written,
            counted(writers, "write")
        )));
    }
    if visit.written > writers {
        return Err(Wrong::outcome(format!(
            "the data is {} after {}: write calls its f once",
            visit.written,
            counted(writers, "write")
        )));
    }
    Ok(())
}

const fn crowd(readers: u8, writers: u8) -> Scene {
    Scene::Crowd { readers, writers }
}

/// The scenes that the check proves, in this order.
const SCENES: [Scene; 7] = [
    Scene::Shared,
    // This scene has spurious wake-ups. With them the others have too many executions.
    crowd(1, 1),
    // The end of a write lets both readers go on, and the end of the last read the writer.
    crowd(2, 1),
    // Two writers keep each other out.
    crowd(1, 2),
    crowd(2, 2),
    Scene::Again,
    // Rule 3 is about any two readers, and not about one that reads again.
    Scene::Meet,
];

/// Why loom judges few instances.
const LOOM_IS_SLOW: &str = "with three threads that wait it may need over 20,000 executions";

/// How many executions of three readers and a writer are looked at.
const SOME: u64 = 5_000;

/// Why loom is not asked where a deadlock has to be possible.
const LOOM_STOPS: &str = "it stops at the first deadlock, and here one has to be possible";

/// Proves that readers and writers keep the data whole and none waits for ever, that two readers
/// can read at the same time, and that a writer that waits is not passed: a reader that reads
/// again, or that waits for another one, can wait for the writer that waits for it. Then explores
/// some executions of three readers, of a second gate, and of a writer that comes while two read.
pub fn check<G: Gate>() -> Report {
    let proofs = SCENES.into_iter().map(|scene| match scene {
        Scene::Shared => shared::<G>(scene, "two threads read at the same time")
            .prove()
            // And so do three, before there was any write.
            .and_some_of(SOME, || {
                shared::<G>(crowd(3, 0), "three threads read at the same time")
            }),
        Scene::Crowd {
            readers: 1,
            writers: 1,
        } => claim::<G>(scene)
            .prove()
            .and_in_sequence("visit", in_sequence::<G>),
        Scene::Crowd { readers: 2, .. } => larger::<G>(scene)
            .prove()
            .and_some_of(SOME, || larger::<G>(Scene::Beside))
            // A gate with places for two readers does not see the third one.
            .and_some_of(SOME, || larger::<G>(crowd(3, 1))),
        Scene::Crowd { .. } => larger::<G>(scene).prove(),
        Scene::Meet => advised(
            not_passed::<G>(scene)
                .prove()
                .and_some_of(SOME, || not_passed::<G>(Scene::Second)),
        ),
        Scene::Again | Scene::Second | Scene::Beside => advised(not_passed::<G>(scene).prove()),
    });
    Report::new(
        "In every execution the data is whole, readers share it, and none passes a writer.",
        proofs,
    )
}

/// The advice if readers pass a writer that waits.
fn advised(proof: Proof) -> Proof {
    match (proof.verdict, &proof.example) {
        (Verdict::WrongOutcome, None) => proof.advising(
            "Let a writer say that it waits, under the lock, before it waits; and let a reader \
             wait as long as a writer writes or waits. Then the last reader that leaves wakes the \
             writer, and the writer that leaves wakes all.",
        ),
        _ => proof,
    }
}

/// The claim about a scene in which all readers can read at the same time.
fn shared<G: Gate>(scene: Scene, together: &str) -> Claim<Visit> {
    claim::<G>(scene)
        .possible(together, |visit| visit.together)
        .without_spurious()
}

/// The claim about a scene in which a reader can wait for a writer that waits for it.
fn not_passed<G: Gate>(scene: Scene) -> Claim<Visit> {
    claim::<G>(scene)
        .possible_deadlock(
            "writer starvation: a reader that comes while a writer waits never waits for it, so \
             new readers pass the writer for ever",
        )
        .without_spurious()
        .without_loom(LOOM_STOPS)
}

/// The same without spurious wake-ups.
fn larger<G: Gate>(scene: Scene) -> Claim<Visit> {
    claim::<G>(scene)
        .without_spurious()
        .without_loom(LOOM_IS_SLOW)
}

/// The claim about a scene.
fn claim<G: Gate>(scene: Scene) -> Claim<Visit> {
    let arguments = match scene {
        Scene::Crowd { readers, writers } => {
            format!(" --readers {readers} --writers {writers}")
        }
        Scene::Shared => " --shared".to_owned(),
        Scene::Again => " --again".to_owned(),
        Scene::Meet => " --meet".to_owned(),
        Scene::Second => " --second".to_owned(),
        Scene::Beside => " --beside".to_owned(),
    };
    Claim::new(scene.to_string(), move || play::<G>(scene))
        .judged(move |visit| judge(visit, scene))
        .arguments(format!("--exercise{arguments}"))
}

/// Has one thread read and write many times, at two gates in turns.
fn in_sequence<G: Gate>(done: &Sequence) -> Result<(), Wrong> {
    let gates = [G::new(), G::new()];
    for round in 0..MANY {
        for gate in &gates {
            let read = gate.read(|| round);
            done.count();
            let written = gate.write(|| round + 1);
            done.count();
            if (read, written) != (round, round + 1) {
                return Err(Wrong::outcome(
                    "read or write returned something else than its f, and no other thread was \
                     there",
                ));
            }
        }
    }
    Ok(())
}
