//! An `OnceLock` for one operation, and the place of its value.

use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};

use crate::explore::hook::{self, ObjectKind};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::statics::Tag;
use crate::sync::{Condvar, Mutex};

/// A static in one execution.
struct StaticCell {
    object: Explored,
    /// The value, a `T` in a box that lives for ever; null before `set`. Relaxed is enough: the
    /// threads of an execution take turns, and even on several OS threads the turn of one happens
    /// before the turn of the next.
    value: AtomicPtr<()>,
}

/// An `OnceLock` for one operation.
pub(super) struct InUse<'a, T> {
    value: Value<'a, T>,
    kind: Used<'a>,
}

enum Value<'a, T> {
    Own(&'a std::sync::OnceLock<T>),
    Static(Arc<StaticCell>),
}

/// The state of a value under loom.
#[derive(PartialEq, Eq)]
pub(super) enum Stage {
    New,
    Begun,
    Done,
}

pub(super) enum Used<'a> {
    Real,
    Explored(Explored),
    Loom(&'a (Mutex<Stage>, Condvar)),
}

/// If a panic drops this before the value is set, the drop reports the panic to the explorer.
struct GiveUp(hook::ObjectId);

impl Drop for GiveUp {
    fn drop(&mut self) {
        hook::give_up(self.0);
    }
}

impl<'a, T> InUse<'a, T> {
    pub(super) fn own(value: &'a std::sync::OnceLock<T>, kind: Used<'a>) -> Self {
        let value = Value::Own(value);
        Self { value, kind }
    }

    /// A static in the running execution.
    pub(super) fn of_static(tag: &Tag, what: &'static str, made: Place) -> Self {
        let id = tag.id();
        let part = hook::part_of_static(id, || {
            let object = hook::of_static(id, what, ObjectKind::Once(what), 0, made);
            StaticCell {
                object: Explored::existing(what, object, made),
                value: AtomicPtr::default(),
            }
        });
        Self {
            kind: Used::Explored(part.object),
            value: Value::Static(part),
        }
    }

    /// Whether a read of the calling thread finds the value set.
    #[track_caller]
    pub(super) fn is_set(&self, place: Place) -> bool {
        match &self.kind {
            Used::Real => true,
            Used::Explored(object) => object.id().is_some_and(|id| hook::is_complete(id, place)),
            Used::Loom(state) => *state.0.lock() == Stage::Done,
        }
    }

    /// Whether the operation belongs on the real cell.
    pub(super) fn is_real(&self) -> bool {
        matches!(self.kind, Used::Real)
    }

    /// Waits until the value is set, in a model.
    #[track_caller]
    pub(super) fn wait(&self, place: Place) {
        match &self.kind {
            Used::Real => unreachable!("std's waits"),
            Used::Explored(object) => {
                if let Some(id) = object.id() {
                    hook::await_completion(id, place);
                }
            }
            // (An unwinding thread does not wait.)
            Used::Loom((state, changed)) => {
                let mut guard = state.lock();
                let unwinds = std::thread::panicking();
                changed.wait_while(&mut guard, |state| *state != Stage::Done && !unwinds);
            }
        }
    }

    pub(super) fn get(&self) -> Option<&'a T> {
        match &self.value {
            Value::Own(value) => value.get(),
            // SAFETY: this code borrows the static for `'a` at the type `OnceLock<T>`. So did
            // `set`, which stored a box of a `T` for ever, and no code changes it. (No other
            // static has this number, and the type has no subtypes.)
            Value::Static(part) => unsafe {
                part.value.load(Relaxed).cast::<T>().cast_const().as_ref()
            },
        }
    }

    /// Sets the value, which must not be set yet.
    fn set(&self, value: T) {
        let first = match &self.value {
            Value::Own(own) => own.set(value).is_ok(),
            Value::Static(part) => {
                let value = Box::into_raw(Box::new(value)).cast();
                part.value.swap(value, Relaxed).is_null()
            }
        };
        assert!(first, "the model lets one thread in");
    }

    /// Returns the value, or else stores and returns the result of `f`. It never waits.
    pub(super) fn get_or_set(&self, f: impl FnOnce() -> T) -> &'a T {
        match &self.value {
            Value::Own(own) => own.get_or_init(f),
            Value::Static(_) => {
                self.set(f());
                self.get().expect("set just now")
            }
        }
    }

    /// Sets the value to the result of `make`, if the calling thread is the first.
    #[track_caller]
    pub(super) fn initialize(&self, mut make: impl FnMut() -> Option<T>, place: Place) {
        let mut set = || {
            if let Some(value) = make() {
                self.set(value);
            }
        };
        match (&self.kind, &self.value) {
            (Used::Real, Value::Own(value)) => {
                value.get_or_init(|| make().expect("called once only"));
            }
            (Used::Real, Value::Static(_)) => unreachable!("a part of an execution"),
            (Used::Explored(object), _) => {
                if let Some(id) = object.id()
                    && hook::enter(id, place)
                {
                    let give_up = GiveUp(id);
                    set();
                    std::mem::forget(give_up);
                    hook::complete(id, place);
                }
            }
            (Used::Loom(model), _) => {
                let (state, changed) = model;
                let mut guard = state.lock();
                changed.wait_while(&mut guard, |state| *state == Stage::Begun);
                if *guard == Stage::Done {
                    return;
                }
                *guard = Stage::Begun;
                drop(guard);
                set();
                *state.lock() = Stage::Done;
                changed.notify_all();
            }
        }
    }
}
