//! A try is a state machine: seen, decided, won or gone.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

#[derive(Clone, Copy)]
enum Try {
    Begun,
    Seen(u32),
    Decided { seen: u32, after: u32 },
    Won(u32),
    Gone,
}

impl Try {
    fn step(self, next: &AtomicU32) -> Self {
        match self {
            Self::Begun => Self::Seen(next.load(Relaxed)),
            Self::Seen(u32::MAX) => Self::Gone,
            Self::Seen(seen) => Self::Decided {
                seen,
                after: seen + 1,
            },
            Self::Decided { seen, after } => {
                match next.compare_exchange_weak(seen, after, Relaxed, Relaxed) {
                    Ok(number) => Self::Won(number),
                    Err(now) => Self::Seen(now),
                }
            }
            end @ (Self::Won(_) | Self::Gone) => end,
        }
    }
}

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let mut state = Try::Begun;
        loop {
            state = state.step(&self.next);
            match state {
                Try::Won(number) => return Some(number),
                Try::Gone => return None,
                Try::Begun | Try::Seen(_) | Try::Decided { .. } => {}
            }
        }
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Relaxed);
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        let raise = |()| {
            tray.form.set(form);
            tray.full.store(true, Release);
        };
        Some(()).filter(|()| !tray.full.load(Acquire)).map(raise).is_some()
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
        if !tray.full.load(Acquire) {
            return None;
        }
        let form = tray.form.get();
        // It cannot fail: only this thread lowers the flag.
        tray.full.compare_exchange(true, false, Release, Relaxed).ok()?;
        Some(form)
    }
}
