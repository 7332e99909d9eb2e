//! The queue of the demonstration; in a real run it also counts the threads that sleep.

use std::collections::VecDeque;

use racelab::cli::Window;
use racelab::sync::{Condvar, Mutex, MutexGuard};

use crate::How;

/// A queue with room for `room` values.
pub(crate) struct Queue {
    inside: Mutex<Inside>,
    is_real: bool,
    room: usize,
    how: How,
    /// All threads wait on it if there is one condition variable.
    changed: Condvar,
    has_room: Condvar,
    has_value: Condvar,
}

struct Inside {
    values: VecDeque<u64>,
    /// `None` in an explored execution, where the explorer finds a deadlock by itself.
    watch: Option<Watch>,
}

/// Counts the threads that sleep in a real run. The count needs no time limit to know that all
/// sleep: a thread counts itself under the lock before it waits, and the thread that wakes it
/// subtracts it.
struct Watch {
    threads: usize,
    asleep: usize,
    all_slept: bool,
}

type Guard<'q> = MutexGuard<'q, Inside>;

impl Queue {
    /// An empty queue that `threads` threads use.
    pub(crate) fn new(room: u8, how: How, threads: u8, window: &Window) -> Self {
        let watch = || Watch {
            threads: threads.into(),
            asleep: 0,
            all_slept: false,
        };
        let inside = Inside {
            values: VecDeque::new(),
            watch: window.is_open().then(watch),
        };
        Self {
            inside: Mutex::new(inside).named("door"),
            is_real: window.is_open(),
            room: room.into(),
            how,
            changed: Condvar::new().named("changed"),
            has_room: Condvar::new().named("has room"),
            has_value: Condvar::new().named("has value"),
        }
    }

    // ANCHOR: put
    pub(crate) fn put(&self, value: u64) {
        let mut inside = self.inside.lock();
        let is_full = |inside: &Inside| inside.values.len() >= self.room;
        self.wait_while(self.for_room(), &mut inside, is_full);
        inside.values.push_back(value);
        if self.how != How::WasEmpty || inside.values.len() == 1 {
            self.notify(self.for_value(), &mut inside);
        }
    }
    // ANCHOR_END: put

    /// Takes the oldest value; `None` if there is none, which can happen after a wait in an `if`.
    pub(crate) fn take(&self) -> Option<u64> {
        let mut inside = self.inside.lock();
        self.wait_while(self.for_value(), &mut inside, |inside| {
            inside.values.is_empty()
        });
        let value = inside.values.pop_front();
        if self.how != How::WasEmpty || inside.values.len() + 1 == self.room {
            self.notify(self.for_room(), &mut inside);
        }
        value
    }

    #[track_caller]
    fn wait_while(
        &self,
        condvar: &Condvar,
        inside: &mut Guard<'_>,
        condition: impl Fn(&Inside) -> bool,
    ) {
        while condition(inside) && self.wait(condvar, inside) && self.how != How::If {}
    }

    /// Waits once. `false` in a real run if now all threads would sleep.
    #[track_caller]
    fn wait(&self, condvar: &Condvar, inside: &mut Guard<'_>) -> bool {
        if let Some(watch) = &mut inside.watch {
            watch.asleep += 1;
            if self.ends(watch) {
                return false;
            }
        }
        condvar.wait(inside);
        inside.watch.as_ref().is_none_or(|watch| !watch.all_slept)
    }

    /// The condition variable on which takers wait and which producers notify.
    fn for_value(&self) -> &Condvar {
        match self.how {
            How::One | How::OneAll => &self.changed,
            _ => &self.has_value,
        }
    }

    /// The condition variable on which producers wait and which takers notify.
    fn for_room(&self) -> &Condvar {
        match self.how {
            How::One | How::OneAll => &self.changed,
            _ => &self.has_room,
        }
    }

    #[track_caller]
    fn notify(&self, condvar: &Condvar, inside: &mut Guard<'_>) {
        let woken = match self.how {
            How::OneAll => condvar.notify_all(),
            _ => usize::from(condvar.notify_one()),
        };
        if let Some(watch) = &mut inside.watch {
            // After the end of a run the count is no longer exact.
            watch.asleep = watch.asleep.saturating_sub(woken);
        }
    }

    /// The calling thread will neither put nor take any more. Does nothing in an exploration.
    pub(crate) fn leave(&self) {
        if self.is_real
            && let Some(watch) = &mut self.inside.lock().watch
        {
            watch.threads -= 1;
            self.ends(watch);
        }
    }

    /// Whether all remaining threads sleep. If they do, it wakes them, so that the run ends.
    fn ends(&self, watch: &mut Watch) -> bool {
        if watch.threads > 0 && watch.asleep >= watch.threads && !watch.all_slept {
            watch.all_slept = true;
            for condvar in [&self.changed, &self.has_room, &self.has_value] {
                condvar.notify_all();
            }
        }
        watch.all_slept
    }

    /// Whether all threads of a real run have slept.
    pub(crate) fn all_slept(&self) -> bool {
        self.is_real
            && self
                .inside
                .lock()
                .watch
                .as_ref()
                .is_some_and(|watch| watch.all_slept)
    }
}
