//! Both services are closures in boxes, composed of smaller ones.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

fn retried<T>(attempt: impl Fn() -> Result<T, ()>) -> impl Fn() -> T {
    move || {
        loop {
            if let Ok(result) = attempt() {
                return result;
            }
        }
    }
}

pub struct Exercise {
    take: Box<dyn Fn() -> Option<u32> + Send + Sync>,
    report: Box<dyn Fn(u64) + Send + Sync>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        let take = retried(move || {
            let seen = next.load(Relaxed);
            match seen.checked_add(1) {
                None => Ok(None),
                Some(after) => {
                    let exchanged = next.compare_exchange(seen, after, Relaxed, Relaxed);
                    exchanged.map(Some).map_err(drop)
                }
            }
        });
        let report = move |length| {
            longest.fetch_max(length, Relaxed);
        };
        Self {
            take: Box::new(take),
            report: Box::new(report),
        }
    }

    fn take(&self) -> Option<u32> {
        (self.take)()
    }

    fn report(&self, length: u64) {
        (self.report)(length);
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::{Ordering, fence};
        if tray.full.load(Ordering::Relaxed) {
            return false;
        }
        // After the load, before the write that the load permits.
        fence(Ordering::Acquire);
        tray.form.set(form);
        // After the write, before the store that announces it.
        fence(Ordering::Release);
        tray.full.store(true, Ordering::Relaxed);
        true
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::{Ordering, fence};
        if !tray.full.load(Ordering::Relaxed) {
            return None;
        }
        fence(Ordering::Acquire);
        let form = tray.form.get();
        fence(Ordering::Release);
        tray.full.store(false, Ordering::Relaxed);
        Some(form)
    }
}
