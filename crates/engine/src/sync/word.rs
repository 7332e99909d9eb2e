//! The types that fit into one memory access: integers and bool.

use std::any::TypeId;
use std::fmt::Debug;
use std::marker::PhantomData;

use crate::explore::hook::ValueType;

/// A type that a [`PlainCell`](super::cell::PlainCell) can hold: every integer
/// type of up to 64 bits, and `bool`. No other type can implement it.
pub trait Word: Bits + Copy + PartialEq + Default + Debug + Send + Sync + 'static {}

/// A word as 64 bits. The trait is private, so no other type can implement [`Word`].
pub trait Bits {
    /// The explorer's type for the bits.
    const TYPE: Type;
    /// The bits of the word, zero-extended from the type's own width.
    fn bits(self) -> u64;
    /// The word from its bits; bits above the type's own width do not count.
    fn from_bits(bits: u64) -> Self;
}

/// The explorer's name of a type, wrapped because that name is private.
pub struct Type(pub(super) ValueType);

/// `$unsigned` is the unsigned type of the same width: `as` to it keeps the bits,
/// and from it to `u64` extends with zeros.
macro_rules! integers {
    ($($integer:ident $unsigned:ident $type:ident;)*) => {$(
        impl Word for $integer {}

        // Widening and keeping the low bits is the purpose; `u8::bits` and the
        // like convert to the type that they have already.
        #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast)]
        impl Bits for $integer {
            const TYPE: Type = Type(ValueType::$type);

            #[inline]
            fn bits(self) -> u64 {
                self as $unsigned as u64
            }

            #[inline]
            fn from_bits(bits: u64) -> Self {
                bits as $integer
            }
        }
    )*};
}

integers! {
    u8 u8 U8;
    u16 u16 U16;
    u32 u32 U32;
    u64 u64 U64;
    i8 u8 I8;
    i16 u16 I16;
    i32 u32 I32;
    i64 u64 I64;
}

#[cfg(target_pointer_width = "64")]
integers! {
    usize usize U64;
    isize usize I64;
}

#[cfg(target_pointer_width = "32")]
integers! {
    usize usize U32;
    isize usize I32;
}

impl Word for bool {}

impl Bits for bool {
    const TYPE: Type = Type(ValueType::Bool);

    #[inline]
    fn bits(self) -> u64 {
        u64::from(self)
    }

    #[inline]
    fn from_bits(bits: u64) -> Self {
        bits != 0
    }
}

/// The type and the bits of a value of any type, if that is one of words.
pub(super) fn word_in<T>(value: &T) -> Option<(ValueType, u64)> {
    // SAFETY: the pointer is that of a `T`.
    word_of::<T>().map(|read| unsafe { read(std::ptr::from_ref(value).cast()) })
}

/// Reads the type and the bits of a word at an address.
pub(super) type ReadWord = unsafe fn(*const ()) -> (ValueType, u64);

/// The function that reads a `T`, if `T` is one of words. The type of a message or of a lock's data
/// may borrow, so it has no `TypeId` in safe code.
pub(super) fn word_of<T>() -> Option<ReadWord> {
    macro_rules! first_of {
        ($($word:ty)*) => {$(
            if is::<T, $word>() {
                return Some(read::<$word>);
            }
        )*};
    }
    first_of!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize bool);
    None
}

/// # Safety
///
/// `word` points to a `W` that no other thread writes.
unsafe fn read<W: Word>(word: *const ()) -> (ValueType, u64) {
    // SAFETY: the caller promises it, and a word is `Copy`.
    (W::TYPE.0, unsafe { *word.cast::<W>() }.bits())
}

/// Whether the two types are the same. `W` borrows nothing, so a type that differs from it in
/// lifetimes alone does not exist.
fn is<T, W: Word>() -> bool {
    trait Typed {
        fn type_id(&self) -> TypeId
        where
            Self: 'static;
    }
    impl<T> Typed for PhantomData<T> {
        fn type_id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<T>()
        }
    }
    let of_t: &dyn Typed = &PhantomData::<T>;
    // SAFETY: the two types differ in a lifetime, which has no part in their layout; and what is
    // called through the pointer only names its type, and reads nothing of a `T`.
    let of_t: &(dyn Typed + 'static) = unsafe { std::mem::transmute(of_t) };
    of_t.type_id() == TypeId::of::<W>()
}
