//! A monitor: a lock and its condition variables. A real run with it ends even if all threads wait.
//!
//! In an explored execution the explorer finds such a deadlock by itself. A real run would never
//! end, and a time limit would be a guess. So the monitor counts waiting threads: a thread adds
//! itself under the lock before it waits, and a notification subtracts the thread that it wakes. If
//! the count has all threads, none is left to notify.

use std::ops::{Deref, DerefMut};

use super::Window;
use crate::sync::cell::Word;
use crate::sync::{Condvar, Mutex, MutexGuard};

/// A lock and its condition variables, for threads that wait for each other. In a real run the
/// monitor wakes all threads as soon as all of them wait.
#[derive(Debug)]
pub struct Monitor<T> {
    inside: Mutex<Inside<T>>,
    conditions: Vec<Condvar>,
    is_real: bool,
}

#[derive(Debug)]
struct Inside<T> {
    value: T,
    /// `None` in an explored execution.
    watch: Option<Watch>,
}

/// The threads of a real run.
#[derive(Debug)]
struct Watch {
    threads: usize,
    waiting: usize,
    all_wait: bool,
}

/// A thread's access to what the monitor guards. Dropping it releases the lock.
#[derive(Debug)]
pub struct Entered<'m, T> {
    inside: MutexGuard<'m, Inside<T>>,
    conditions: &'m [Condvar],
}

impl<T> Monitor<T> {
    /// Guards `value` for `threads` threads. Its lock has this name, and there is a condition
    /// variable for each name in `conditions`.
    #[track_caller]
    pub fn new(name: &str, value: T, conditions: &[&str], threads: usize, window: &Window) -> Self {
        let watch = || Watch {
            threads,
            waiting: 0,
            all_wait: false,
        };
        let inside = Inside {
            value,
            watch: window.is_open().then(watch),
        };
        let conditions = conditions.iter().map(|name| Condvar::new().named(name));
        Self {
            inside: Mutex::new(inside).named(name),
            conditions: conditions.collect(),
            is_real: window.is_open(),
        }
    }

    /// Shows a number of the value beside the lock, as [`Mutex::showing`] does.
    #[must_use]
    pub fn showing<W: Word>(self, number: impl Fn(&T) -> W + Send + Sync + 'static) -> Self
    where
        T: 'static,
    {
        Self {
            inside: self.inside.showing(move |inside| number(&inside.value)),
            ..self
        }
    }

    /// Acquires the lock.
    #[track_caller]
    pub fn enter(&self) -> Entered<'_, T> {
        Entered {
            inside: self.inside.lock(),
            conditions: &self.conditions,
        }
    }

    /// The calling thread neither waits nor notifies any more. Does nothing in an exploration.
    pub fn leave(&self) {
        if self.is_real {
            let mut entered = self.enter();
            if let Some(watch) = &mut entered.inside.watch {
                watch.threads -= 1;
            }
            entered.ends();
        }
    }

    /// Whether a real run was ended because all its threads waited.
    pub fn all_waited(&self) -> bool {
        self.is_real && self.enter().all_wait()
    }
}

impl<T> Entered<'_, T> {
    /// Releases the lock, waits on the condition variable with this number, and acquires the lock
    /// again. `false` in a real run in which all threads wait: no notification can come any more.
    #[track_caller]
    pub fn wait(&mut self, condition: usize) -> bool {
        if let Some(watch) = &mut self.inside.watch {
            watch.waiting += 1;
        }
        if self.ends() {
            return false;
        }
        self.conditions[condition].wait(&mut self.inside);
        !self.all_wait()
    }

    /// Wakes a thread that waits on this condition variable, if there is one.
    #[track_caller]
    pub fn notify_one(&mut self, condition: usize) {
        let woken = self.conditions[condition].notify_one();
        self.wakes(usize::from(woken));
    }

    /// Wakes all threads that wait on this condition variable.
    #[track_caller]
    pub fn notify_all(&mut self, condition: usize) {
        let woken = self.conditions[condition].notify_all();
        self.wakes(woken);
    }

    fn wakes(&mut self, threads: usize) {
        if let Some(watch) = &mut self.inside.watch {
            // After the end of a run the count is no longer exact.
            watch.waiting = watch.waiting.saturating_sub(threads);
        }
    }

    fn all_wait(&self) -> bool {
        let watch = self.inside.watch.as_ref();
        watch.is_some_and(|watch| watch.all_wait)
    }

    /// Whether all remaining threads wait. The first time that they do, this wakes them.
    fn ends(&mut self) -> bool {
        let Some(watch) = &mut self.inside.watch else {
            return false;
        };
        if watch.threads > 0 && watch.waiting >= watch.threads && !watch.all_wait {
            watch.all_wait = true;
            for condition in self.conditions {
                condition.notify_all();
            }
        }
        watch.all_wait
    }
}

impl<T> Deref for Entered<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inside.value
    }
}

impl<T> DerefMut for Entered<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inside.value
    }
}
