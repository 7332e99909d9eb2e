//! verdict: wrong outcome
//!
//! A try fails while another thread is in acquire, even if there is a permit for both.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise { waiting: AtomicU64, permits: Mutex<u64>, released: Condvar }

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self { Self { waiting: AtomicU64::new(0), permits: Mutex::new(permits), released: Condvar::new() } }

    fn acquire(&self) {
        self.waiting.fetch_add(1, SeqCst);
        let mut permits = self.permits.lock();
        while *permits == 0 { self.released.wait(&mut permits); }
        *permits -= 1;
        self.waiting.fetch_sub(1, SeqCst);
    }

    fn release(&self) { *self.permits.lock() += 1; self.released.notify_one(); }

    fn try_acquire(&self) -> bool {
        // does not go before those that came earlier
        if self.waiting.load(SeqCst) > 0 { return false; }
        let mut permits = self.permits.lock();
        if *permits == 0 { return false; }
        *permits -= 1;
        true
    }
}
