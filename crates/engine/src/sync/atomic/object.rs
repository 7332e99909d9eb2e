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

/// On what an operation in a model works.
enum Access<'a> {
    Explored(ObjectId),
    Loom(&'a dyn Atomic),
    /// The thread unwinds: the operation is left out.
    Nothing,
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
            } => match mode::mode() {
                Mode::Real => unreachable!("`real` has answered"),
                Mode::Explored => {
                    let id = tag.id();
                    let kind = ObjectKind::Atomic(T::NAME, T::TYPE);
                    let initial = initial.give(Role::Static(id.number), made);
                    Access::Explored(hook::of_static(id, T::NAME, kind, initial, made))
                }
                Mode::Loom => {
                    if !under_loom::enter(place) {
                        return Access::Nothing;
                    }
                    mode::no_statics_in_loom(T::NAME, made)
                }
            },
            Self::Model(model) => {
                let access = model.access(place);
                model.take_back(&access, place);
                access
            }
        }
    }

    #[track_caller]
    pub(super) fn load(&self, order: Ordering, place: Place) -> T {
        match self.access(place) {
            Access::Explored(id) => T::get(hook::load(id, order, place)),
            Access::Loom(atomic) => T::from_loom(fenced(order, || atomic.load(order))),
            Access::Nothing => T::default(),
        }
    }

    #[track_caller]
    pub(super) fn store(&self, value: T, order: Ordering, place: Place) {
        match self.access(place) {
            Access::Explored(id) => {
                let value = value.give(Role::Written, place);
                hook::store(id, order, value, place);
            }
            Access::Loom(atomic) if order == SeqCst => {
                // A read-modify-write reads the newest value, which takes its
                // place behind every other store that came before it; a plain
                // store between the fences could still be overtaken.
                fenced(order, || {
                    atomic.update(Update::Swap, value.into_loom(), order)
                });
            }
            Access::Loom(atomic) => atomic.store(value.into_loom(), order),
            Access::Nothing => {}
        }
    }

    #[track_caller]
    pub(super) fn update(&self, update: Update, operand: T, order: Ordering, place: Place) -> T {
        match self.access(place) {
            Access::Explored(id) => {
                let operand = operand.give(Role::Written, place);
                T::get(hook::update(id, update, operand, order, place))
            }
            Access::Loom(atomic) => T::from_loom(fenced(order, || {
                atomic.update(update, operand.into_loom(), order)
            })),
            Access::Nothing => T::default(),
        }
    }

    #[track_caller]
    pub(super) fn compare_exchange(
        &self,
        (current, new): (T, T),
        (success, failure): (Ordering, Ordering),
        weak: bool,
        place: Place,
    ) -> Result<T, T> {
        match self.access(place) {
            Access::Explored(id) => {
                let expected = current.give(Role::Expected, place);
                let new = new.give(Role::Written, place);
                hook::compare_exchange(id, expected, new, success, failure, weak, place)
                    .map(T::get)
                    .map_err(T::get)
            }
            Access::Loom(atomic) => {
                let strongest = if failure == SeqCst { failure } else { success };
                let (current, new) = (current.into_loom(), new.into_loom());
                fenced(strongest, || {
                    atomic.compare_exchange(current, new, success, failure)
                })
                .map(T::from_loom)
                .map_err(T::from_loom)
            }
            Access::Nothing => Err(T::default()),
        }
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
        match access {
            Access::Explored(id) => {
                let value = lent.value.give(id.renewed(), place);
                // Another thread may have come first while this one waited. Any may say so:
                // no event of this object is there yet.
                if self.lent.lock().take().is_some() {
                    hook::set_initial(*id, value);
                }
            }
            // A store stands where it must if the borrower makes it. Another thread's would
            // be concurrent with what third threads do.
            Access::Loom(atomic) if thread::current().id() == lent.thread => {
                self.lent.lock().take();
                atomic.store(lent.value.into_loom(), Relaxed);
            }
            Access::Loom(_) => under_loom::cannot_judge(format!(
                "loom cannot hand what get_mut wrote to an {} to another thread; use store",
                T::NAME
            )),
            Access::Nothing => {
                self.lent.lock().take();
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
