//! The values of an execution, and its addresses by name.

use std::fmt;

use crate::explore::schedule::letter;

/// A value that an event read or wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Of an unsigned type.
    Unsigned(u64),
    /// Of a signed type.
    Signed(i64),
    /// Of a bool.
    Bool(bool),
    /// Of an `AtomicPtr`; `None` for null.
    Pointer(Option<Address>),
}

/// The name of an address. It is the same in every run of an execution, while the address itself
/// is not.
///
/// The name consists of the thread that first gave the address to an operation on an `AtomicPtr`,
/// and the position of the address among those that this thread named first, from 1.
///
/// ```
/// use racelab::explore::{Address, Explorer, Value};
/// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
///
/// let exploration = Explorer::new().explore(|| {
///     let first = AtomicPtr::new(std::ptr::null_mut());
///     first.store(Box::leak(Box::new(5)), Relaxed);
/// });
/// let outcome = &exploration.outcomes()[&()];
/// let last = outcome.example.objects[0].last;
/// assert_eq!(last, Some(Value::Pointer(Some(Address { thread: 0, number: 1 }))));
/// assert_eq!(last.unwrap().to_string(), "&M1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The thread, as an index into [`Execution::threads`](super::Execution::threads).
    pub thread: usize,
    /// The position among its addresses, from 1.
    pub number: u32,
}

impl fmt::Display for Address {
    /// The thread's letter and the number, as in `&A1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "&{}{}", letter(self.thread), self.number)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned(v) => v.fmt(f),
            Self::Signed(v) => v.fmt(f),
            Self::Bool(v) => v.fmt(f),
            Self::Pointer(Some(v)) => v.fmt(f),
            Self::Pointer(None) => f.write_str("null"),
        }
    }
}
