//! An atomic of any type, in the three ways.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{self, Relaxed};

use super::access::{Seen, Target, static_access};
use super::words::AtomicWord;
use crate::explore::hook::{ObjectKind, Role, Update};
use crate::plug::model::{Atomic, model};
use crate::sync::mode::{self, Mode};
use crate::sync::model::{Explored, InLoom};
use crate::sync::place::{self, Place};
use crate::sync::statics::Tag;
use crate::sync::thread::{self, ThreadId};
use crate::sync::under_loom;

/// An atomic in one of the three ways.
pub(super) enum AtomicObject<T: AtomicWord> {
    Real {
        atomic: T::Real,
        made: Place,
    },
    /// The object of `const_new`, which is real or explored at each operation, as the calling code
    /// is.
    Static {
        atomic: T::Real,
        initial: T,
        made: Place,
        tag: Tag,
    },
    Model(Box<Modelled<T>>),
}

/// An atomic in a model.
pub(super) struct Modelled<T: AtomicWord> {
    kind: Kind,
    lent: parking_lot::Mutex<Option<Lent<T>>>,
    /// Whether `lent` may contain a value. Every operation reads this flag first, because the lock
    /// takes as long as the rest of the operation. Relaxed: only code with exclusive access to the
    /// atomic sets the flag, and that access happens before all later operations of other threads.
    may_be_lent: AtomicBool,
}

enum Kind {
    Explored(Explored),
    Loom(InLoom<Box<dyn Atomic>>),
}

/// The value that [`AtomicObject::get_mut`] lent out.
///
/// The atomic does not see the end of a `&mut T`. At the next operation the borrow has ended, so
/// that operation reports the borrower's value to the model.
#[derive(Clone, Copy)]
struct Lent<T> {
    /// The value that the borrower sees and may change.
    value: T,
    /// The value that the model has.
    known: T,
    /// The thread that borrowed it.
    thread: ThreadId,
}

impl<T: AtomicWord> AtomicObject<T> {
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
        Self::Model(Box::new(Modelled {
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

    /// The real atomic, if the operation belongs there.
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

    /// Whether operations belong on the real atomic.
    ///
    /// # Panics
    ///
    /// As [`real`](Self::real).
    #[track_caller]
    pub(super) fn is_real(&self) -> bool {
        self.real().is_some()
    }

    /// The real atomic of a caller with exclusive access; only if [`is_real`](Self::is_real).
    pub(super) fn real_mut(&mut self) -> &mut T::Real {
        match self {
            Self::Real { atomic, .. } | Self::Static { atomic, .. } => atomic,
            Self::Model(_) => unreachable!("an atomic in a model has no real one"),
        }
    }

    #[track_caller]
    fn target(&self, place: Place) -> Target<'_> {
        match self {
            Self::Real { .. } => unreachable!("`real` has answered"),
            Self::Static {
                initial, made, tag, ..
            } => static_access(T::NAME, T::TYPE, tag, made, place, &|role| {
                initial.give(role, made)
            }),
            Self::Model(model) => {
                let target = model.target(place);
                model.take_back(&target, place);
                target
            }
        }
    }

    #[track_caller]
    pub(super) fn load(&self, order: Ordering, place: Place) -> T {
        self.target(place).load(order, place).value()
    }

    #[track_caller]
    pub(super) fn store(&self, value: T, order: Ordering, place: Place) {
        let target = self.target(place);
        let value = target.give(value, Role::Written, place);
        target.store(value, order, place);
    }

    #[track_caller]
    pub(super) fn update(&self, update: Update, operand: T, order: Ordering, place: Place) -> T {
        let target = self.target(place);
        let operand = target.give(operand, Role::Written, place);
        target.update(update, operand, order, place).value()
    }

    #[track_caller]
    pub(super) fn compare_exchange(
        &self,
        (current, new): (T, T),
        orders: (Ordering, Ordering),
        weak: bool,
        place: Place,
    ) -> Result<T, T> {
        let target = self.target(place);
        let current = target.give(current, Role::Expected, place);
        let new = target.give(new, Role::Written, place);
        let result = target.compare_exchange((current, new), orders, weak, place);
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

    /// The newest value in coherence order. The caller has exclusive access, so it has
    /// synchronized with all earlier operations on the atomic. Hence a relaxed load
    /// cannot return an older value.
    #[track_caller]
    pub(super) fn newest(&mut self, place: Place) -> T {
        if let Self::Model(model) = self
            && let Some(lent) = model.lent.get_mut()
        {
            return lent.value;
        }
        self.load(Relaxed, place)
    }

    /// Whether the calling code may use the atomic.
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

impl<T: AtomicWord> Modelled<T> {
    #[track_caller]
    fn target(&self, place: Place) -> Target<'_> {
        match &self.kind {
            Kind::Explored(object) => object.id().map(Target::Explored),
            Kind::Loom(atomic) => atomic.enter(place).map(|atomic| Target::Loom(&**atomic)),
        }
        .unwrap_or(Target::Nothing)
    }

    /// Lends the value, which is the newest one.
    fn lend(&mut self, value: T, place: Place) -> &mut T {
        *self.may_be_lent.get_mut() = true;
        let lent = self.lent.get_mut().get_or_insert_with(|| {
            if let Kind::Explored(object) = &mut self.kind {
                // The borrower's write must happen before all later operations of other threads.
                // The initial value of an object does.
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

    /// Reports the value that `get_mut` lent to the model.
    fn take_back(&self, target: &Target<'_>, place: Place) {
        if self.may_be_lent.load(Relaxed) {
            self.take_back_lent(target, place);
        }
    }

    #[cold]
    fn take_back_lent(&self, target: &Target<'_>, place: Place) {
        let Some(lent) = *self.lent.lock() else {
            return;
        };
        if lent.value == lent.known {
            self.lent.lock().take();
            return;
        }
        let role = match target {
            Target::Explored(id) => id.renewed(),
            Target::Loom(_) | Target::Nothing => Role::Written,
        };
        let value = target.give(lent.value, role, place);
        let take = || self.lent.lock().take().is_some();
        target.take_back(value, lent.thread, T::NAME, &take);
    }
}
