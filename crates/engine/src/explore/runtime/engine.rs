//! The interface between the operations of model threads and the state of the execution.

use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;

use super::answer::Answer;
use super::asking::Repeated;
use super::fiber::Exit;
use super::naming::Role;
use super::state::State;
use crate::explore::graph::Place;
use crate::explore::graph::{Label, ObjectIndex};
use crate::explore::{MAX_THREADS, StoppedBy};
use crate::locals::Locals;
use crate::way::{Way, set_way};

thread_local! {
    /// The engine whose model threads run on this OS thread, if any.
    static CURRENT: Cell<*const Engine> = const { Cell::new(std::ptr::null()) };
}

/// The state that both sides of the coroutines share: the runner that resumes them, and the
/// operations that run on them.
///
/// A borrow of the state lasts for one call, never across a switch. If a fiber has an OS thread of
/// its own, that thread and the runner's take turns with the engine.
pub(in crate::explore) struct Engine {
    pub(in crate::explore) state: RefCell<State>,
    /// The number of the execution, unique in this process. Every operation reads it, so it is
    /// outside the state.
    pub(super) execution: Cell<u64>,
    /// Whether the exploration knew from its start that the program looks at the number of an
    /// `Arc`'s handles. The first look without this knowledge makes the exploration start again.
    looks_at_arcs: bool,
    /// The number of steps without an operation since the last operation.
    aside: Cell<usize>,
    max_steps: usize,
    /// The model thread that runs now.
    running: Cell<u8>,
    /// Whether the engine itself panicked, which is a fault of the explorer.
    pub(super) broken: Cell<bool>,
    /// The threads whose bodies have started and not ended.
    inside: Cell<u16>,
    /// Whether the running code belongs to no thread, so that it must not make operations.
    bars: Cell<bool>,
    /// The way out of each coroutine.
    pub(super) exits: [Exit; MAX_THREADS],
}

impl Engine {
    pub(in crate::explore) fn new(state: State) -> Self {
        Self {
            execution: Cell::new(0),
            looks_at_arcs: state.arcs.looks,
            aside: Cell::new(0),
            max_steps: state.max_steps,
            state: RefCell::new(state),
            running: Cell::new(0),
            broken: Cell::new(false),
            inside: Cell::new(0),
            bars: Cell::new(false),
            exits: Default::default(),
        }
    }

