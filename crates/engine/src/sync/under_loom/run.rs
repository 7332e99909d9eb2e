//! The execution that loom runs on this OS thread, if any.
//!
//! loom runs all threads of a model on one OS thread, as generators that take turns. So the seam's
//! state of the running execution is thread-local, without a lock.
//!
//! # The end of an execution
//!
//! An execution ends with its first panic. A program that catches the panic would continue, and
//! loom cannot judge it. loom itself would not end the execution: an operation in a destructor, or
//! after a `catch_unwind`, would switch to another model thread while this thread is half unwound.
//! That must not happen, for two reasons. std counts panics for each OS thread, and a
//! [scope](crate::sync::thread::scope) whose body panicked leaves frames from which other model
//! threads borrow. So each operation [enters](enter) loom through here:
//!
//! - while the thread unwinds, the seam skips the operation;
//! - once the execution has [ended](end), the operation unwinds again at once.
//!
//! Only an operation switches model threads. After the end, the panic reaches loom's scheduler,
//! which drops the other generators without resuming them.

use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::token::Token;
use crate::explore;
use crate::locals::Locals;
use crate::plug::model::{Thread, model};
use crate::sync::place::Place;
use crate::way::{Way, set_way};

/// The reason why an execution under loom ended before the program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A model thread panicked; the panic hook has the message.
    Panic,
    /// loom cannot run this program to its end; the reason in words.
    CannotJudge(String),
}

/// The payload with which an ended execution unwinds. It has no message, because the [`End`] has
/// the reason.
struct Ended;

/// The reason why loom does not judge a program that catches a panic.
const CAUGHT: &str = "the program catches a panic, and under loom an execution ends with its \
                      first one";

thread_local! {
    /// The number of the running execution, from 1; 0 if loom does not run. A type without
    /// destructor, so that reading it is one load.
    static EXECUTION: Cell<u64> = const { Cell::new(0) };
    static STATE: Running = const { Running::new() };
}

/// The number of the next execution, unique in the process. Each judgement runs on its own OS
/// thread, and an object of one judgement must be foreign to every other.
static NEXT: AtomicU64 = AtomicU64::new(1);

struct Running {
    end: RefCell<Option<End>>,
    place: Cell<Option<Place>>,
    /// The model threads in the order of their starts, main first. The number of a thread is its
    /// place here. loom's own identity of a thread differs in each execution, so the program must
    /// not see it (for example its hash).
    threads: RefCell<Vec<ModelThread>>,
    /// The number of joined threads.
    joined: Cell<usize>,
}

/// A model thread of the running execution.
struct ModelThread {
    thread: Arc<dyn Thread>,
    name: Option<String>,
    token: Arc<Token>,
    locals: Locals,
}

impl Running {
    const fn new() -> Self {
        Self {
            end: RefCell::new(None),
            place: Cell::new(None),
            threads: RefCell::new(Vec::new()),
            joined: Cell::new(0),
        }
    }
}

/// Whether loom runs the calling code.
#[inline(always)]
pub(in crate::sync) fn active() -> bool {
    EXECUTION.get() != 0
}

/// The number of the running execution, unique in this process. It marks the objects that the
/// execution creates.
pub(in crate::sync) fn execution() -> u64 {
    EXECUTION.get()
}

/// Starts a new execution on this OS thread, in the main model thread.
pub(crate) fn begin() {
    // Relaxed: the numbers only have to differ.
    EXECUTION.set(NEXT.fetch_add(1, Ordering::Relaxed));
    set_way(Way::Loom);
    STATE.with(|state| {
        *state.end.borrow_mut() = None;
        state.place.set(None);
        state.threads.borrow_mut().clear();
        state.joined.set(0);
    });
    add_thread(model().current(), None);
}

/// Leaves loom: from now on the code on this OS thread runs for real. Returns the reason for the
/// end of the last execution, if it ended before the program.
pub fn leave() -> Option<End> {
    EXECUTION.set(0);
    set_way(Way::Real);
    STATE.with(|state| state.end.borrow_mut().take())
}

