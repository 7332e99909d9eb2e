//! The way, of the three, in which the calling code runs.

use super::place::{Place, short};
use super::under_loom;
use crate::explore::hook;

pub(super) use crate::way::{Way as Mode, way as mode};

/// Whether the calling code runs for real. Every operation on a real object calls this, so it is
/// only one load of a thread-local flag.
#[inline(always)]
pub(super) fn is_real() -> bool {
    mode() == Mode::Real
}

/// Checks the use of a real object. Panics if a model runs here: the model would not see the
/// operations on the object, so its verdict would be worthless.
#[inline(always)]
#[track_caller]
pub(super) fn require_real(what: &str, made: Place) {
    if !is_real() {
        from_outside(what, made);
    }
}

/// Panics about a real object inside a model.
#[cold]
#[inline(never)]
#[track_caller]
fn from_outside(what: &str, made: Place) {
    if !std::thread::panicking() {
        panic!(
            "this {what} ({}) was created outside the explored closure; create it inside",
            short(made)
        );
    }
    unmodelled_while_unwinding("objects that were created outside the explored closure");
}

/// Reports a destructor of an unwinding thread that does something invisible to the model. A
/// second panic would end the process, so the explorer ends the exploration instead. Under loom
/// such a thread performs no operation.
fn unmodelled_while_unwinding(what: &'static str) {
    if hook::active() {
        hook::unmodelled(what);
    }
}

/// Checks the join or unpark of a real thread: see [`require_real`].
#[track_caller]
pub(super) fn require_real_for_a_thread() {
    if is_real() {
        return;
    }
    if !std::thread::panicking() {
        panic!("this thread was started outside the explored closure; start it inside");
    }
    unmodelled_while_unwinding("threads that were started outside the explored closure");
}

/// Panics about an object of one execution that code uses in another one, or in none.
#[cold]
#[inline(never)]
#[track_caller]
pub(super) fn out_of_its_execution(what: &str, made: Place) {
    if !std::thread::panicking() {
        panic!(
            "this {what} ({}) belongs to an execution that has ended; create a new one in each \
             execution, inside the explored closure",
            short(made)
        );
    }
    unmodelled_while_unwinding("objects of another execution");
}

/// Checks a method that accesses the real data of a `const_new` object. Panics if a model runs
/// here, because a model has its own data.
#[track_caller]
pub(super) fn require_real_for_a_static(what: &str, made: Place, method: &str) {
    if is_real() {
        return;
    }
    if !std::thread::panicking() {
        panic!(
            "{method} cannot follow a {what} of const_new ({}) into a model; use its lock, or \
             create it with new",
            short(made)
        );
    }
    unmodelled_while_unwinding("the real data of a static");
}

/// Ends loom's run, because the program uses a `const_new` object.
#[cold]
pub(super) fn no_statics_in_loom(what: &str, made: Place) -> ! {
    under_loom::cannot_judge(format!(
        "loom cannot see an object of const_new: the {what} at {}; create it with new, inside \
         the closure",
        short(made)
    ))
}
