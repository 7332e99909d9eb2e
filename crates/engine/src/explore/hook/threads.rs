//! Threads, and the tokens that they park for.

use std::sync::atomic::Ordering;

use super::{ThreadNumber, act, locks::is_spurious, perform};
use crate::explore::arcs;
use crate::explore::graph::{Label, NO_OBJECT, OfPark, OfThread, Place};
use crate::explore::runtime::{self, with_current};

/// Starts a model thread.
///
/// # Safety
///
/// What `body` borrows must live until the thread has been joined.
pub(crate) unsafe fn spawn<'a>(
    name: Option<String>,
    body: Box<dyn FnOnce() + 'a>,
    place: Place,
) -> ThreadNumber {
    // SAFETY: only the lifetime changes. The caller promises that what is borrowed
    // outlives the thread. Where the execution is stopped for good before the thread has
    // been joined, neither it nor the caller runs again, and a body that has not begun is
    // leaked.
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

/// Waits for the end of a thread. A thread that panicked never ends: the execution has
/// failed by then. Only when all of it has been noted the threads come to their ends; then
/// this returns `false` for a thread that panicked.
pub(crate) fn join(thread: ThreadNumber, place: Place) -> bool {
    let join = OfThread::Join(thread);
    act(join, NO_OBJECT, place).choice() != runtime::JOINED_A_PANIC
}

/// Waits until the function of a thread has returned: destructors of its thread-local values
/// may still run then. Otherwise as [`join`].
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

/// The name that a thread was given, if any.
pub(crate) fn thread_name(thread: ThreadNumber) -> Option<String> {
    with_current(|engine| {
        let state = engine.state.borrow();
        state.threads[usize::from(thread)].name.clone()
    })
}

/// Waits for the running thread's token and consumes it. Or, spuriously, returns at once.
pub(crate) fn park(place: Place) {
    let token = with_current(|engine| engine.token_of(engine.running(), place));
    if !is_spurious(OfPark::Begin, token, place) {
        perform(OfPark::Park, token, Ordering::Acquire, place);
    }
}

/// Consumes the running thread's token if it is available: another one has made that early
/// enough.
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
