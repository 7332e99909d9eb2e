//! Threads that use a semaphore, what is seen of it, and what must hold of that.

use std::fmt;

use racelab::explore::{Awaits, Execution};
use racelab::proof::Wrong;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use super::Semaphore;

/// How many permits there are, and what threads do with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// How many permits there are at first.
    pub permits: u8,
    /// How many threads acquire a permit. Where no other thread releases, each of them
    /// releases its permit again.
    pub threads: u8,
    /// How often each of them does.
    pub times: u8,
    /// How many further threads release permits: as many as are acquired.
    pub releasers: u8,
    /// Whether threads try: those that release do so before and after, and where no other thread
    /// releases, all of them try in place of an acquire.
    pub tries: bool,
}

impl Scene {
    /// Two threads wait for what one thread releases.
    pub const SIGNAL: Self = Self {
        permits: 0,
        threads: 2,
        times: 1,
        releasers: 1,
        tries: false,
    };
    /// A thread waits for a permit of another one, which tries to acquire it, before and after.
    pub const TRIER: Self = Self {
        threads: 1,
        tries: true,
        ..Self::SIGNAL
    };
    /// Two threads use one permit in turns, as a lock.
    pub const LOCK: Self = Self {
        permits: 1,
        times: 2,
        releasers: 0,
        ..Self::SIGNAL
    };
    /// Three threads, and room for two.
    pub const ROOM: Self = Self {
        permits: 2,
        threads: 3,
        releasers: 0,
        ..Self::SIGNAL
    };
    /// As many permits as threads that try: none of them may fail.
    pub const TRIES: Self = Self {
        threads: 2,
        tries: true,
        ..Self::ROOM
    };
    /// All that are proved, in their order.
    pub const ALL: [Self; 6] = [
        Self::SIGNAL,
        Self::TRIER,
        // Two threads release at the same time.
        Self {
            releasers: 2,
            ..Self::SIGNAL
        },
        Self::LOCK,
        Self::ROOM,
        Self::TRIES,
    ];

    /// How many permits are acquired, or tried for where no other thread releases.
    pub fn acquired(self) -> u64 {
        u64::from(self.threads) * u64::from(self.times)
    }

    /// How many permits this thread releases; the first one is releaser 0.
    pub fn share(self, releaser: u8) -> u64 {
        let releasers = u64::from(self.releasers);
        (self.acquired() + releasers - 1 - u64::from(releaser)) / releasers
    }

    /// The options that make this scene, as they are typed; empty for [`SIGNAL`](Self::SIGNAL).
    pub fn arguments(self) -> String {
        let numbers = |scene: Self| [scene.permits, scene.threads, scene.times, scene.releasers];
        let names = ["permits", "threads", "times", "releasers"];
        let mut options: Vec<_> = names
            .into_iter()
            .zip(numbers(self))
            .zip(numbers(Self::SIGNAL))
            .filter(|((_, number), default)| number != default)
            .map(|((name, number), _)| format!("--{name} {number}"))
            .collect();
        if self.tries {
            options.push("--tries".to_owned());
        }
        options.join(" ")
    }

    /// Whether a thread that has acquired a permit releases it.
    fn gives_back(self) -> bool {
        self.releasers == 0
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.permits > 0 {
            parts.push(counted(self.permits, "permit"));
        }
        let often = match self.times {
            1 => String::new(),
            2 => " twice".to_owned(),
            times => format!(" {times} times"),
        };
        let s = |threads: u8| if threads == 1 { "s" } else { "" };
        let does = match (self.gives_back(), self.tries, self.threads) {
            (true, true, 1) => "tries".to_owned(),
            (true, true, _) => "try".to_owned(),
            (true, false, threads) => format!("acquire{0} and release{0}", s(threads)),
            (false, _, threads) => format!("acquire{}", s(threads)),
        };
        parts.push(format!("{} {does}{often}", counted(self.threads, "thread")));
        if self.releasers > 0 {
            let permits = counted(self.acquired(), "permit");
            let tries = match (self.tries, self.releasers) {
                (false, _) => "",
                (true, 1) => "tries and ",
                (true, _) => "try and ",
            };
            let releases = format!("{tries}release{}", s(self.releasers));
            parts.push(format!("{} {releases} {permits}", self.releasers));
        }
        f.write_str(&parts.join(", "))
    }
}

/// What was seen of a semaphore.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// How many tries have got a permit.
    got: u64,
    /// The most threads that had a permit at the same time, where several may.
    most: u64,
    /// Whether a thread has passed before anything was released, where nothing was there.
    early: bool,
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
    let mut seen = Seen::nothing();
    for thread in threads {
        // A panic of the student's code has ended the execution before this.
        let other = thread.join().expect("no thread panics");
        seen = Seen {
            got: seen.got + other.got,
            most: seen.most.max(other.most),
            early: seen.early || other.early,
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
        let mut seen = Seen::nothing();
        for _ in 0..self.scene.times {
            if self.scene.gives_back() && self.scene.tries {
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
        let mut seen = Seen::nothing();
        if self.has_news() {
            if self.scene.tries {
                seen.early = self.semaphore.try_acquire();
            }
            self.news.set(1);
        }
        for _ in 0..self.scene.share(place) {
            self.semaphore.release();
            if self.scene.tries {
                self.try_acquire(&mut seen);
            }
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

impl Seen {
    fn nothing() -> Self {
        Self {
            got: 0,
            most: 0,
            early: false,
            left: 0,
        }
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
    if permits > 0 && seen.most > permits {
        let most = seen.most;
        return wrong(format!(
            "{most} threads had a permit at the same time, of {words}"
        ));
    }
    // Where there is a permit for each thread, none may fail.
    if scene.tries && scene.gives_back() && scene.permits >= scene.threads {
        let tried = scene.acquired();
        if seen.got < tried {
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
