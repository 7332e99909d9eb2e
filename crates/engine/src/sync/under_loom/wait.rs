//! Waiting under loom for something that only the seam knows.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::plug::model::{Thread, model};

/// Model threads that wait until another one wakes them, in the order in which they came.
///
/// loom's park and unpark do the waiting. loom's own token would not do: a thread that has
/// it and then waits for a lock loses it. Here a thread is unparked only while it is parked
/// (or will be at once), so the token is never needed.
#[derive(Default)]
pub(in crate::sync) struct Waiters {
    queue: Mutex<VecDeque<Arc<Waiter>>>,
}

struct Waiter {
    thread: Arc<dyn Thread>,
    woken: AtomicBool,
}

impl Waiters {
    /// Queues the calling thread; what is returned waits until it is woken.
    ///
    /// loom switches threads at operations only. So a thread that has looked, in an
    /// operation, at what it waits for, and makes no other operation until it waits (to
    /// release a lock is none), misses nothing in between.
    pub(in crate::sync) fn queue(&self) -> impl FnOnce() + use<> {
        let waiter = Arc::new(Waiter {
            thread: model().current(),
            woken: AtomicBool::new(false),
        });
        self.queue.lock().push_back(Arc::clone(&waiter));
        move || {
            // The queue is used in one execution only: its owners enter that before. All
            // threads of it run on one OS thread: Relaxed is enough, here and in `wake`.
            while !waiter.woken.load(Ordering::Relaxed) {
                model().park();
            }
        }
    }

    /// Wakes at most `limit` threads; returns how many.
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
