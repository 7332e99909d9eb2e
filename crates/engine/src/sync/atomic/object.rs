//! What an atomic of any type is in the three ways.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{self, Relaxed, SeqCst};

use crate::explore::hook::{self, ObjectId, ObjectKind, Role, Update, ValueType};
use crate::plug::{Atomic, model};
use crate::sync::mode::{self, Mode};
use crate::sync::model::{Explored, InLoom};
use crate::sync::place::{self, Place};
use crate::sync::statics::Tag;
use crate::sync::thread::{self, ThreadId};
use crate::sync::under_loom;

/// A type that has an atomic in std.
pub(in crate::sync) trait AtomicWord: Copy + PartialEq + Default {
    /// The name of its atomic type.
    const NAME: &'static str;
    /// How the explorer reads it.
    const TYPE: ValueType;
    /// Its atomic type in std.
    type Real;

    fn real(self) -> Self::Real;

    /// As the explorer has it, to which the running thread gives it in this role at
    /// `place`.
    fn give(self, role: Role, place: Place) -> u64;
    /// The other way: the running thread gets it from the explorer.
    fn get(bits: u64) -> Self;

    /// As an [atomic of loom's](Atomic) has it.
    fn into_loom(self) -> u64;
    /// The other way.
    fn from_loom(bits: u64) -> Self;
}

/// An atomic in one of the three ways.
pub(super) enum Object<T: AtomicWord> {
    Real {
        atomic: T::Real,
        made: Place,
    },
    /// Made by `const_new`: real or explored, as the code runs at each operation.
    Static {
        atomic: T::Real,
        initial: T,
        made: Place,
        tag: Tag,
    },
    Model(Box<Model<T>>),
}

/// An atomic in a model.
pub(super) struct Model<T: AtomicWord> {
    kind: Kind,
    lent: parking_lot::Mutex<Option<Lent<T>>>,
    /// Whether there may be one: asked before every operation, where the lock would cost
    /// as much as the rest. Relaxed: only code that has the atomic for itself sets it, which
    /// happens before all that others do with the atomic later.
    may_be_lent: AtomicBool,
}

enum Kind {
    Explored(Explored),
    Loom(InLoom<Box<dyn Atomic>>),
}

/// The value as [`Object::get_mut`] lent it out.
///
/// Nobody can see when a `&mut T` ends, but that it has ended is certain at the next
/// operation: that one tells the model what the borrower made of the value.
#[derive(Clone, Copy)]
struct Lent<T> {
    /// What the borrower sees and may change.
    value: T,
    /// What the model has.
    known: T,
    /// Who borrowed it.
    thread: ThreadId,
}

/// On what an operation in a model works. Its operations know values by their bits alone, so
/// that they are compiled once and not for each type.
enum Access<'a> {
    Explored(ObjectId),
    Loom(&'a dyn Atomic),
    /// The thread unwinds: the operation is left out.
    Nothing,
}

/// A value as a model has it.
enum Seen {
    Explored(u64),
    Loom(u64),
    Nothing,
}

impl Seen {
    fn value<T: AtomicWord>(self) -> T {
        match self {
            Self::Explored(bits) => T::get(bits),
            Self::Loom(bits) => T::from_loom(bits),
            Self::Nothing => T::default(),
        }
    }
}

impl<T: AtomicWord> Object<T> {
    pub(super) fn new(value: T, made: Place) -> Self {
        let kind = match mode::mode() {
            Mode::Real => {
                return Self::Real {
                    atomic: value.real(),
                    made,
                };
            }
            Mode::Explored => {
                let kind = ObjectKind::Atomic(T::NAME, T::TYPE);
                let value = value.give(Role::Initial, made);
                Kind::Explored(Explored::new(T::NAME, kind, value, made))
            }
            Mode::Loom => {
                let atomic = model().atomic(T::TYPE, value.into_loom());
                Kind::Loom(InLoom::new(T::NAME, atomic, made))
            }
        };
        Self::Model(Box::new(Model {
            kind,
            lent: parking_lot::Mutex::new(None),
            may_be_lent: AtomicBool::new(false),
        }))
    }

    pub(super) fn name(&self, name: &str) {
        if let Self::Model(model) = self
            && let Kind::Explored(object) = &model.kind
        {
            object.name(name);
        }
    }

    /// The real atomic, if the operation is to be made on it.
    ///
    /// # Panics
    ///
    /// If it is a real atomic and a model runs here.
    #[inline(always)]
    #[track_caller]
    pub(super) fn real(&self) -> Option<&T::Real> {
        match self {
            Self::Real { atomic, made } => {
                mode::require_real(T::NAME, made);
                Some(atomic)
            }
            Self::Static { atomic, .. } if mode::is_real() => Some(atomic),
            _ => None,
        }
    }

