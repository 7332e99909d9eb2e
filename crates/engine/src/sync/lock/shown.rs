//! The number that an execution shows beside a lock: the data, or a number of it.

use crate::explore::hook::ValueType;
use crate::sync::word::{Word, word_of};

/// Reads the number of a lock in an explored execution, if there is one to show.
pub(in crate::sync) struct Shown(Option<Box<Read>>);

/// The argument points to the data.
type Read = dyn Fn(*const ()) -> (ValueType, u64) + Send + Sync;

impl Shown {
    pub(in crate::sync) fn nothing() -> Self {
        Self(None)
    }

    /// The data itself, if its type is a word.
    pub(in crate::sync) fn word<T>() -> Self {
        Self(word_of::<T>().map(|read| -> Box<Read> {
            // SAFETY: `of` passes a pointer to the data, of type `T`.
            Box::new(move |data| unsafe { read(data) })
        }))
    }

    /// The number that `number` returns for the data.
    pub(in crate::sync) fn number<T: 'static, W: Word>(
        number: impl Fn(&T) -> W + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Box::new(move |data| {
            // SAFETY: `of` passes a pointer to the data, of type `T`.
            let number = number(unsafe { &*data.cast::<T>() });
            (W::TYPE.0, number.bits())
        })))
    }

    /// The number.
    ///
    /// # Safety
    ///
    /// `data` points to the data of the lock, of the type with which this was created, and no other
    /// thread writes to it.
    pub(in crate::sync) unsafe fn of(&self, data: *const ()) -> Option<(ValueType, u64)> {
        self.0.as_ref().map(|read| read(data))
    }
}
