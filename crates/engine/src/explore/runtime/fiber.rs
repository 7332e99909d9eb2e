//! Fibers: coroutines that each run many model threads, one after the other.

use std::cell::Cell;

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, Yielder};
use parking_lot::Mutex;

use crate::explore::MAX_THREADS;

/// The size of a model thread's stack, in bytes. Only touched pages use memory.
const STACK_SIZE: usize = 1 << 20;

/// Unused stacks. Mapping a stack, touching its first pages and unmapping it takes longer than a
/// small exploration.
static STACKS: Mutex<Vec<DefaultStack>> = Mutex::new(Vec::new());

/// The most unused stacks: those of two OS threads with all their model threads.
const MAX_STACKS: usize = 2 * MAX_THREADS;

/// The exit of a fiber, for the code that runs on it.
pub(super) struct Exit {
    yielder: Cell<*const Yielder<(), ()>>,
    /// The addresses of the guard at the end of the fiber's stack: from, to.
    guard: Cell<(usize, usize)>,
}

impl Default for Exit {
    fn default() -> Self {
        Self {
            yielder: Cell::new(std::ptr::null()),
            guard: Cell::new((0, 0)),
        }
    }
}

impl Exit {
    /// Suspends the fiber on which the calling code runs. Its exit must be this one.
    pub(super) fn suspend(&self) {
        let yielder = self.yielder.get();
        assert!(!yielder.is_null(), "an exit is set before its fiber runs");
        // SAFETY: the first lines of the fiber set the pointer. The yielder lives on the fiber's
        // stack as long as the fiber runs, and this code runs on it.
        unsafe { &*yielder }.suspend(());
    }

    /// Whether the address is in the guard of the fiber's stack. It only reads memory, so a signal
    /// handler may call it.
    pub(super) fn guards(&self, address: usize) -> bool {
        let (from, to) = self.guard.get();
        (from..to).contains(&address)
    }
}

/// A coroutine that runs one body after the other.
pub(super) struct Fiber {
    /// `None` once the fiber is stopped.
    coroutine: Option<Coroutine<(), (), ()>>,
}

impl Fiber {
    /// A fiber that runs `next_body` each time it is resumed after the end of the previous body.
    ///
    /// # Safety
    ///
    /// `exit`, and everything that `next_body` borrows, must live until the fiber is stopped.
    pub(super) unsafe fn new(exit: *const Exit, next_body: impl Fn() + 'static) -> Self {
        let kept = STACKS.lock().pop();
        let stack = kept.unwrap_or_else(|| {
            DefaultStack::new(STACK_SIZE).expect("memory for a model thread's stack")
        });
        // The mapping beyond the requested size is the guard.
        let guard = (stack.limit().get(), stack.base().get() - STACK_SIZE);
        // SAFETY: the caller has a live exit.
        unsafe { &*exit }.guard.set(guard);
        let coroutine = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            // SAFETY: the caller keeps the exit alive as long as this runs.
            unsafe { &*exit }.yielder.set(yielder);
            loop {
                next_body();
                yielder.suspend(());
            }
        });
        Self {
            coroutine: Some(coroutine),
        }
    }

    /// Runs the fiber until it suspends.
    pub(super) fn resume(&mut self) {
        if let Some(coroutine) = &mut self.coroutine {
            coroutine.resume(());
        }
    }

    /// Stops the fiber for good, wherever it is, without running the destructors on its stack, and
    /// keeps the stack for another fiber.
    ///
    /// # Safety
    ///
    /// No code may use anything on the stack afterwards.
    pub(super) unsafe fn stop(mut self) {
        let Some(mut coroutine) = self.coroutine.take() else {
            return;
        };
        // SAFETY: a stack may be abandoned without its destructors if no code relies on them. The
        // caller promises that no code uses what they would have released.
        unsafe { coroutine.force_reset() };
        let stack = coroutine.into_stack();
        let mut stacks = STACKS.lock();
        if stacks.len() < MAX_STACKS {
            stacks.push(stack);
        }
    }
}

impl Drop for Fiber {
    /// Leaks a fiber that was not stopped, with its stack, because other code may still use it.
    fn drop(&mut self) {
        std::mem::forget(self.coroutine.take());
    }
}
