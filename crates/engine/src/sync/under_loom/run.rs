//! The execution that loom runs on this OS thread, if any.
//!
//! loom runs all threads of a model on one OS thread, as generators that take
//! turns, so what the seam must remember about the running execution is
//! thread-local, without a lock.
//!
//! # The end of an execution
//!
//! An execution ends with its first panic. If the program catches that, it would go on, and loom
//! cannot judge it. loom itself does not see it that way: an operation in a destructor, or after
//! a `catch_unwind`, would hand the processor to another model thread while this one is half
//! unwound. That must not happen, for two reasons: the count of panics in std is kept per OS
//! thread, and a [scope](crate::sync::thread::scope) whose body panicked is leaving frames that
//! other model threads borrow from. So each operation [enters](enter) loom through here:
//!
//! - while the thread unwinds, it is not made at all;
//! - once the execution has [ended](end), it unwinds again at once.
//!
//! Nothing but an operation switches model threads. After the end, the panic goes
//! up to loom's scheduler, which drops the other generators without resuming them.

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

/// Why an execution under loom came to its end before the program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A model thread panicked; the panic hook has the message.
    Panic,
    /// loom cannot run this program, or not to its end; the reason in words.
    CannotJudge(String),
}

/// What an execution unwinds with once it has ended: no message, the [`End`] says
/// it all.
struct Ended;

/// Why a program that catches a panic is not judged.
const CAUGHT: &str = "the program catches a panic, and under loom an execution ends with its \
                      first one";

thread_local! {
    /// The number of the running execution, from 1; 0 where loom does not run.
    /// A type without destructor, so that reading it is one load.
    static EXECUTION: Cell<u64> = const { Cell::new(0) };
    static STATE: Running = const { Running::new() };
}

/// The number of the next execution. One count for the whole process: each judgement
/// runs on an OS thread of its own, and an object that one of them made must be foreign
/// to every other one.
static NEXT: AtomicU64 = AtomicU64::new(1);

struct Running {
    end: RefCell<Option<End>>,
    place: Cell<Option<Place>>,
    /// The model threads in the order in which they were started, main first: each has the
    /// number of its place. loom's own identity of a thread is another one in each execution,
    /// and must not get into the program (by its hash, for one).
    threads: RefCell<Vec<ModelThread>>,
    /// How many of them have been joined.
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

/// The number of the running execution, different from that of every other one of this
/// process: the mark of the objects it makes.
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

/// Leaves loom: from now on the code on this OS thread runs for real. Returns why
/// the last execution ended, if it did so before the program.
pub fn leave() -> Option<End> {
    EXECUTION.set(0);
    set_way(Way::Real);
    STATE.with(|state| state.end.borrow_mut().take())
}

/// Asks to make an operation at `place`. `false`: leave it out, the thread is
/// unwinding. Does not return if the execution has ended.
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

/// Unwinds if the execution has ended: what stands at the bottom of each model
/// thread, so that code which caught the panic does not go on either.
fn check() {
    let has_ended = STATE.with(|state| {
        let mut end = state.end.borrow_mut();
        if *end == Some(End::Panic) {
            // A thread that a panic has left comes here no more.
            *end = Some(End::CannotJudge(CAUGHT.to_owned()));
        }
        end.is_some()
    });
    if has_ended {
        resume_unwind(Box::new(Ended));
    }
}

/// A panic has ended the execution, unless it had ended before. The caller unwinds.
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

/// Where the last operation stood.
pub fn last_place() -> Option<explore::SourceLine> {
    STATE.with(|state| state.place.get()).map(Into::into)
}

/// Unless loom can run one more thread, ends the execution without a verdict.
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

/// A model thread has been joined.
pub(in crate::sync) fn count_joined() {
    STATE.with(|state| state.joined.set(state.joined.get() + 1));
}

/// Whether the calling model thread is the only one that has not been joined, so that
/// what all others did happens before what it does.
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
/// If a thread of the execution with this number is none of the running one.
#[track_caller]
pub(in crate::sync) fn of_execution(execution: u64) {
    assert!(
        EXECUTION.get() == execution,
        "this Thread belongs to an execution that has ended"
    );
}

/// Calls `f` with the thread-local values of the running model thread: it may run none of
/// the program's code.
pub(in crate::sync) fn with_locals<R>(f: impl FnOnce(&mut Locals) -> R) -> R {
    STATE.with(|state| {
        let mut threads = state.threads.borrow_mut();
        let thread = threads.iter_mut().find(|t| t.thread.is_current());
        f(&mut thread.expect("every model thread is numbered").locals)
    })
}

/// What stands at the bottom of each model thread, behind its function: runs the destructors
/// of its thread-local values, then [checks](check). loom's own run behind the end that a
/// join waits for, and std's before it.
pub(crate) fn end_thread() {
    check();
    while let Some(value) = with_locals(Locals::take_next) {
        value.destroy();
    }
    with_locals(Locals::free);
    check();
}
