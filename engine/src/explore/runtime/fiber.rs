//! Fibers: coroutines that are used again and again for model threads.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};

use crate::explore::MAX_THREADS;

/// The size of a model thread's stack, in bytes. Only what is touched costs
/// memory.
const STACK_SIZE: usize = 1 << 20;

/// Stacks that no fiber has at the moment. To map one, touch its first pages and unmap
/// it takes longer than a small exploration.
static STACKS: Mutex<Vec<DefaultStack>> = Mutex::new(Vec::new());

/// How many of them are kept: those of two OS threads with all their model threads.
const MAX_STACKS: usize = 2 * MAX_THREADS;

/// The way out of a fiber, for the code that runs on it.
pub(super) struct Gate {
    yielder: Cell<*const Yielder<(), ()>>,
    /// The addresses of the guard at the end of the fiber's stack: from, to.
    guard: Cell<(usize, usize)>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            yielder: Cell::new(std::ptr::null()),
            guard: Cell::new((0, 0)),
        }
    }
}

impl Gate {
    /// Suspends the fiber that the calling code runs on, which must be the one
    /// whose gate this is.
    pub(super) fn suspend(&self) {
        let yielder = self.yielder.get();
        assert!(!yielder.is_null(), "a gate is set before its fiber runs");
        // SAFETY: the pointer was set by the fiber's own first lines; the yielder
        // lives on the fiber's stack as long as the fiber runs, and we are on it.
        unsafe { &*yielder }.suspend(());
    }

    /// Whether the address lies in the guard of the fiber's stack. Only looks at
    /// memory, so that a signal handler may ask.
    pub(super) fn guards(&self, address: usize) -> bool {
        let (from, to) = self.guard.get();
        (from..to).contains(&address)
    }
}

/// A coroutine that runs one body after the other.
pub(super) struct Fiber {
    coroutine: Coroutine<(), (), ()>,
}

impl Fiber {
    /// A fiber that runs what `next_body` does, again and again until that
    /// returns false, and suspends in between.
    ///
    /// # Safety
    ///
    /// `gate`, and all that `next_body` borrows, must live until the fiber is
    /// dropped.
    pub(super) unsafe fn new(gate: *const Gate, next_body: impl Fn() -> bool + 'static) -> Self {
        let kept = STACKS.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let stack = kept.unwrap_or_else(|| {
            DefaultStack::new(STACK_SIZE).expect("memory for a model thread's stack")
        });
        // What is mapped beyond the size that was asked for is the guard.
        let guard = (stack.limit().get(), stack.base().get() - STACK_SIZE);
        // SAFETY: the caller has a live gate.
        unsafe { &*gate }.guard.set(guard);
        let coroutine = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            // SAFETY: the caller keeps the gate alive as long as this runs.
            unsafe { &*gate }.yielder.set(yielder);
            while next_body() {
                yielder.suspend(());
            }
        });
        Self { coroutine }
    }

    /// Runs the fiber until it suspends. Returns false when it came to its end.
    pub(super) fn resume(&mut self) -> bool {
        matches!(self.coroutine.resume(()), CoroutineResult::Yield(()))
    }

    /// Takes a fiber apart that has come to its end.
    pub(super) fn finish(self) {
        let stack = self.coroutine.into_stack();
        let mut stacks = STACKS.lock().unwrap_or_else(PoisonError::into_inner);
        if stacks.len() < MAX_STACKS {
            stacks.push(stack);
        }
    }

    /// Gives the fiber up without running the destructors on its stack, whose
    /// memory is leaked with it.
    pub(super) fn abandon(self) {
        std::mem::forget(self);
    }
}
