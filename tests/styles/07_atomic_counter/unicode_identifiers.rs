//! Identifiers in Japanese and Arabic.

use labs::lab_07::Desk as 受付;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed as 緩い};

pub struct Exercise {
    次: Arc<AtomicU32>,
    أطول: Arc<AtomicU64>,
}

impl 受付 for Exercise {
    fn new(次: Arc<AtomicU32>, أطول: Arc<AtomicU64>) -> Self {
        Self { 次, أطول }
    }

    fn take(&self) -> Option<u32> {
        let 番号 = self.次.fetch_update(緩い, 緩い, |番号| 番号.checked_add(1));
        番号.ok()
    }

    fn report(&self, طول: u64) {
        self.أطول.fetch_max(طول, 緩い);
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        let is_free = !tray.full.load(Acquire);
        if is_free {
            tray.form.set(form);
            tray.full.store(true, Release);
        }
        is_free
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        tray.full.load(Acquire).then(|| {
            let form = tray.form.get();
            tray.full.store(false, Release);
            form
        })
    }
}