/// Begins an operation at `place`. `false`: the caller skips the operation, because the thread
/// unwinds. Does not return if the execution has ended.
#[must_use]
pub(in crate::sync) fn enter(place: Place) -> bool {
    if std::thread::panicking() {
        fail();
        return false;
    }
    check();
    STATE.with(|state| state.place.set(Some(place)));
    true
}

/// Unwinds if the execution has ended. Each model thread calls this at its end, so that code that
/// caught the panic does not continue either.
fn check() {
    let has_ended = STATE.with(|state| {
        let mut end = state.end.borrow_mut();
        if *end == Some(End::Panic) {
            // A thread does not get here if a panic has left it.
            *end = Some(End::CannotJudge(CAUGHT.to_owned()));
        }
        end.is_some()
    });
    if has_ended {
        resume_unwind(Box::new(Ended));
    }
}

/// Ends the execution because of a panic, unless it has ended before. The caller unwinds.
pub fn fail() {
    end(End::Panic);
}

/// Ends the execution; the first end counts. The caller unwinds.
fn end(end: End) {
    STATE.with(|state| {
        state.end.borrow_mut().get_or_insert(end);
    });
}

/// Ends the execution without a verdict, and unwinds.
pub(crate) fn cannot_judge(reason: String) -> ! {
    end(End::CannotJudge(reason));
    resume_unwind(Box::new(Ended))
}

/// The line of the last operation.
pub fn last_place() -> Option<explore::SourceLine> {
    STATE.with(|state| state.place.get()).map(Into::into)
}

/// Ends the execution without a verdict, unless loom can run one more thread.
pub(in crate::sync) fn require_room_for_a_thread() {
    let max = model().max_threads();
    if STATE.with(|state| state.threads.borrow().len()) >= max {
        cannot_judge(format!(
            "loom runs at most {max} threads, the main thread included, and the program \
             starts more"
        ));
    }
}

/// Adds a new model thread; returns its number.
pub(in crate::sync) fn add_thread(thread: Arc<dyn Thread>, name: Option<String>) -> usize {
    let thread = ModelThread {
        thread,
        name,
        token: Arc::default(),
        locals: Locals::default(),
    };
    STATE.with(|state| {
        let mut threads = state.threads.borrow_mut();
        threads.push(thread);
        threads.len() - 1
    })
}

/// Counts the join of a model thread.
pub(in crate::sync) fn count_joined() {
    STATE.with(|state| state.joined.set(state.joined.get() + 1));
}

/// Whether all other model threads have been joined, so that everything in them happens before.
pub(in crate::sync) fn is_alone() -> bool {
    STATE.with(|state| state.joined.get() + 1 == state.threads.borrow().len())
}

/// The number and the name of the running model thread.
pub(in crate::sync) fn current() -> (usize, Option<String>) {
    STATE.with(|state| {
        let threads = state.threads.borrow();
        let running = threads
            .iter()
            .enumerate()
            .find(|(_, t)| t.thread.is_current());
        let (number, thread) = running.expect("every model thread is numbered");
        (number, thread.name.clone())
    })
}

/// The token of the model thread with this number.
pub(in crate::sync) fn token(number: usize) -> Arc<Token> {
    STATE.with(|state| Arc::clone(&state.threads.borrow()[number].token))
}

/// # Panics
///
/// If this is not the number of the running execution.
#[track_caller]
pub(in crate::sync) fn of_execution(execution: u64) {
    assert!(
        EXECUTION.get() == execution,
        "this Thread belongs to an execution that has ended"
    );
}

/// Calls `f` with the thread-local values of the running model thread. `f` must not run code of
/// the program.
pub(in crate::sync) fn with_locals<R>(f: impl FnOnce(&mut Locals) -> R) -> R {
    STATE.with(|state| {
        let mut threads = state.threads.borrow_mut();
        let thread = threads.iter_mut().find(|t| t.thread.is_current());
        f(&mut thread.expect("every model thread is numbered").locals)
    })
}

/// Ends a model thread after its function: runs the destructors of its thread-local values, then
/// [checks](check). loom would run them only after the end for which a join waits, but std runs
/// them before it.
pub(crate) fn end_thread() {
    check();
    while let Some(value) = with_locals(Locals::take_next) {
        value.destroy();
    }
    with_locals(Locals::free);
    check();
}
