//! The value of the demonstration, and seven ways to make it once.

use clap::ValueEnum;
use racelab::cli::Pauses;
use racelab::sync::atomic::{
    AtomicBool, AtomicU8,
    Ordering::{self, Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Mutex, thread};

/// How the value is made once.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum How {
    /// Look at a flag, and make the value if it is false
    Unlocked,
    /// Look at the flag, then acquire a lock and make the value
    OneLook,
    /// Acquire the lock, and look at the flag under it
    Locked,
    /// Look, acquire the lock, look again; each access to the flag is Relaxed
    Relaxed,
    /// The same; the first look is Acquire, and the flag is set with Relaxed
    Half,
    /// The same; the first look is Acquire, and the flag is set with Release
    Ordered,
    /// Three states in one atomic: not made, being made, made
    States,
}

impl How {
    /// In a few words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unlocked => "no lock",
            Self::OneLook => "one look, then the lock",
            Self::Locked => "always the lock",
            Self::Relaxed => "two looks, Relaxed",
            Self::Half => "two looks, Acquire alone",
            Self::Ordered => "two looks, Acquire/Release",
            Self::States => "three states",
        }
    }
}

/// The values of the state.
const NOT_MADE: u8 = 0;
const BEING_MADE: u8 = 1;
const MADE: u8 = 2;

/// A number that is made when a thread first asks for it; 0 until then.
pub(crate) struct Lazy {
    how: How,
    is_made: AtomicBool,
    state: AtomicU8,
    door: Mutex<()>,
    value: PlainCell<u64>,
}

impl Lazy {
    pub(crate) fn new(how: How) -> Self {
        Self {
            how,
            is_made: AtomicBool::new(false).named("is made"),
            state: AtomicU8::new(NOT_MADE).named("state"),
            door: Mutex::new(()).named("door"),
            value: PlainCell::new(0).named("value"),
        }
    }

    /// Makes the value if it is not made, and returns it. In a real run the thread pauses between
    /// its look and what it does then.
    pub(crate) fn get(&self, pauses: &mut Pauses, make: impl FnOnce() -> u64) -> u64 {
        match self.how {
            How::Unlocked => self.unlocked(pauses, make),
            How::OneLook => self.one_look(pauses, make),
            How::Locked => self.locked(make),
            How::Relaxed => self.double_checked(Relaxed, Relaxed, pauses, make),
            How::Half => self.double_checked(Acquire, Relaxed, pauses, make),
            // Release and Acquire: a thread that reads true reads what was made before.
            How::Ordered => self.double_checked(Acquire, Release, pauses, make),
            How::States => self.by_state(make),
        }
    }

    fn unlocked(&self, pauses: &mut Pauses, make: impl FnOnce() -> u64) -> u64 {
        // Acquire and Release are right. The mistake: the thread holds no lock from look to store.
        // ANCHOR: unlocked
        if !self.is_made.load(Acquire) {
            pauses.pause();
            self.value.set(make());
            self.is_made.store(true, Release);
        }
        self.value.get()
        // ANCHOR_END: unlocked
    }

    fn one_look(&self, pauses: &mut Pauses, make: impl FnOnce() -> u64) -> u64 {
        // As above.
        if !self.is_made.load(Acquire) {
            pauses.pause();
            let _door = self.door.lock();
            self.value.set(make());
            self.is_made.store(true, Release);
        }
        self.value.get()
    }

    fn locked(&self, make: impl FnOnce() -> u64) -> u64 {
        let _door = self.door.lock();
        // Relaxed, twice: each access is under the lock.
        if !self.is_made.load(Relaxed) {
            self.value.set(make());
            self.is_made.store(true, Relaxed);
        }
        self.value.get()
    }

    fn double_checked(
        &self,
        look: Ordering,
        set: Ordering,
        pauses: &mut Pauses,
        make: impl FnOnce() -> u64,
    ) -> u64 {
        // ANCHOR: double
        if !self.is_made.load(look) {
            pauses.pause();
            let _door = self.door.lock();
            // Relaxed: the lock orders this load after the store of another thread.
            if !self.is_made.load(Relaxed) {
                self.value.set(make());
                self.is_made.store(true, set);
            }
        }
        self.value.get()
        // ANCHOR_END: double
    }

    fn by_state(&self, make: impl FnOnce() -> u64) -> u64 {
        // ANCHOR: states
        // Acquire: a thread that finds it made reads the value next. Release: so it is there.
        let found = self
            .state
            .compare_exchange(NOT_MADE, BEING_MADE, Acquire, Acquire);
        if found.is_ok() {
            self.value.set(make());
            self.state.store(MADE, Release);
        } else {
            while self.state.load(Acquire) != MADE {
                thread::yield_now();
            }
        }
        self.value.get()
        // ANCHOR_END: states
    }
}
