//! Threads and their park tokens.

use std::sync::atomic::Ordering;

use super::{ThreadNumber, act, locks::is_spurious, perform};
use crate::explore::arcs;
use crate::explore::graph::{Label, NO_OBJECT, OfPark, OfThread, Place};
use crate::explore::runtime::{self, with_current};

/// Starts a model thread.
///
/// # Safety
///
/// Everything that `body` borrows must live until a join of the thread has returned.
pub(crate) unsafe fn spawn<'a>(
    name: Option<String>,
    body: Box<dyn FnOnce() + 'a>,
    place: Place,
) -> ThreadNumber {
    // SAFETY: only the lifetime changes. The caller promises that everything borrowed outlives the
    // thread. If the engine stops the execution for good before a join of the thread has returned,
    // neither the thread nor the caller runs again, and the engine leaks a body that has not
    // begun.
    let body: Box<dyn FnOnce()> = unsafe { std::mem::transmute(body) };
    with_current(|engine| {
        arcs::act(engine);
        let spawn = Label::new(OfThread::Spawn(0), NO_OBJECT, Ordering::Relaxed, place);
        let child = engine.perform(spawn).child();
        let mut state = engine.state.borrow_mut();
        state.begin_thread(child, body, name, place);
        child
    })
}

/// Waits for the end of a thread; returns `false` for a thread that panicked. A panic fails the
/// execution, and a join of that thread blocks until the engine has recorded the failure. Then the
/// engine lets all threads run to their ends, and the join returns.
pub(crate) fn join(thread: ThreadNumber, place: Place) -> bool {
    let join = OfThread::Join(thread);
    act(join, NO_OBJECT, place).choice() != runtime::JOINED_A_PANIC
}

/// As [`join`], but waits only until the function of the thread has returned. Destructors of its
/// thread-local values may run later.
pub(crate) fn await_return(thread: ThreadNumber, place: Place) -> bool {
    let wait = OfThread::Await(thread);
    act(wait, NO_OBJECT, place).choice() != runtime::JOINED_A_PANIC
}

/// The running thread.
pub(crate) fn current() -> ThreadNumber {
    with_current(|engine| {
        arcs::act(engine);
        engine.require_operations();
        engine.step_aside();
        engine.running()
    })
}

/// The name of a thread, if the program gave it one.
pub(crate) fn thread_name(thread: ThreadNumber) -> Option<String> {
    with_current(|engine| {
        let state = engine.state.borrow();
        state.threads[usize::from(thread)].name.clone()
    })
}

/// Waits for the running thread's token and consumes it. A spurious return leaves the token as it
/// is.
pub(crate) fn park(place: Place) {
    let token = with_current(|engine| engine.token_of(engine.running(), place));
    if !is_spurious(OfPark::Begin, token, place) {
        perform(OfPark::Park, token, Ordering::Acquire, place);
    }
}

/// Consumes the running thread's token if another thread has made it available in time.
pub(crate) fn park_timeout(place: Place) {
    let token = with_current(|engine| engine.token_of(engine.running(), place));
    perform(OfPark::ParkTimed, token, Ordering::Acquire, place);
}

/// Makes a thread's token available.
pub(crate) fn unpark(thread: ThreadNumber, place: Place) {
    let token = with_current(|engine| engine.token_of(thread, place));
    let unpark = OfPark::Unpark(thread);
    perform(unpark, token, Ordering::Release, place);
}
