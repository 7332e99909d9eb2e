//! Each service is a trait object with the desk's atomics behind it.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

trait Service<Question, Answer>: Send + Sync {
    fn ask(&self, question: Question) -> Answer;
}

struct Numbers(Arc<AtomicU32>);
struct Longest(Arc<AtomicU64>);

impl Service<(), Option<u32>> for Numbers {
    fn ask(&self, (): ()) -> Option<u32> {
        self.0
            .fetch_update(Relaxed, Relaxed, |next| next.checked_add(1))
            .ok()
    }
}

impl Service<u64, ()> for Longest {
    fn ask(&self, length: u64) {
        self.0.fetch_max(length, Relaxed);
    }
}

pub struct Exercise {
    numbers: Box<dyn Service<(), Option<u32>>>,
    longest: Arc<dyn Service<u64, ()>>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        let longest: Box<dyn Service<u64, ()>> = Box::new(Longest(longest));
        Self {
            numbers: Box::new(Numbers(next)),
            longest: Arc::from(longest),
        }
    }

    fn take(&self) -> Option<u32> {
        self.numbers.ask(())
    }

    fn report(&self, length: u64) {
        self.longest.ask(length);
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
