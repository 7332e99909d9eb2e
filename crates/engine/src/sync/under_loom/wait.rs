//! Waits under loom for conditions that only the seam knows.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::plug::model::{Thread, model};

/// A queue of model threads, each of which waits until another thread wakes it.
///
/// The threads wait in loom's park. loom's own token does not suffice: a thread that has the token
/// and then waits for a lock loses it. Here a thread unparks another one only if that one is
/// parked, or parks at once. So no thread depends on the token.
#[derive(Default)]
pub(in crate::sync) struct Waiters {
    queue: Mutex<VecDeque<Arc<Waiter>>>,
}

struct Waiter {
    thread: Arc<dyn Thread>,
    woken: AtomicBool,
}

impl Waiters {
    /// Enqueues the calling thread; the returned closure waits until another thread wakes it.
    ///
    /// loom switches threads only at operations. So a thread that checks its condition in an
    /// operation, and waits before any other operation (a release of a lock is none), misses no
    /// wake-up in between.
    pub(in crate::sync) fn queue(&self) -> impl FnOnce() + use<> {
        let waiter = Arc::new(Waiter {
            thread: model().current(),
            woken: AtomicBool::new(false),
        });
        self.queue.lock().push_back(Arc::clone(&waiter));
        move || {
            // Relaxed is enough, here and in `wake`: only one execution uses the queue, because
            // its owners enter that execution first, and all its threads run on one OS thread.
            while !waiter.woken.load(Ordering::Relaxed) {
                model().park();
            }
        }
    }

    /// Wakes at most `limit` threads; returns their number.
    pub(in crate::sync) fn wake(&self, limit: usize) -> usize {
        let mut queue = self.queue.lock();
        let count = queue.len().min(limit);
        for waiter in queue.drain(..count) {
            waiter.woken.store(true, Ordering::Relaxed);
            waiter.thread.unpark();
        }
        count
    }
}
