//! Mutexes and reader-writer locks.

use super::history::Shared;
use super::state::{Blocked, State};
use super::steps::Effect;

impl State {
    pub(super) fn lock(&mut self, thread: usize, mutex: usize) -> Effect {
        if self.holder[mutex].is_some() {
            return Effect::Waits;
        }
        self.holder[mutex] = Some(thread);
        self.note(thread, Shared::Mutex(mutex), true, None);
        Effect::Made(None)
    }

    pub(super) fn try_lock(&mut self, thread: usize, mutex: usize) -> Effect {
        let free = self.holder[mutex].is_none();
        if free {
            self.holder[mutex] = Some(thread);
        }
        self.note(thread, Shared::Mutex(mutex), free, Some(usize::from(free)));
        Effect::Made(Some(u64::from(free)))
    }

    pub(super) fn unlock(&mut self, thread: usize, mutex: usize) -> Effect {
        assert_eq!(self.holder[mutex], Some(thread), "unlocks what it holds");
        self.holder[mutex] = None;
        Effect::Made(None)
    }

    /// Joins the queue of a reader-writer lock.
    pub(super) fn ask(&mut self, thread: usize, lock: usize, writes: bool) -> Effect {
        self.queues[lock].push((thread, writes));
        self.blocked[thread] = Blocked::Asking(lock);
        let writes = writes || self.writes_tried;
        self.note(thread, Shared::RwLock(lock), writes, None);
        Effect::Made(None)
    }

    /// Whether the thread holds the lock that it requested last: a reader if no writer is before
    /// it in the queue, a writer if no thread is.
    pub(super) fn has(&self, lock: usize, thread: usize) -> bool {
        let queue = &self.queues[lock];
        let last = queue.iter().rposition(|&(t, _)| t == thread);
        let Some(last) = last else {
            return true;
        };
        match queue[last].1 {
            true => last == 0,
            false => queue[..last].iter().all(|&(_, writes)| !writes),
        }
    }

    pub(super) fn let_go(&mut self, thread: usize, lock: usize) -> Effect {
        let mine = self.queues[lock].iter().position(|&(t, _)| t == thread);
        self.queues[lock].remove(mine.expect("unlocks what it holds"));
        if self.writes_tried {
            self.note(thread, Shared::RwLock(lock), true, None);
        }
        Effect::Made(None)
    }

    pub(super) fn try_read(&mut self, thread: usize, lock: usize) -> Effect {
        let free = self.queues[lock].iter().all(|&(_, writes)| !writes);
        if free {
            self.queues[lock].push((thread, false));
        }
        let choice = Some(usize::from(free));
        let writes = free && self.writes_tried;
        self.note(thread, Shared::RwLock(lock), writes, choice);
        Effect::Made(Some(u64::from(free)))
    }

    pub(super) fn try_write(&mut self, thread: usize, lock: usize) -> Effect {
        self.writes_tried = true;
        let free = self.queues[lock].is_empty();
        if free {
            self.queues[lock].push((thread, true));
        }
        let choice = Some(usize::from(free));
        self.note(thread, Shared::RwLock(lock), free, choice);
        Effect::Made(Some(u64::from(free)))
    }
}
