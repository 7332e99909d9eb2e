//! The objects of `const_new`, for statics: real or explored at each operation, as the calling code
//! is, and in their initial state in every explored execution.
//!
//! An execution finds its part of a static by the static's number. The explorer has the values of
//! atomics and cells; the registry of the engine has the data of locks ([`Pristine`]) and the
//! values of `OnceLock`s.

mod data;

pub(super) use data::{Of, Pristine, in_execution};

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use crate::explore::hook::StaticId;

/// The number of a static, assigned when a model first uses it.
///
/// The number moves with the object, so neither a move nor another object at the same address
/// confuses the explorer. (No unsafe code depends on that: two objects never have the same number.)
pub(super) struct Tag {
    /// 0 before the first use in a model. It has 32 bits, so that it makes no atomic larger.
    number: AtomicU32,
}

/// The number of the next static.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Tag {
    pub(super) const fn new() -> Self {
        Self {
            number: AtomicU32::new(0),
        }
    }

    /// The number. Several OS threads may use one static in explorations at once: all of them get
    /// the same number, which is new for exactly one of them.
    pub(super) fn id(&self) -> StaticId {
        // Relaxed, here and below: the numbers only have to differ. The exchange, like every
        // read-modify-write, reads the newest number, so only one exchange succeeds.
        let number = self.number.load(Relaxed);
        if number != 0 {
            let is_new = false;
            return StaticId { number, is_new };
        }
        let next = NEXT.fetch_add(1, Relaxed);
        let next = u32::try_from(next).expect("fewer statics than numbers of 32 bits");
        let exchanged = self.number.compare_exchange(0, next, Relaxed, Relaxed);
        StaticId {
            is_new: exchanged.is_ok(),
            number: exchanged.err().unwrap_or(next),
        }
    }
}
