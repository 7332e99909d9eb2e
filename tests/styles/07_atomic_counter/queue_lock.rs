//! A CLH queue lock around loads and stores.

use labs::lab_07::Desk;
use racelab::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Arc, Mutex, hint};

pub struct Exercise {
    tail: Mutex<Option<Arc<AtomicBool>>>,
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Exercise {
    fn alone<R>(&self, section: impl FnOnce() -> R) -> R {
        let is_done = Arc::new(AtomicBool::new(false));
        let before = self.tail.lock().replace(Arc::clone(&is_done));
        while before
            .as_ref()
            .is_some_and(|is_done| !is_done.load(Acquire))
        {
            hint::spin_loop();
        }
        let result = section();
        is_done.store(true, Release);
        result
    }
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            tail: Mutex::new(None),
            next,
            longest,
        }
    }

    fn take(&self) -> Option<u32> {
        self.alone(|| {
            let number = self.next.load(Relaxed);
            let after = number.checked_add(1)?;
            self.next.store(after, Relaxed);
            Some(number)
        })
    }

    fn report(&self, length: u64) {
        self.alone(|| {
            let longest = self.longest.load(Relaxed);
            self.longest.store(longest.max(length), Relaxed);
        });
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
