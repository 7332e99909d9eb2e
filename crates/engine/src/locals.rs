//! The thread-local values of a model thread.
//!
//! In a model many threads share an OS thread, and each has its values only for one execution. So
//! a model keeps them with its thread, by the number of the key, in the order of their creation.
//! Their destructors run in the opposite order, as in std.
//!
//! No code here runs a destructor: the thread itself takes out its values and drops them, as the
//! last part of its code. A thread stopped in the middle of its code leaks its values, like its
//! stack.

/// The thread-local values of one model thread.
#[derive(Default)]
pub(crate) struct Locals {
    slots: Vec<Slot>,
}

/// One value, or the place of a destroyed one.
struct Slot {
    key: u32,
    /// `None` once its destructor has begun.
    value: Option<LocalValue>,
}

/// A value in a box, whose type the key knows.
pub(crate) struct LocalValue {
    address: *mut (),
    /// Drops the box.
    drop: unsafe fn(*mut ()),
    /// Whether the type has a destructor.
    has_destructor: bool,
}

/// The state of a thread's value for a key that it has used.
#[derive(Clone, Copy)]
pub(crate) enum Local {
    /// The value.
    Alive(*const ()),
    /// The destructor has begun.
    Destroyed,
}

impl LocalValue {
    pub(crate) fn new<T: 'static>(value: T) -> Self {
        /// # Safety
        ///
        /// `address` is that of a `Box<T>` with no other owner.
        unsafe fn drop_box<T>(address: *mut ()) {
            // SAFETY: the caller promises it.
            drop(unsafe { Box::from_raw(address.cast::<T>()) });
        }
        Self {
            address: Box::into_raw(Box::new(value)).cast(),
            drop: drop_box::<T>,
            has_destructor: std::mem::needs_drop::<T>(),
        }
    }

    /// Runs the destructor.
    pub(crate) fn destroy(self) {
        // SAFETY: `new` created the box, and only `self` owns it. Code that has the address got it
        // from `find`, and calls `find` again before each use.
        unsafe { (self.drop)(self.address) };
    }
}

impl Locals {
    /// The state of the value for this key. `None`: the thread has not used the key.
    pub(crate) fn find(&self, key: u32) -> Option<Local> {
        let slot = self.slots.iter().find(|slot| slot.key == key)?;
        Some(match &slot.value {
            Some(value) => Local::Alive(value.address.cast_const()),
            None => Local::Destroyed,
        })
    }

    /// Sets the value for this key. Returns a value that the initialization has set meanwhile, by
    /// using the key itself; the caller drops it.
    pub(crate) fn put(&mut self, key: u32, value: LocalValue) -> Option<LocalValue> {
        match self.slots.iter_mut().find(|slot| slot.key == key) {
            Some(slot) => slot.value.replace(value),
            None => {
                let value = Some(value);
                self.slots.push(Slot { key, value });
                None
            }
        }
    }

    /// Takes out the value whose destructor runs next: the last one created. A type without a
    /// destructor keeps its value to the end of the thread.
    pub(crate) fn take_next(&mut self) -> Option<LocalValue> {
        let has_destructor = |slot: &&mut Slot| {
            let value = slot.value.as_ref();
            value.is_some_and(|value| value.has_destructor)
        };
        self.slots
            .iter_mut()
            .rev()
            .find(has_destructor)?
            .value
            .take()
    }

    /// Whether a destructor is left to run.
    pub(crate) fn has_destructors(&self) -> bool {
        let values = self.slots.iter().filter_map(|slot| slot.value.as_ref());
        values.into_iter().any(|value| value.has_destructor)
    }

    /// Frees the remaining values, none of which has a destructor.
    pub(crate) fn free(&mut self) {
        for slot in self.slots.drain(..) {
            if let Some(value) = slot.value {
                value.destroy();
            }
        }
    }
}