    /// Makes this the engine of the calling OS thread while `f` runs, even if `f` panics.
    pub(super) fn enter<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Leave(*const Engine, Way);
        impl Drop for Leave {
            fn drop(&mut self) {
                CURRENT.set(self.0);
                set_way(self.1);
            }
        }
        let _leave = Leave(CURRENT.replace(self), set_way(Way::Explored));
        f()
    }

    /// Performs one operation of the running thread: asks for its event until it has one, and lets
    /// other threads run in between.
    pub(in crate::explore) fn perform(&self, mut operation: Label) -> Answer {
        self.require_operations();
        self.aside.set(0);
        let thread = self.running.get();
        let repeated = self.state.borrow_mut().repeat(thread, &operation);
        match repeated {
            Repeated::Gone(answer) => answer,
            Repeated::Waits => self.repeat_at_last(thread),
            Repeated::Otherwise => self.perform_in_full(thread, &mut operation),
        }
    }

    /// Waits until the running thread's operation may repeat its recorded event.
    #[inline(never)]
    fn repeat_at_last(&self, thread: u8) -> Answer {
        self.switch(thread);
        self.state.borrow_mut().repeat_at_last(thread)
    }

    /// The same as [`perform`](Self::perform), with all checks, for an operation that may do more
    /// than repeat a recorded event.
    #[inline(never)]
    fn perform_in_full(&self, thread: u8, operation: &mut Label) -> Answer {
        let mut state = self.state.borrow_mut();
        if state.act(thread) {
            drop(state);
            self.heed_restart();
            state = self.state.borrow_mut();
        }
        operation.hinted = state.take_hint(thread);
        loop {
            if let Some(answer) = state.ask(thread, operation) {
                return answer;
            }
            drop(state);
            self.switch(thread);
            state = self.state.borrow_mut();
        }
    }

    /// Calls `f`, which must not make operations.
    pub(in crate::explore) fn without_operations<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Before<'e>(&'e Cell<bool>, bool);
        impl Drop for Before<'_> {
            fn drop(&mut self) {
                self.0.set(self.1);
            }
        }
        let _before = Before(&self.bars, self.bars.replace(true));
        f()
    }

    /// Panics if operations are forbidden here.
    pub(in crate::explore) fn require_operations(&self) {
        if self.bars.get() {
            resume_unwind(Box::new(
                "the first value of a static was cloned with an operation of racelab::sync, \
                 which would belong to no thread; clone without one",
            ));
        }
    }

    /// Ends the exploration, because the running thread cannot continue with it.
    pub(in crate::explore) fn stop(&self, why: StoppedBy) {
        self.state.borrow_mut().stopped_by = Some(why);
        self.switch(self.running.get());
    }

    /// Stops the running thread if the exploration has to start again.
    pub(in crate::explore) fn heed_restart(&self) {
        // An unwinding thread would need an OS thread of its own to stop here. Until its next
        // operation it changes nothing in the execution.
        if self.state.borrow().is_over() && !std::thread::panicking() {
            self.switch(self.running.get());
        }
    }

    /// Stops the running thread, even while it unwinds, if the exploration has to start again.
    /// Then the answer to the thread is unknown.
    pub(in crate::explore) fn wait_for_restart(&self) {
        if self.state.borrow().is_over() {
            self.switch(self.running.get());
        }
    }

    /// Counts a step of the running thread that adds no event: a hint, an access to an
    /// `UnsafeCell`, the creation of an object, the clone of an `Arc`, a scope. Ends the
    /// exploration at the step limit, because nothing else ends a loop of only such steps.
    #[inline]
    pub(in crate::explore) fn step_aside(&self) {
        let aside = self.aside.get() + 1;
        self.aside.set(aside);
        if aside > self.max_steps {
            self.stop(StoppedBy::Steps(self.max_steps));
        }
    }

    /// The same for the creation of an object. An execution may create as many objects as it has
    /// steps.
    pub(in crate::explore) fn make_aside(&self) {
        self.step_aside();
        let objects = self.state.borrow().infos.len();
        if objects > self.max_steps {
            self.stop(StoppedBy::Steps(self.max_steps));
        }
    }

    /// Runs the destructors of the running thread's thread-local values at its end, the last value
    /// first, including values that a destructor creates.
    pub(super) fn destroy_locals(&self) {
        while let Some(value) = self.locals(Locals::take_next) {
            value.destroy();
        }
        self.locals(Locals::free);
    }

    /// Calls `f` with the thread-local values of the running thread. `f` must not run any code of
    /// the program, because the values belong to the state.
    pub(in crate::explore) fn locals<R>(&self, f: impl FnOnce(&mut Locals) -> R) -> R {
        let me = usize::from(self.running.get());
        f(&mut self.state.borrow_mut().threads[me].locals)
    }

    /// Names a pointer that the running thread passes to its next operation or to an object. Waits
    /// for the end of the replay if the graph has no name for the pointer.
    pub(in crate::explore) fn name_of(&self, pointer: *mut (), role: Role, place: Place) -> u64 {
        self.require_operations();
        let thread = self.running.get();
        if let Some(name) = self.state.borrow().name_in_probe(thread, pointer) {
            return name;
        }
        while !pointer.is_null() && self.state.borrow().must_wait_to_name(thread) {
            self.state.borrow_mut().wait_to_name(thread, place);
            self.switch(thread);
        }
        let mut state = self.state.borrow_mut();
        let name = state.name_of(thread, pointer, role, place);
        let over = state.is_over();
        drop(state);
        if over {
            self.switch(thread);
        }
        name
    }

    /// Suspends the running thread until the runner resumes it.
    #[inline]
    pub(super) fn switch(&self, thread: u8) {
        if std::thread::panicking() {
            self.state.borrow_mut().set_apart(thread);
        }
        self.exits[usize::from(thread)].suspend();
    }

    /// The object of a thread's park token.
    pub(in crate::explore) fn token_of(&self, thread: u8, place: Place) -> ObjectIndex {
        self.state.borrow_mut().token(thread, place)
    }

    /// The first thread whose body has started and not ended, if any.
    pub(super) fn first_inside(&self) -> Option<u8> {
        let inside = self.inside.get();
        let first = u8::try_from(inside.trailing_zeros()).expect("16 bits");
        (inside != 0).then_some(first)
    }

    pub(super) fn set_inside(&self, thread: u8, inside: bool) {
        let bit = 1 << thread;
        let others = self.inside.get() & !bit;
        self.inside.set(others | if inside { bit } else { 0 });
    }

    /// Sets the running model thread, which counts its own steps.
    pub(super) fn set_running(&self, thread: u8) {
        self.running.set(thread);
        self.aside.set(0);
    }

    /// The model thread that runs now.
    pub(in crate::explore) fn running(&self) -> u8 {
        self.running.get()
    }

    /// The number of the running execution.
    #[inline]
    pub(in crate::explore) fn execution(&self) -> u64 {
        self.execution.get()
    }

    /// Whether the exploration has to know about created and dropped handles of `Arc`s.
    #[inline]
    pub(in crate::explore) fn looks_at_arcs(&self) -> bool {
        self.looks_at_arcs
    }
}

/// Whether a model thread runs on this OS thread.
#[inline]
pub(crate) fn active() -> bool {
    !CURRENT.get().is_null()
}

/// Whether a model thread of the execution with this number runs on this OS thread.
#[inline]
pub(crate) fn is_execution(number: u64) -> bool {
    let engine = CURRENT.get();
    // SAFETY: as in `with_current`.
    !engine.is_null() && unsafe { &*engine }.execution() == number
}

/// Whether an address lies in the guard at the end of the calling model thread's stack: a thread
/// that touches it has overflowed its stack. False outside of model threads.
///
/// The function only reads memory, so a signal handler may call it.
pub fn is_stack_guard(address: usize) -> bool {
    let engine = CURRENT.get();
    if engine.is_null() {
        return false;
    }
    // SAFETY: as in `with_current`. A signal handler may interrupt anything here, but it runs on
    // this very thread, and it only copies the two cells, without a borrow.
    let engine = unsafe { &*engine };
    engine.exits[usize::from(engine.running.get())].guards(address)
}

/// Calls `f` with the engine of this OS thread.
///
/// # Panics
///
/// If no model thread runs on this OS thread.
#[inline]
pub(in crate::explore) fn with_current<R>(f: impl FnOnce(&Engine) -> R) -> R {
    let engine = CURRENT.get();
    if engine.is_null() {
        used_too_late();
    }
    // SAFETY: `Engine::enter` set the pointer on this OS thread. It takes the pointer back before
    // its borrow of the engine ends, even if a panic ends it.
    f(unsafe { &*engine })
}

#[cold]
fn used_too_late() -> ! {
    panic!("an object of an explored execution was used after the execution ended");
}
