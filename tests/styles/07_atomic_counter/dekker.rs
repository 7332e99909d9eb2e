//! Dekker's algorithm around loads and stores, between even and odd callers.

use labs::lab_07::Desk;
use racelab::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64, AtomicUsize,
    Ordering::{Relaxed, SeqCst},
};
use racelab::sync::{Arc, Mutex, hint};

#[derive(Default)]
struct Dekker {
    callers: AtomicUsize,
    /// Of each side one thread at a time takes part.
    gates: [Mutex<()>; 2],
    wants: [AtomicBool; 2],
    turn: AtomicUsize,
}

impl Dekker {
    fn with<R>(&self, section: impl FnOnce() -> R) -> R {
        let side = self.callers.fetch_add(1, Relaxed) % 2;
        let other = 1 - side;
        let _gate = self.gates[side].lock();
        self.wants[side].store(true, SeqCst);
        while self.wants[other].load(SeqCst) {
            if self.turn.load(SeqCst) == other {
                self.wants[side].store(false, SeqCst);
                while self.turn.load(SeqCst) == other {
                    hint::spin_loop();
                }
                self.wants[side].store(true, SeqCst);
            }
        }
        let result = section();
        self.turn.store(other, SeqCst);
        self.wants[side].store(false, SeqCst);
        result
    }
}

pub struct Exercise {
    dekker: Dekker,
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            dekker: Dekker::default(),
            next,
            longest,
        }
    }

    fn take(&self) -> Option<u32> {
        self.dekker.with(|| {
            let number = self.next.load(Relaxed);
            self.next.store(number.checked_add(1)?, Relaxed);
            Some(number)
        })
    }

    fn report(&self, length: u64) {
        self.dekker.with(|| {
            if self.longest.load(Relaxed) < length {
                self.longest.store(length, Relaxed);
            }
        });
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        let raise = |()| {
            tray.form.set(form);
            tray.full.store(true, Release);
        };
        Some(())
            .filter(|()| !tray.full.load(Acquire))
            .map(raise)
            .is_some()
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
        if !tray.full.load(Acquire) {
            return None;
        }
        let form = tray.form.get();
        // It cannot fail: only this thread lowers the flag.
        tray.full
            .compare_exchange(true, false, Release, Relaxed)
            .ok()?;
        Some(form)
    }
}