    /// Whether operations are to be made on the real atomic.
    ///
    /// # Panics
    ///
    /// As [`real`](Self::real).
    #[track_caller]
    pub(super) fn is_real(&self) -> bool {
        self.real().is_some()
    }

    /// The real atomic, for one who has it alone; only if [`is_real`](Self::is_real).
    pub(super) fn real_mut(&mut self) -> &mut T::Real {
        match self {
            Self::Real { atomic, .. } | Self::Static { atomic, .. } => atomic,
            Self::Model(_) => unreachable!("an atomic in a model has no real one"),
        }
    }

    #[track_caller]
    fn access(&self, place: Place) -> Access<'_> {
        match self {
            Self::Real { .. } => unreachable!("`real` has answered"),
            Self::Static {
                initial, made, tag, ..
            } => static_access(T::NAME, T::TYPE, tag, made, place, &|role| {
                initial.give(role, made)
            }),
            Self::Model(model) => {
                let access = model.access(place);
                model.take_back(&access, place);
                access
            }
        }
    }

    #[track_caller]
    pub(super) fn load(&self, order: Ordering, place: Place) -> T {
        self.access(place).load(order, place).value()
    }

    #[track_caller]
    pub(super) fn store(&self, value: T, order: Ordering, place: Place) {
        let access = self.access(place);
        let value = access.give(value, Role::Written, place);
        access.store(value, order, place);
    }

    #[track_caller]
    pub(super) fn update(&self, update: Update, operand: T, order: Ordering, place: Place) -> T {
        let access = self.access(place);
        let operand = access.give(operand, Role::Written, place);
        access.update(update, operand, order, place).value()
    }

    #[track_caller]
    pub(super) fn compare_exchange(
        &self,
        (current, new): (T, T),
        orders: (Ordering, Ordering),
        weak: bool,
        place: Place,
    ) -> Result<T, T> {
        let access = self.access(place);
        let current = access.give(current, Role::Expected, place);
        let new = access.give(new, Role::Written, place);
        let result = access.compare_exchange((current, new), orders, weak, place);
        result.map(Seen::value).map_err(Seen::value)
    }

    /// Lends the value of an atomic in a model.
    #[track_caller]
    pub(super) fn get_mut(&mut self, place: Place) -> &mut T {
        let value = self.newest(place);
        match self {
            Self::Model(model) => model.lend(value, place),
            Self::Real { made, .. } | Self::Static { made, .. } => panic!(
                "get_mut cannot follow an {} of const_new ({}) into a model; use load and store",
                T::NAME,
                place::short(made)
            ),
        }
    }

    /// The newest value in coherence order. Whoever has the atomic alone has
    /// synchronized with all who had it before, so no older value is left to read:
    /// a relaxed load gives the newest.
    #[track_caller]
    pub(super) fn newest(&mut self, place: Place) -> T {
        if let Self::Model(model) = self
            && let Some(lent) = model.lent.get_mut()
        {
            return lent.value;
        }
        self.load(Relaxed, place)
    }

    /// Whether the calling code runs where the atomic can be used.
    pub(super) fn is_here(&self) -> bool {
        match self {
            Self::Real { .. } => mode::is_real(),
            Self::Static { .. } => !under_loom::active(),
            Self::Model(model) => match &model.kind {
                Kind::Explored(object) => object.is_here(),
                Kind::Loom(atomic) => atomic.is_here(),
            },
        }
    }
}

impl<T: AtomicWord> Model<T> {
    #[track_caller]
    fn access(&self, place: Place) -> Access<'_> {
        match &self.kind {
            Kind::Explored(object) => object.id().map(Access::Explored),
            Kind::Loom(atomic) => atomic.enter(place).map(|atomic| Access::Loom(&**atomic)),
        }
        .unwrap_or(Access::Nothing)
    }

    /// Lends the value, which is the newest one.
    fn lend(&mut self, value: T, place: Place) -> &mut T {
        *self.may_be_lent.get_mut() = true;
        let lent = self.lent.get_mut().get_or_insert_with(|| {
            if let Kind::Explored(object) = &mut self.kind {
                // What the borrower writes must be there before all that others do with
                // the atomic later. The first value of an object is.
                object.renew(value.give(Role::Initial, place), place);
            }
            Lent {
                value,
                known: value,
                thread: thread::current().id(),
            }
        });
        &mut lent.value
    }

    /// Tells the model what became of the value that was lent out.
    fn take_back(&self, access: &Access<'_>, place: Place) {
        if self.may_be_lent.load(Relaxed) {
            self.take_back_lent(access, place);
        }
    }

    #[cold]
    fn take_back_lent(&self, access: &Access<'_>, place: Place) {
        let Some(lent) = *self.lent.lock() else {
            return;
        };
        if lent.value == lent.known {
            self.lent.lock().take();
            return;
        }
        let role = match access {
            Access::Explored(id) => id.renewed(),
            Access::Loom(_) | Access::Nothing => Role::Written,
        };
        let value = access.give(lent.value, role, place);
        let take = || self.lent.lock().take().is_some();
        access.take_back(value, lent.thread, T::NAME, &take);
    }
}

