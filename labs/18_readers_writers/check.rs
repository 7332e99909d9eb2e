//! Lab 18: what a gate must do, and the proof that no reader passes a writer that waits.

#[path = "check/scene.rs"]
mod scene;
#[path = "check/visit.rs"]
mod visit;

use racelab::proof::{Claim, Proof, Report, Sequence, Verdict, Wrong};

use crate::MANY;

pub use scene::Scene;
pub use visit::{Visit, judge, play};

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
        Scene::Crowd {
            readers: 2,
            writers: 1,
        } => larger::<G>(scene)
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
    Claim::new(scene.to_string(), move || play::<G>(scene))
        .judged(move |visit| judge(visit, scene))
        .arguments(format!("--exercise {}", scene.arguments()))
}

/// Has one thread read and write many times, at two gates in turns.
fn in_sequence<G: Gate>(done: &Sequence) -> Result<(), Wrong> {
    let gates = [G::new(), G::new()];
    for _ in 0..MANY {
        for gate in &gates {
            gate.read(|| ());
            done.count();
            gate.write(|| ());
            done.count();
        }
    }
    Ok(())
}
