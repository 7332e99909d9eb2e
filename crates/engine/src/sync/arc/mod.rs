//! `Arc`, whose handles the explorer counts if the program looks at their number.
//!
//! # Layout
//!
//! - `mark`: the model to which an `Arc` belongs, and the calls to it;
//! - `payload`: the methods that take the payload or lend it mutably;
//! - `weak`: handles that own nothing;
//! - `from`: the conversions into an `Arc`;
//! - `traits`: the traits that an `Arc` inherits from its payload.

use std::any::Any;
use std::mem::{self, ManuallyDrop};
use std::panic::Location;
use std::pin::Pin;
use std::ptr;
use std::sync::Arc as Std;

use crate::explore::arcs;

mod from;
mod mark;
mod payload;
mod traits;
mod weak;

use mark::Mark;
pub use weak::Weak;

/// A pointer with a reference count: its clones share the payload, and the drop of the last one
/// drops the payload. With the signatures of [`std::sync::Arc`].
///
/// Outside of a model it is std's `Arc` and one more word.
///
/// # What is explored
///
/// Clones and drops are no events and make no executions, unless the program looks at their number:
/// with `strong_count`, `weak_count`, `try_unwrap`, `into_inner`, `get_mut`, `make_mut`,
/// `unwrap_or_clone` or [`Weak::upgrade`], or in a destructor of the payload that operates on other
/// objects or panics. If such a look could come before or after a clone or a drop, the clones and
/// drops of all `Arc`s that the same line creates become atomic operations, with the orderings of
/// std. If happens-before decides (all other owners were dropped in threads that have been joined),
/// they do not.
///
/// loom does not see the count: a look while other threads run ends its run without a verdict.
///
/// # Differences from std
///
/// An `Arc` of another type does not become an `Arc<dyn Trait>` by itself, since only std's can do
/// that in stable Rust. [`From<Box<dyn Trait>>`](#impl-From%3CBox%3CT%3E%3E-for-Arc%3CT%3E) and
/// [`from_std`](Self::from_std) create one. Methods cannot have a receiver `self: Arc<Self>`.
///
/// # Examples
///
/// ```
/// use racelab::explore::Explorer;
/// use racelab::sync::{Arc, thread};
///
/// // Which of two owners is dropped last?
/// let exploration = Explorer::new().explore(|| {
///     let mine = Arc::new(7);
///     let yours = Arc::clone(&mine);
///     let thread = thread::spawn(move || Arc::into_inner(yours));
///     (Arc::into_inner(mine), thread.join().unwrap())
/// });
/// let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
/// assert_eq!(outcomes, [(None, Some(7)), (Some(7), None)]);
/// ```
pub struct Arc<T: ?Sized> {
    /// Dropped by hand, because the model has to know of the drop before and after it.
    std: ManuallyDrop<Std<T>>,
    mark: Mark,
}

impl<T> Arc<T> {
    /// Creates the only owner of a new payload.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let five = Arc::new(5);
    /// assert_eq!(*five, 5);
    /// ```
    #[inline]
    #[track_caller]
    pub fn new(payload: T) -> Self {
        Self::made(Std::new(payload), Location::caller())
    }

    /// Creates the only owner of a new payload that never moves.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// assert_eq!(*Arc::pin(5), 5);
    /// ```
    #[inline]
    #[track_caller]
    pub fn pin(payload: T) -> Pin<Self> {
        // SAFETY: the payload lives in std's `Arc`, which never moves it. A pinned `Arc`
        // lends no `&mut Arc`, so none of the functions here can take it out.
        unsafe { Pin::new_unchecked(Self::new(payload)) }
    }
}

impl<T: ?Sized> Arc<T> {
    /// Converts an `Arc` of std, which must be the only handle to its payload. That is a way to
    /// create an `Arc<dyn Trait>`.
    ///
    /// An explored program gets no verdict if other handles exist, because the explorer does not
    /// see their operations.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let f: std::sync::Arc<dyn Fn() -> u8 + Send + Sync> = std::sync::Arc::new(|| 7);
    /// let f = Arc::from_std(f);
    /// assert_eq!(f(), 7);
    /// ```
    #[track_caller]
    pub fn from_std(std: Std<T>) -> Self {
        let place = Location::caller();
        if Std::strong_count(&std) != 1 || Std::weak_count(&std) != 0 {
            mark::require_no_model(place);
        }
        Self::made(std, place)
    }

