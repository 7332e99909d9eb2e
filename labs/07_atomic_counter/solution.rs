//! Lab 07, the solution: decide and write in one step; and a flag that orders
//! what it guards.

use labs::lab_07::{Desk, Tray};
use racelab::sync::Arc;
use racelab::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let mut next = self.next.load(Relaxed);
        loop {
            // None at u32::MAX: it returns without writing, so `next` cannot
            // wrap.
            let after = next.checked_add(1)?;
            // Compares and writes in one step: only if `next` is still the
            // value that `after` was computed from. Relaxed is enough: no two
            // exchanges replace the same write, so the numbers differ, and they
            // publish no other memory.
            match self
                .next
                .compare_exchange_weak(next, after, Relaxed, Relaxed)
            {
                //          ^^^^^^^^^^^^^^^^^^^^^
                Ok(_) => return Some(next),
                // Another thread changed it, or it failed spuriously: decide
                // again.
                Err(now) => next = now,
            }
        }
    }

    fn report(&self, length: u64) {
        // The comparison and the write are one step. Relaxed is enough: each
        // update reads the one before it in coherence order, so the value never
        // falls.
        self.longest.fetch_max(length, Relaxed);
        //           ^^^^^^^^^
    }

    fn put(tray: &Tray, form: u64) -> bool {
        // Acquire: `fetch` has read the last form before it lowered the flag,
        // and so before this thread writes the next one over it.
        if tray.full.load(Acquire) {
            //            ^^^^^^^
            return false;
        }
        tray.form.set(form);
        // Release: a thread that sees the flag up sees the form, too.
        tray.full.store(true, Release);
        //                    ^^^^^^^
        true
    }

    fn fetch(tray: &Tray) -> Option<u64> {
        // Acquire: what was written before the flag went up is there.
        if !tray.full.load(Acquire) {
            //             ^^^^^^^
            return None;
        }
        let form = tray.form.get();
        // Release: the form is read before the flag goes down.
        tray.full.store(false, Release);
        //                     ^^^^^^^
        Some(form)
    }
}
