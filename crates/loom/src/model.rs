//! The operations that the seam needs of a model, on loom's types.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use loom::{cell, hint, sync, thread};
use racelab_engine::loom::{LoomLimits, LoomVerdict};
use racelab_engine::plug::{self, Atomic, Join, Model, Program, ValueType};

use crate::{atomic, judge};

/// The model.
pub(crate) struct Loom;

// SAFETY:
// - loom runs its threads as generators on the OS thread that runs the model, one at a time.
//   It switches between them only in its own functions, and all of these are called here.
//   `Cell::access` calls the closure between loom's two checks of the access; neither switches.
// - loom's `join` waits for a notification that the thread sends after its body.
// - A panic that leaves a body goes up to loom's scheduler, which drops the other generators
//   without resuming them: their stacks are unwound by a panic of the generators' own, during
//   which the seam makes no operation.
unsafe impl Model for Loom {
    fn max_threads(&self) -> usize {
        loom::MAX_THREADS
    }

    fn mutex(&self) -> Box<dyn plug::Mutex> {
        Box::new(Mutex(sync::Mutex::new(())))
    }

    fn condvar(&self) -> Box<dyn plug::Condvar> {
        Box::new(Condvar(sync::Condvar::new()))
    }

    fn cell(&self) -> Box<dyn plug::Cell> {
        Box::new(Cell(cell::UnsafeCell::new(())))
    }

    fn atomic(&self, of: ValueType, value: u64) -> Box<dyn Atomic> {
        atomic::new(of, value)
    }

    fn fence(&self, order: Ordering) {
        sync::atomic::fence(order);
    }

    fn spin(&self) {
        hint::spin_loop();
    }

    fn yield_now(&self) {
        thread::yield_now();
    }

    fn current(&self) -> Arc<dyn plug::Thread> {
        Arc::new(Thread(thread::current()))
    }

    fn park(&self) {
        thread::park();
    }

    fn spawn(&self, body: Box<dyn FnOnce() + Send>) -> (Arc<dyn plug::Thread>, Join) {
        let handle = thread::spawn(body);
        let thread = Arc::new(Thread(handle.thread().clone()));
        let join = move || {
            let ended = handle.join();
            ended.expect("a model thread that panicked never ends");
        };
        (thread, Box::new(join))
    }

    fn judge(&self, limits: &LoomLimits, program: Arc<Program>) -> LoomVerdict {
        judge::judge(limits.clone(), program)
    }
}

struct Mutex(sync::Mutex<()>);

struct Guard<'a> {
    /// Only its drop matters.
    _guard: sync::MutexGuard<'a, ()>,
}

impl plug::Guard for Guard<'_> {}

impl plug::Mutex for Mutex {
    fn lock(&self) -> Box<dyn plug::Guard + '_> {
        // A guard that is dropped while unwinding poisons loom's mutex, and the seam
        // drops no guard then.
        let guard = self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        Box::new(Guard { _guard: guard })
    }

    fn try_lock(&self) -> Option<Box<dyn plug::Guard + '_>> {
        let guard = self.0.try_lock().ok()?;
        Some(Box::new(Guard { _guard: guard }))
    }
}

struct Condvar(sync::Condvar);

impl plug::Condvar for Condvar {
    fn notify(&self) {
        self.0.notify_one();
    }
}

struct Cell(cell::UnsafeCell<()>);

impl plug::Cell for Cell {
    fn access(&self, writes: bool, f: &mut dyn FnMut()) {
        match writes {
            true => self.0.with_mut(|_| f()),
            false => self.0.with(|_| f()),
        }
    }
}

struct Thread(thread::Thread);

impl plug::Thread for Thread {
    fn is_current(&self) -> bool {
        thread::current().id() == self.0.id()
    }

    fn unpark(&self) {
        self.0.unpark();
    }
}
