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
    /// Whether two threads have read at the same time.
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

    /// Reads, and returns whether another thread was reading, too.
    fn read_and_look(&self) -> (Option<u64>, bool) {
        let mut seen = (None, false);
        self.gate.read(|| {
            // Relaxed is enough: the count publishes no other memory.
            let others = self.reading.fetch_add(1, Relaxed);
            seen = (Some(self.data.get()), others > 0);
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
        Scene::Meet => (2, 1),
    };
    let start = |thread: fn(&Guarded<G>) -> (Option<u64>, bool)| {
        let guarded = Arc::clone(&guarded);
        thread::spawn(move || thread(&guarded))
    };
    let reader: fn(&Guarded<G>) -> _ = match scene {
        Scene::Crowd { .. } => |guarded| (guarded.read(), false),
        Scene::Shared => Guarded::read_and_look,
        Scene::Again => |guarded| (guarded.read_again(), false),
        Scene::Meet => |guarded| (guarded.read_and_meet(), false),
    };
    let readers: Vec<_> = (0..readers).map(|_| start(reader)).collect();
    let writer = |guarded: &Guarded<G>| {
        guarded.write();
        (None, false)
    };
    let writers: Vec<_> = (0..writers).map(|_| start(writer)).collect();
    // A panic of the student's code has ended the execution before this.
    let joined = |thread: thread::JoinHandle<_>| thread.join().expect("no visit panics");
    let (read, others): (Vec<_>, Vec<bool>) = readers.into_iter().map(joined).unzip();
    writers.into_iter().for_each(|writer| _ = joined(writer));
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
        Scene::Shared | Scene::Again | Scene::Meet => 1,
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
/// again, or that waits for another one, can wait for the writer that waits for it.
pub fn check<G: Gate>() -> Report {
    let proofs = SCENES.into_iter().map(|scene| match scene {
        Scene::Shared => claim::<G>(scene)
            .possible("two threads read at the same time", |visit| visit.together)
            .without_spurious()
            .prove(),
        Scene::Crowd {
            readers: 1,
            writers: 1,
        } => claim::<G>(scene)
            .prove()
            .and_in_sequence("visit", in_sequence::<G>),
        Scene::Crowd { readers: 2, .. } => larger::<G>(scene)
            .prove()
            // A gate with places for two readers does not see the third one.
            .and_some_of(SOME, || larger::<G>(crowd(3, 1))),
        Scene::Crowd { .. } => larger::<G>(scene).prove(),
        Scene::Again | Scene::Meet => advised(
            claim::<G>(scene)
                .possible_deadlock(
                    "writer starvation: a reader that comes while a writer waits never waits for \
                     it, so new readers pass the writer for ever",
                )
                .without_spurious()
                .without_loom(LOOM_STOPS)
                .prove(),
        ),
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