/// On what an operation on a static works, in a model.
#[inline(never)]
#[track_caller]
fn static_access<'a>(
    name: &'static str,
    value_type: ValueType,
    tag: &Tag,
    made: Place,
    place: Place,
    initial: &dyn Fn(Role) -> u64,
) -> Access<'a> {
    match mode::mode() {
        Mode::Real => unreachable!("`real` has answered"),
        Mode::Explored => {
            let id = tag.id();
            let kind = ObjectKind::Atomic(name, value_type);
            let initial = initial(Role::Static(id.number));
            Access::Explored(hook::of_static(id, name, kind, initial, made))
        }
        Mode::Loom if !under_loom::enter(place) => Access::Nothing,
        Mode::Loom => mode::no_statics_in_loom(name, made),
    }
}

impl Access<'_> {
    /// A value that the running thread gives to the model in this role.
    fn give<T: AtomicWord>(&self, value: T, role: Role, place: Place) -> u64 {
        match self {
            Self::Explored(_) => value.give(role, place),
            Self::Loom(_) => value.into_loom(),
            Self::Nothing => 0,
        }
    }

    #[track_caller]
    fn load(&self, order: Ordering, place: Place) -> Seen {
        match *self {
            Self::Explored(id) => Seen::Explored(hook::load(id, order, place)),
            Self::Loom(atomic) => Seen::Loom(fenced(order, || atomic.load(order))),
            Self::Nothing => Seen::Nothing,
        }
    }

    #[track_caller]
    fn store(&self, value: u64, order: Ordering, place: Place) {
        match *self {
            Self::Explored(id) => hook::store(id, order, value, place),
            Self::Loom(atomic) if order == SeqCst => {
                // A read-modify-write reads the newest value, which takes its
                // place behind every other store that came before it; a plain
                // store between the fences could still be overtaken.
                fenced(order, || atomic.update(Update::Swap, value, order));
            }
            Self::Loom(atomic) => atomic.store(value, order),
            Self::Nothing => {}
        }
    }

    #[track_caller]
    fn update(&self, update: Update, operand: u64, order: Ordering, place: Place) -> Seen {
        match *self {
            Self::Explored(id) => Seen::Explored(hook::update(id, update, operand, order, place)),
            Self::Loom(atomic) => {
                Seen::Loom(fenced(order, || atomic.update(update, operand, order)))
            }
            Self::Nothing => Seen::Nothing,
        }
    }

    #[track_caller]
    fn compare_exchange(
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

    /// Tells the model the value that was lent to this thread. `take` says whether nobody else
    /// has told it meanwhile.
    #[track_caller]
    fn take_back(&self, value: u64, of: ThreadId, name: &str, take: &dyn Fn() -> bool) {
        match *self {
            Self::Explored(id) => {
                // Another thread may have come first while this one waited. Any may say so:
                // no event of this object is there yet.
                if take() {
                    hook::set_initial(id, value);
                }
            }
            // A store stands where it must if the borrower makes it. Another thread's would
            // be concurrent with what third threads do.
            Self::Loom(atomic) if thread::current().id() == of => {
                take();
                atomic.store(value, Relaxed);
            }
            Self::Loom(_) => under_loom::cannot_judge(format!(
                "loom cannot hand what get_mut wrote to an {name} to another thread; use store"
            )),
            Self::Nothing => {
                take();
            }
        }
    }
}

/// Makes an operation under loom between two fences if it is sequentially
/// consistent.
///
/// loom gives a SeqCst access no more than acquire and release, but it knows what a
/// SeqCst fence does. An access between two of them is at least as strong as a
/// SeqCst access, and sometimes stronger: it also orders the relaxed accesses
/// around it. So loom may miss a failure here, and shows no false one.
fn fenced<R>(order: Ordering, operation: impl FnOnce() -> R) -> R {
    if order != SeqCst {
        return operation();
    }
    model().fence(SeqCst);
    let result = operation();
    model().fence(SeqCst);
    result
}