    /// Returns the number of owners of the payload; other threads may change it at any time.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let five = Arc::new(5);
    /// let _other = Arc::clone(&five);
    /// assert_eq!(Arc::strong_count(&five), 2);
    /// ```
    #[track_caller]
    pub fn strong_count(this: &Self) -> usize {
        let place = Location::caller();
        match this.mark.look(place) {
            Some(arc) => arcs::count_owners(arc, this.real(), place),
            None => Std::strong_count(&this.std),
        }
    }

    /// Returns the number of [`Weak`]s of the payload; other threads may change it at any time.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let five = Arc::new(5);
    /// let _weak = Arc::downgrade(&five);
    /// assert_eq!(Arc::weak_count(&five), 1);
    /// ```
    #[track_caller]
    pub fn weak_count(this: &Self) -> usize {
        let place = Location::caller();
        match this.mark.look(place) {
            Some(arc) => arcs::count_weaks(arc, this.real(), place),
            None => Std::weak_count(&this.std),
        }
    }

    /// Whether both own the same payload.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let five = Arc::new(5);
    /// assert!(Arc::ptr_eq(&five, &Arc::clone(&five)));
    /// assert!(!Arc::ptr_eq(&five, &Arc::new(5)));
    /// ```
    #[inline]
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        Std::ptr_eq(&this.std, &other.std)
    }

    /// Returns the address of the payload, which exists as long as an owner does.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let five = Arc::new(5);
    /// assert_eq!(Arc::as_ptr(&five), &raw const *five);
    /// ```
    #[inline]
    pub fn as_ptr(this: &Self) -> *const T {
        Std::as_ptr(&this.std)
    }

    #[inline]
    fn made(std: Std<T>, place: mark::Place) -> Self {
        Self::marked(std, Mark::new(1, place))
    }

    #[inline]
    fn marked(std: Std<T>, mark: Mark) -> Self {
        let std = ManuallyDrop::new(std);
        Self { std, mark }
    }

    /// Takes the `Arc` apart without dropping it.
    fn into_parts(self) -> (Std<T>, Mark) {
        let this = ManuallyDrop::new(self);
        // SAFETY: no code uses or drops `this` any more, so the copied handle is the only one.
        (unsafe { ptr::read(&*this.std) }, this.mark)
    }

    fn real(&self) -> &dyn arcs::Real {
        &*self.std
    }
}

impl Arc<dyn Any + Send + Sync> {
    /// Returns an owner of the same payload with its concrete type.
    ///
    /// # Errors
    ///
    /// If the payload has another type: `self`.
    ///
    /// ```
    /// use racelab::sync::Arc;
    /// use std::any::Any;
    ///
    /// let any: Arc<dyn Any + Send + Sync> = Arc::from(Box::new(5_u8) as Box<_>);
    /// assert_eq!(any.downcast::<u8>().ok().as_deref(), Some(&5));
    /// ```
    pub fn downcast<T: Any + Send + Sync>(self) -> Result<Arc<T>, Self> {
        let (std, mark) = self.into_parts();
        match std.downcast() {
            Ok(std) => Ok(Arc::marked(std, mark)),
            Err(std) => Err(Self::marked(std, mark)),
        }
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    /// Creates another owner.
    #[inline]
    #[track_caller]
    fn clone(&self) -> Self {
        if let Some(arc) = self.mark.here() {
            arcs::clone_owner(arc, Location::caller());
        }
        Self::marked(Std::clone(&self.std), self.mark)
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    /// Drops an owner. The last owner drops the payload.
    #[inline]
    fn drop(&mut self) {
        let has_destructor = mem::needs_drop::<T>();
        let here = self.mark.here();
        let gone = here.and_then(|arc| arcs::drop_owner(arc, self.real(), has_destructor));
        // SAFETY: this is the end of `self`, and the one place where it is dropped.
        unsafe { ManuallyDrop::drop(&mut self.std) };
        // After the payload's destructor.
        drop(gone);
    }
}

impl<T: ?Sized> arcs::Real for Std<T> {
    fn owners(&self) -> usize {
        Std::strong_count(self)
    }

    fn weaks(&self) -> usize {
        Std::weak_count(self)
    }
}
