//! How many permits a semaphore has, and what threads do with them.

use std::fmt;

use clap::value_parser;
use racelab::view::counted;

use crate::typed::Typed;

/// How many permits there are, and what threads do with them.
///
/// Each of the `threads` acquires a permit, `times` times. Where there are no `releasers`, it
/// releases the permit again; else they release as many permits as are acquired. `tries` has
/// the releasers try to acquire, before and after; a single one then releases one more, and gets
/// it by a try. Without releasers all threads try in place of an acquire, the first time and then
/// every second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub struct Scene {
    /// How many permits there are at first
    #[arg(long, global = true, default_value_t = Scene::SIGNAL.permits, value_parser = value_parser!(u8).range(..=9))]
    pub permits: u8,
    /// How many threads acquire permits; without releasers they release them, too
    #[arg(long, global = true, default_value_t = Scene::SIGNAL.threads, value_parser = value_parser!(u8).range(..=6))]
    pub threads: u8,
    /// How often each of them does
    #[arg(long, global = true, default_value_t = Scene::SIGNAL.times, value_parser = value_parser!(u8).range(1..=50))]
    pub times: u8,
    /// How many further threads release as many permits as are acquired
    #[arg(long, global = true, default_value_t = Scene::SIGNAL.releasers, value_parser = value_parser!(u8).range(..=6))]
    pub releasers: u8,
    /// In the exercise, have threads try: those that release, or else all
    #[arg(long, global = true)]
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

    /// How often all threads try where no other thread releases.
    pub(super) fn tried(self) -> u64 {
        u64::from(self.threads) * u64::from(self.times.div_ceil(2))
    }

    /// How many permits this thread releases; the first one is releaser 0.
    pub fn share(self, releaser: u8) -> u64 {
        let releasers = u64::from(self.releasers);
        (self.acquired() + releasers - 1 - u64::from(releaser)) / releasers
    }

    /// The options that make this scene; none for [`SIGNAL`](Self::SIGNAL).
    pub fn typed(self) -> Typed {
        let default = Self::SIGNAL;
        Typed::default()
            .number("permits", self.permits, default.permits.into())
            .number("threads", self.threads, default.threads.into())
            .number("times", self.times, default.times.into())
            .number("releasers", self.releasers, default.releasers.into())
            .flag("tries", self.tries)
    }

    /// Whether a thread that has acquired a permit releases it.
    pub(super) fn gives_back(self) -> bool {
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
            (true, true, 1) if self.times == 1 => "tries".to_owned(),
            (true, true, _) if self.times == 1 => "try".to_owned(),
            (true, true, 1) => "tries or acquires".to_owned(),
            (true, true, _) => "try or acquire".to_owned(),
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
