//! Values and the functions of read-modify-writes.

/// How the 64 bits of a value are to be read. A value is stored zero-extended
/// from its own width (an i64 as its two's complement).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum ValueType {
    Bool,
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
}

impl ValueType {
    fn bits(self) -> u32 {
        match self {
            Self::Bool => 1,
            Self::U8 | Self::I8 => 8,
            Self::U16 | Self::I16 => 16,
            Self::U32 | Self::I32 => 32,
            Self::U64 | Self::I64 => 64,
        }
    }

    /// The value with the bits outside its type cut off.
    pub(in crate::explore) fn truncate(self, value: u64) -> u64 {
        value & (u64::MAX >> (64 - self.bits()))
    }

    /// The value as a signed number, if the type is signed.
    pub(in crate::explore) fn signed(self, value: u64) -> Option<i64> {
        let unused = 64 - self.bits();
        let signed = matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64);
        signed.then(|| (value << unused).cast_signed() >> unused)
    }

    /// Whether the first value is less than the second.
    pub(in crate::explore) fn less(self, a: u64, b: u64) -> bool {
        match (self.signed(a), self.signed(b)) {
            (Some(a), Some(b)) => a < b,
            _ => a < b,
        }
    }
}

/// The function of a read-modify-write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum Update {
    Swap,
    Add,
    Sub,
    And,
    Nand,
    Or,
    Xor,
    Max,
    Min,
}
