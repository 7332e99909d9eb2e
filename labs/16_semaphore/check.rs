//! Lab 16: what a semaphore is, and the proof that no thread sleeps beside a permit.

#[path = "check/scene.rs"]
mod scene;
#[path = "check/stage.rs"]
mod stage;

use racelab::proof::{Claim, Report, Sequence, Wrong};

use crate::MANY;

pub use scene::Scene;
pub use stage::{Seen, judge, play};

/// What the exercise implements: a number of permits, which threads acquire and release.
///
/// What a thread does before it releases a permit happens before what another thread does that
/// has acquired this permit.
pub trait Semaphore: Send + Sync + 'static {
    /// A semaphore with so many permits at first.
    fn new(permits: u64) -> Self;

    /// Takes a permit. Waits while there is none.
    fn acquire(&self);

    /// Adds a permit. Any thread may do that, whether or not it has acquired one.
    fn release(&self);

    /// Takes a permit if there is one. Never waits for one: `false` if all are taken.
    fn try_acquire(&self) -> bool;
}

/// Why loom judges only scenes of two threads.
const LOOM_IS_SLOW: &str = "with three threads that wait it may need over 20,000 executions";

/// How many executions of three threads that wait are looked at.
const SOME: u64 = 5_000;

/// Proves of each scene that all threads get their permits, that no permit is lost and none made
/// up, and that a thread that tries never waits. Then looks at three threads that wait, and has
/// one thread acquire and release many times, and acquire many permits.
pub fn check<S: Semaphore>() -> Report {
    let proofs = Scene::ALL.into_iter().map(|scene| match scene {
        // The second release may come before the thread that the first one wakes.
        Scene::SIGNAL => larger::<S>(scene).prove().and_some_of(SOME, || {
            larger::<S>(Scene {
                threads: 3,
                ..scene
            })
        }),
        // The smallest shows whether a thread looks again after each wake-up.
        Scene::TRIER => claim::<S>(scene).prove(),
        Scene::ROOM => larger::<S>(scene)
            .possible("two threads have a permit at the same time", |seen| {
                seen.most() == 2
            })
            .prove(),
        Scene::TRIES => claim::<S>(scene)
            .prove()
            .and_in_sequence("permit", in_sequence::<S>)
            // A try meets an acquire, which must not make it fail; and then for one permit, which
            // orders what the two threads do with it.
            .and_some_of(SOME, || larger::<S>(Scene { times: 2, ..scene }))
            .and_some_of(SOME, || {
                larger::<S>(Scene {
                    permits: 1,
                    times: 2,
                    ..scene
                })
            }),
        // A thread that has the only permit acquires another one, and waits.
        Scene::LOCK => larger::<S>(scene).prove().and_some_of(SOME, || {
            larger::<S>(Scene {
                threads: 1,
                releasers: 1,
                ..scene
            })
        }),
        _ => larger::<S>(scene).prove(),
    });
    Report::new(
        "In every execution each thread gets its permits, and none waits beside a permit.",
        proofs,
    )
}

/// What must hold of this scene.
fn claim<S: Semaphore>(scene: Scene) -> Claim<Seen> {
    Claim::new(scene.to_string(), move || play::<S>(scene))
        .judged(move |seen| judge(seen, scene))
        .explained(move |_, execution| stage::explain(scene, execution))
        .arguments(format!("--exercise {}", scene.typed()).trim_end())
}

/// The same without spurious wake-ups.
fn larger<S: Semaphore>(scene: Scene) -> Claim<Seen> {
    let claim = claim::<S>(scene).without_spurious();
    match scene.threads + scene.releasers {
        ..=2 => claim,
        _ => claim.without_loom(LOOM_IS_SLOW),
    }
}

/// Has one thread take and release the permits of two semaphores many times, in turns.
fn in_sequence<S: Semaphore>(done: &Sequence) -> Result<(), Wrong> {
    let semaphores = [(S::new(3), 3), (S::new(0), 0)];
    for _ in 0..MANY {
        for (semaphore, permits) in &semaphores {
            semaphore.release();
            for _ in 0..=*permits {
                semaphore.acquire();
                done.count();
            }
            if semaphore.try_acquire() {
                return Err(Wrong::outcome(
                    "try_acquire returned true though all permits were taken, and no other \
                     thread uses the semaphore",
                ));
            }
            for _ in 0..*permits {
                semaphore.release();
            }
            for _ in 0..*permits {
                if !semaphore.try_acquire() {
                    return Err(Wrong::outcome(
                        "try_acquire returned false though there was a permit, and no other \
                         thread uses the semaphore",
                    ));
                }
                semaphore.release();
            }
        }
    }
    has_room_for_many::<S>(done)
}

/// Has one thread acquire many permits: those that are there at first, and those that it adds to
/// none.
fn has_room_for_many<S: Semaphore>(done: &Sequence) -> Result<(), Wrong> {
    let (first, added) = (S::new(MANY), S::new(0));
    for _ in 0..MANY {
        added.release();
        done.count();
    }
    for (semaphore, permits) in [(first, "at first"), (added, "added")] {
        for acquired in 0..MANY {
            if !semaphore.try_acquire() {
                return Err(Wrong::outcome(format!(
                    "try_acquire returned false after {acquired} of {MANY} permits that were \
                     {permits}, and no other thread uses the semaphore"
                )));
            }
            done.count();
        }
        if semaphore.try_acquire() {
            return Err(Wrong::outcome(format!(
                "try_acquire returned true though all {MANY} permits were taken, and no other \
                 thread uses the semaphore"
            )));
        }
    }
    Ok(())
}
