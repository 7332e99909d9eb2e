//! The conversions into an `Arc`, as in std.

use std::borrow::Cow;
use std::error::Error;
use std::panic::Location;
use std::sync::Arc as Std;

use super::Arc;

impl<T: Default> Default for Arc<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Default for Arc<[T]> {
    #[track_caller]
    fn default() -> Self {
        Self::made(Std::default(), Location::caller())
    }
}

impl Default for Arc<str> {
    #[track_caller]
    fn default() -> Self {
        Self::made(Std::default(), Location::caller())
    }
}

impl<T> From<T> for Arc<T> {
    #[track_caller]
    fn from(payload: T) -> Self {
        Self::new(payload)
    }
}

/// Implements `From<source> for Arc<payload>`, as std does.
macro_rules! from {
    ($([$($generics:tt)*] $source:ty => $payload:ty;)*) => {$(
        impl<$($generics)*> From<$source> for Arc<$payload> {
            #[track_caller]
            fn from(source: $source) -> Self {
                Self::made(Std::from(source), Location::caller())
            }
        }
    )*};
}

from! {
    [T: ?Sized] Box<T> => T;
    [T] Vec<T> => [T];
    [T, const N: usize] [T; N] => [T];
    [T: Clone] &[T] => [T];
    [] &str => str;
    [] String => str;
}

impl<'a, B: ToOwned + ?Sized> From<Cow<'a, B>> for Arc<B>
where
    Std<B>: From<&'a B> + From<B::Owned>,
{
    #[track_caller]
    fn from(source: Cow<'a, B>) -> Self {
        Self::made(Std::from(source), Location::caller())
    }
}

impl<T, const N: usize> TryFrom<Arc<[T]>> for Arc<[T; N]> {
    type Error = Arc<[T]>;

    fn try_from(slice: Arc<[T]>) -> Result<Self, Arc<[T]>> {
        let (std, mark) = slice.into_parts();
        match Std::try_from(std) {
            Ok(std) => Ok(Self::marked(std, mark)),
            Err(std) => Err(Arc::marked(std, mark)),
        }
    }
}

impl<T> FromIterator<T> for Arc<[T]> {
    #[track_caller]
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let std = items.into_iter().collect();
        Self::made(std, Location::caller())
    }
}

impl<T: Error + ?Sized> Error for Arc<T> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        (**self).source()
    }
}
