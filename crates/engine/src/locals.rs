//! The thread-local values of a model thread.
//!
//! In a model many threads share an OS thread, and each has its values for one execution
//! only. So a model keeps them with its thread, by the number of the key, in the order in
//! which they were made: their destructors run in the opposite order, as std's do.
//!
//! Nothing here runs a destructor: a value that is taken out is dropped by the thread
//! itself, as the last part of its code. Of a thread that is stopped in the middle of its
//! code the values are leaked, as its stack is.

/// The thread-local values of one model thread.
#[derive(Default)]
pub(crate) struct Locals {
    slots: Vec<Slot>,
}

/// One value, or where there was one.
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

/// What a thread has for a key that it has used before.
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
            // SAFETY: the caller says so.
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
        // SAFETY: `new` made the box, and only `self` owns it. What still has the address got
        // it from `find`, and asks again before each use.
        unsafe { (self.drop)(self.address) };
    }
}

impl Locals {
    /// What there is for this key. `None`: the thread has not used it.
    pub(crate) fn find(&self, key: u32) -> Option<Local> {
        let slot = self.slots.iter().find(|slot| slot.key == key)?;
        Some(match &slot.value {
            Some(value) => Local::Alive(value.address.cast_const()),
            None => Local::Destroyed,
        })
    }

    /// Keeps a value for this key. Returns the one that its initialisation has made
    /// meanwhile by using the key itself: the caller drops that.
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

    /// Takes out the value whose destructor runs next: the last that was made. A type
    /// without destructor keeps its value to the end of the thread.
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

    /// Frees the values that are left, none of which has a destructor.
    pub(crate) fn free(&mut self) {
        for slot in self.slots.drain(..) {
            if let Some(value) = slot.value {
                value.destroy();
            }
        }
    }
}
