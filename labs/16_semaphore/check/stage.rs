//! Threads that play a scene, what is seen of the semaphore, and what must hold of that.

use std::fmt;

use racelab::explore::{Awaits, Execution};
use racelab::proof::Wrong;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use super::Semaphore;
use super::scene::Scene;
use crate::joined;

/// What was seen of a semaphore.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// How many tries have got a permit.
    got: u64,
    /// The most threads that had a permit at the same time, where several may.
    most: u64,
    /// Whether a thread has passed before anything was released, where nothing was there.
    early: bool,
    /// Whether a try has got nothing, where more was released than others acquire.
    refused: bool,
    /// How many permits were left at the end; one more than there should be stands for all more.
    left: u64,
}

impl Seen {
    /// The most threads that were seen to have a permit at the same time.
    pub fn most(&self) -> u64 {
        self.most
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} left", self.left)?;
        if self.most > 0 {
            write!(f, ", {} at once", self.most)?;
        }
        if self.got > 0 {
            write!(f, ", {} got", self.got)?;
        }
        if self.refused {
            f.write_str(", a try refused")?;
        }
        Ok(())
    }
}

/// What the threads of a scene share.
struct Stage<S> {
    semaphore: S,
    scene: Scene,
    /// What a thread uses that has the only permit, in plain memory.
    used: PlainCell<u64>,
    /// What the only releaser writes, in plain memory, and each thread that passes reads.
    news: PlainCell<u64>,
    /// How many have a permit, where several may.
    inside: AtomicU64,
}

/// Plays a scene with a semaphore of `S`.
pub fn play<S: Semaphore>(scene: Scene) -> Seen {
    let stage = Arc::new(Stage {
        semaphore: S::new(scene.permits.into()),
        scene,
        used: PlainCell::new(0).named("used"),
        news: PlainCell::new(0).named("news"),
        inside: AtomicU64::new(0).named("inside"),
    });
    let spawn = |act: fn(&Stage<S>, u8) -> Seen, threads: u8| {
        let threads = (0..threads).map(|place| {
            let stage = Arc::clone(&stage);
            thread::spawn(move || act(&stage, place))
        });
        threads.collect::<Vec<_>>()
    };
    let mut threads = spawn(Stage::acquire, scene.threads);
    threads.append(&mut spawn(Stage::release, scene.releasers));
    let mut seen = Seen::default();
    for other in joined(threads) {
        seen = Seen {
            got: seen.got + other.got,
            most: seen.most.max(other.most),
            early: seen.early || other.early,
            refused: seen.refused || other.refused,
            left: 0,
        };
    }
    // No other thread is left: each permit that there is can be taken.
    let most = u64::from(scene.permits) + 1;
    let left = (0..most).take_while(|_| stage.semaphore.try_acquire());
    seen.left = left.count() as u64;
    seen
}

impl<S: Semaphore> Stage<S> {
    fn acquire(&self, _place: u8) -> Seen {
        let mut seen = Seen::default();
        for time in 0..self.scene.times {
            if self.scene.gives_back() && self.scene.tries && time % 2 == 0 {
                self.try_acquire(&mut seen);
                continue;
            }
            self.semaphore.acquire();
            if self.scene.gives_back() {
                seen.most = seen.most.max(self.use_permit());
                self.semaphore.release();
            } else if self.has_news() {
                seen.early |= self.news.get() == 0;
            }
        }
        seen
    }

    fn release(&self, place: u8) -> Seen {
        let mut seen = Seen::default();
        if self.has_news() {
            if self.scene.tries {
                seen.early = self.semaphore.try_acquire();
            }
            self.news.set(1);
        }
        if self.scene.threads > 2 {
            // Threads wait for a permit of one semaphore, and this thread uses another one.
            let other = S::new(1);
            other.acquire();
            other.release();
        }
        for _ in 0..self.scene.share(place) {
            self.semaphore.release();
            if self.scene.tries {
                self.try_acquire(&mut seen);
            }
        }
        if self.has_news() && self.scene.tries {
            self.semaphore.release();
            seen.refused = !self.semaphore.try_acquire();
        }
        seen
    }

    /// Whether nothing can be acquired before the only releaser has written its news.
    fn has_news(&self) -> bool {
        self.scene.releasers == 1 && self.scene.permits == 0
    }

    fn try_acquire(&self, seen: &mut Seen) {
        if self.semaphore.try_acquire() {
            seen.got += 1;
            seen.most = seen.most.max(self.use_permit());
            self.semaphore.release();
        }
    }

    /// What a thread does that has a permit; returns how many have one.
    fn use_permit(&self) -> u64 {
        if self.scene.permits < 2 {
            self.used.set(self.used.get() + 1);
            return 0;
        }
        // Only a count: nothing is published by it, so Relaxed will do.
        let most = self.inside.fetch_add(1, Relaxed) + 1;
        self.inside.fetch_sub(1, Relaxed);
        most
    }
}

/// What to say of an execution of this scene in which a thread waits that only tries.
pub(super) fn explain(scene: Scene, execution: &Execution) -> Option<&'static str> {
    let first = match scene.gives_back() {
        true => 1,
        false => 1 + usize::from(scene.threads),
    };
    let last = usize::from(scene.threads) + usize::from(scene.releasers);
    let mut waiting = execution.waiting.iter();
    let waits = waiting.any(|waiting| {
        let tries = (first..=last).contains(&waiting.thread);
        tries && !matches!(waiting.awaits, Awaits::End(_))
    });
    (scene.tries && waits).then_some(
        "A thread waits in try_acquire. Between a look at the permits and an acquire another \
         thread may take the last one: look and take in one critical section, or in one atomic \
         step. And acquire no lock there that another thread holds while it waits for a permit.",
    )
}

/// Says what is wrong with what was seen.
///
/// # Errors
///
/// If anything is.
pub fn judge(seen: &Seen, scene: Scene) -> Result<(), Wrong> {
    let wrong = |sentence: String| Err(Wrong::outcome(sentence));
    let permits = u64::from(scene.permits);
    let words = counted(scene.permits, "permit");
    if seen.early {
        return wrong("a thread got a permit before any was released".to_owned());
    }
    if seen.refused {
        return wrong(
            "a permit was left, and try_acquire returned false: more were released than acquired"
                .to_owned(),
        );
    }
    if permits > 0 && seen.most > permits {
        let most = seen.most;
        return wrong(format!(
            "{most} threads had a permit at the same time, of {words}"
        ));
    }
    // Where there is a permit for each thread, none may fail; and else not the first one.
    if scene.tries && scene.gives_back() {
        let tried = scene.tried();
        let least = if scene.permits >= scene.threads {
            tried
        } else {
            permits.min(1)
        };
        if seen.got < least {
            return wrong(format!(
                "try_acquire returned false though there was a permit: {} tried, there were \
                 {words}, and {} got one",
                counted(scene.threads, "thread"),
                seen.got
            ));
        }
    }
    match seen.left {
        left if left < permits => wrong(format!("a permit was lost: of {words} {left} are left")),
        left if left > permits => {
            wrong(format!("a permit was made up: more than {words} are left"))
        }
        _ => Ok(()),
    }
}
