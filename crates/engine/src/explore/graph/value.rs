//! Values and the functions of read-modify-writes.

use crate::explore::execution::{Address, Value};

/// The type of a value's 64 bits. A value is stored zero-extended from its own width (an i64 as its
/// two's complement).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ValueType {
    Bool,
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
    /// An address. The explorer stores its name, a model stores its bits.
    Pointer,
}

impl ValueType {
    fn bits(self) -> u32 {
        match self {
            Self::Bool => 1,
            Self::U8 | Self::I8 => 8,
            Self::U16 | Self::I16 => 16,
            Self::U32 | Self::I32 => 32,
            Self::U64 | Self::I64 | Self::Pointer => 64,
        }
    }

    /// The value with the bits outside its type cut off.
    fn truncate(self, value: u64) -> u64 {
        value & (u64::MAX >> (64 - self.bits()))
    }

    /// The value as a signed number, if the type is signed.
    fn signed(self, value: u64) -> Option<i64> {
        let unused = 64 - self.bits();
        let signed = matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64);
        signed.then(|| (value << unused).cast_signed() >> unused)
    }

    /// The value that the bits represent.
    pub(in crate::explore) fn value(self, bits: u64) -> Value {
        match (self, self.signed(bits)) {
            (_, Some(signed)) => Value::Signed(signed),
            (Self::Bool, None) => Value::Bool(bits != 0),
            (Self::Pointer, None) => Value::Pointer(Address::of(bits)),
            (_, None) => Value::Unsigned(bits),
        }
    }

    /// Whether the first value is less than the second.
    fn less(self, a: u64, b: u64) -> bool {
        match (self.signed(a), self.signed(b)) {
            (Some(a), Some(b)) => a < b,
            _ => a < b,
        }
    }
}

/// The name of an address in a graph, which is the same in every run: the `number`-th address,
/// from 1, that `thread` was the first to pass to an operation. Null is 0.
impl Address {
    pub(in crate::explore) fn bits(self) -> u64 {
        (self.thread as u64) << 32 | u64::from(self.number)
    }

    /// The inverse; `None` for null.
    pub(in crate::explore) fn of(bits: u64) -> Option<Self> {
        let [number, thread] = [bits & u64::from(u32::MAX), bits >> 32];
        (bits != 0).then(|| Self {
            thread: usize::try_from(thread).expect("at most 16 threads"),
            number: u32::try_from(number).expect("32 bits"),
        })
    }
}

/// The function of a read-modify-write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Update {
    Swap,
    Add,
    Sub,
    And,
    Nand,
    Or,
    Xor,
    Max,
    Min,
    /// Clones a handle of an `Arc`.
    Clone,
    /// Drops a handle of an `Arc`.
    Drop,
    /// Upgrades to an owner of an `Arc`. Without an owner it writes nothing.
    Upgrade,
    /// Takes the payload of the only owner of an `Arc`. With other owners it writes nothing.
    Take,
}

/// The amount that a `Weak` adds to the count of an `Arc`; an owner adds 1. There are always fewer
/// owners than this: each of them is an event, and an execution has at most 60,000.
pub(crate) const ONE_WEAK: u64 = 1_000_000;

impl Update {
    /// The new value from the old value, if the function writes one.
    pub(super) fn apply(self, value_type: ValueType, old: u64, operand: u64) -> Option<u64> {
        Some(value_type.truncate(match self {
            Self::Upgrade if old.is_multiple_of(ONE_WEAK) => return None,
            Self::Take if old % ONE_WEAK != 1 => return None,
            Self::Swap => operand,
            Self::Add | Self::Clone | Self::Upgrade => old.wrapping_add(operand),
            Self::Sub | Self::Drop | Self::Take => old.wrapping_sub(operand),
            Self::And => old & operand,
            Self::Nand => !(old & operand),
            Self::Or => old | operand,
            Self::Xor => old ^ operand,
            Self::Max if value_type.less(old, operand) => operand,
            Self::Min if value_type.less(operand, old) => operand,
            Self::Max | Self::Min => old,
        }))
    }

    /// Whether the function operates on the handles of an `Arc`.
    pub(super) fn is_of_arc(self) -> bool {
        matches!(self, Self::Clone | Self::Drop | Self::Upgrade | Self::Take)
    }

    /// The name of an atomic's method, or an `Arc`'s.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Swap => "swap",
            Self::Add => "fetch_add",
            Self::Sub => "fetch_sub",
            Self::And => "fetch_and",
            Self::Nand => "fetch_nand",
            Self::Or => "fetch_or",
            Self::Xor => "fetch_xor",
            Self::Max => "fetch_max",
            Self::Min => "fetch_min",
            Self::Clone => "clone",
            Self::Drop => "drop",
            Self::Upgrade => "upgrade",
            Self::Take => "take",
        }
    }
}

/// The n-th thread, from 0 and lowest first, in a set of threads as bits.
pub(in crate::explore) fn waiter(bits: u64, number: u8) -> Option<u8> {
    let without_lowest = |bits: u64, _| bits & bits.saturating_sub(1);
    let left = (0..number).fold(bits, without_lowest);
    let lowest = u8::try_from(left.trailing_zeros()).expect("at most 64");
    (left != 0).then_some(lowest)
}
