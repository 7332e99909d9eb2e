//! An operation on an atomic in a model, which knows the bits of the value, but not its type.

use std::sync::atomic::Ordering::{self, Relaxed, SeqCst};

use super::words::AtomicWord;
use crate::explore::hook::{self, ObjectId, ObjectKind, Role, Update, ValueType};
use crate::plug::model::{Atomic, model};
use crate::sync::mode::{self, Mode};
use crate::sync::place::Place;
use crate::sync::statics::Tag;
use crate::sync::thread::{self, ThreadId};
use crate::sync::under_loom;

/// The object of an operation in a model. The operations see values as bits only, so they are
/// compiled once and not for each type.
pub(super) enum Target<'a> {
    Explored(ObjectId),
    Loom(&'a dyn Atomic),
    /// The thread unwinds: skip the operation.
    Nothing,
}

/// A value in a model.
pub(super) enum Seen {
    Explored(u64),
    Loom(u64),
    Nothing,
}

impl Seen {
    pub(super) fn value<T: AtomicWord>(self) -> T {
        match self {
            Self::Explored(bits) => T::get(bits),
            Self::Loom(bits) => T::from_loom(bits),
            Self::Nothing => T::zero(),
        }
    }
}

/// The object of an operation on a static, in a model.
#[inline(never)]
#[track_caller]
pub(super) fn static_access<'a>(
    name: &'static str,
    value_type: ValueType,
    tag: &Tag,
    made: Place,
    place: Place,
    initial: &dyn Fn(Role) -> u64,
) -> Target<'a> {
    match mode::mode() {
        Mode::Real => unreachable!("`real` has answered"),
        Mode::Explored => {
            let id = tag.id();
            let kind = ObjectKind::Atomic(name, value_type);
            let initial = initial(Role::Static(id.number));
            Target::Explored(hook::of_static(id, name, kind, initial, made))
        }
        Mode::Loom if !under_loom::enter(place) => Target::Nothing,
        Mode::Loom => mode::no_statics_in_loom(name, made),
    }
}

impl Target<'_> {
    /// The model's form of a value that the running thread passes in this role.
    pub(super) fn give<T: AtomicWord>(&self, value: T, role: Role, place: Place) -> u64 {
        match self {
            Self::Explored(_) => value.give(role, place),
            Self::Loom(_) => value.into_loom(),
            Self::Nothing => 0,
        }
    }

    #[track_caller]
    pub(super) fn load(&self, order: Ordering, place: Place) -> Seen {
        match *self {
            Self::Explored(id) => Seen::Explored(hook::load(id, order, place)),
            Self::Loom(atomic) => Seen::Loom(fenced(order, || atomic.load(order))),
            Self::Nothing => Seen::Nothing,
        }
    }

    #[track_caller]
    pub(super) fn store(&self, value: u64, order: Ordering, place: Place) {
        match *self {
            Self::Explored(id) => hook::store(id, order, value, place),
            Self::Loom(atomic) if order == SeqCst => {
                // A read-modify-write reads the newest value, so it comes after every earlier
                // store in modification order. A store between the fences could still come before
                // one of them.
                fenced(order, || atomic.update(Update::Swap, value, order));
            }
            Self::Loom(atomic) => atomic.store(value, order),
            Self::Nothing => {}
        }
    }

    #[track_caller]
    pub(super) fn update(
        &self,
        update: Update,
        operand: u64,
        order: Ordering,
        place: Place,
    ) -> Seen {
        match *self {
            Self::Explored(id) => Seen::Explored(hook::update(id, update, operand, order, place)),
            Self::Loom(atomic) => {
                Seen::Loom(fenced(order, || atomic.update(update, operand, order)))
            }
            Self::Nothing => Seen::Nothing,
        }
    }

    #[track_caller]
    pub(super) fn compare_exchange(
        &self,
        (current, new): (u64, u64),
        (success, failure): (Ordering, Ordering),
        weak: bool,
        place: Place,
    ) -> Result<Seen, Seen> {
        match *self {
            Self::Explored(id) => {
                hook::compare_exchange(id, current, new, success, failure, weak, place)
                    .map(Seen::Explored)
                    .map_err(Seen::Explored)
            }
            Self::Loom(atomic) => {
                let strongest = if failure == SeqCst { failure } else { success };
                fenced(strongest, || {
                    atomic.compare_exchange(current, new, success, failure)
                })
                .map(Seen::Loom)
                .map_err(Seen::Loom)
            }
            Self::Nothing => Err(Seen::Nothing),
        }
    }

    /// Reports the value that `get_mut` lent to this thread. `take` returns whether no other
    /// thread has reported it meanwhile.
    #[track_caller]
    pub(super) fn take_back(&self, value: u64, of: ThreadId, name: &str, take: &dyn Fn() -> bool) {
        match *self {
            Self::Explored(id) => {
                // Another thread may have reported it while this one waited. Any thread may do so,
                // because this object has no event yet.
                if take() {
                    hook::set_initial(id, value);
                }
            }
            // A store by the borrower comes at the right place. A store by another thread would be
            // concurrent with the operations of third threads.
            Self::Loom(atomic) if thread::current().id() == of => {
                take();
                atomic.store(value, Relaxed);
            }
            Self::Loom(_) => under_loom::cannot_judge(format!(
                "loom cannot pass a value that get_mut wrote to an {name} to another thread; \
                 use store"
            )),
            Self::Nothing => {
                take();
            }
        }
    }
}

/// Performs an operation under loom, between two fences if it is sequentially consistent.
///
/// loom treats a SeqCst access as acquire and release only, but it models SeqCst fences. An access
/// between two such fences is at least as strong as a SeqCst access, and sometimes stronger: it
/// also orders the relaxed accesses around it. So loom may miss a failure here, but it reports no
/// false one.
fn fenced<R>(order: Ordering, operation: impl FnOnce() -> R) -> R {
    if order != SeqCst {
        return operation();
    }
    model().fence(SeqCst);
    let result = operation();
    model().fence(SeqCst);
    result
}
