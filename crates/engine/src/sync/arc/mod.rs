//! `Arc`, whose handles the explorer counts where the program looks at them.
//!
//! # Layout
//!
//! - `mark`: which model an `Arc` belongs to, and what that is told of its handles;
//! - `weak`: handles that own nothing;
//! - `from`: what an `Arc` can be made from;
//! - `traits`: what it has in common with its payload.

use std::any::Any;
use std::mem::{self, ManuallyDrop};
use std::panic::Location;
use std::pin::Pin;
use std::ptr;
use std::sync::Arc as Std;

use crate::explore::arcs::{self, OtherHandles};

mod from;
mod mark;
mod traits;
mod weak;

use mark::Mark;
pub use weak::Weak;

/// A pointer that shares its payload with its clones, with the signatures of
/// [`std::sync::Arc`]. The payload goes with the last of them.
///
/// For real it is std's, and one word more that says so.
///
/// Explored, clones and drops are no events and cost no executions, unless the program
/// looks at their number: with `strong_count`, `weak_count`, `try_unwrap`,
/// `into_inner`, `get_mut`, `make_mut`, `unwrap_or_clone` or [`Weak::upgrade`], or in
/// a destructor of the payload that makes operations or panics. If such a look could
/// come before or after a clone or a drop, then the clones and drops of the `Arc`s that
/// the same line makes are atomic operations of their own, with the orderings of std.
/// Where happens-before decides (all other owners went in threads that have been joined),
/// they are not.
///
/// loom does not see the count: a look while other threads run ends its run without a
/// verdict.
///
/// An `Arc` of another type cannot become an `Arc<dyn Trait>` by itself, since only std's
/// can do that in stable Rust. [`From<Box<dyn Trait>>`](#impl-From%3CBox%3CT%3E%3E-for-Arc%3CT%3E)
/// and [`from_std`](Self::from_std) make one. Methods cannot have a receiver
/// `self: Arc<Self>`.
///
/// ```
/// use racelab::explore::Explorer;
/// use racelab::sync::{Arc, thread};
///
/// // Which of two owners goes last?
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
    /// Dropped by hand: what happens before and after is told to the model.
    std: ManuallyDrop<Std<T>>,
    mark: Mark,
}

impl<T> Arc<T> {
    /// The only owner of a new payload.
    #[inline]
    #[track_caller]
    pub fn new(payload: T) -> Self {
        Self::made(Std::new(payload), Location::caller())
    }

    /// The only owner of a new payload that stays where it is.
    #[inline]
    #[track_caller]
    pub fn pin(payload: T) -> Pin<Self> {
        // SAFETY: the payload lives in std's `Arc`, which never moves it. A pinned `Arc`
        // lends no `&mut Arc`, so none of the functions here can take it out.
        unsafe { Pin::new_unchecked(Self::new(payload)) }
    }

    /// The payload, if this is its only owner.
    ///
    /// # Errors
    ///
    /// If there are other owners: `this`.
    #[track_caller]
    pub fn try_unwrap(this: Self) -> Result<T, Self> {
        let place = Location::caller();
        if let Some(arc) = this.mark.look(place)
            && !arcs::take_payload(arc, this.real(), place)
        {
            return Err(this);
        }
        let (std, mark) = this.into_parts();
        Std::try_unwrap(std).map_err(|std| Self::marked(std, mark))
    }

    /// The payload, if this is its last owner. Of several owners that ask, one gets it.
    #[track_caller]
    pub fn into_inner(this: Self) -> Option<T> {
        let place = Location::caller();
        if let Some(arc) = this.mark.look(place) {
            arcs::leave_with_payload(arc, this.real(), place);
        }
        Std::into_inner(this.into_parts().0)
    }

    /// The payload, or its clone if there are other owners.
    #[track_caller]
    pub fn unwrap_or_clone(this: Self) -> T
    where
        T: Clone,
    {
        Self::try_unwrap(this).unwrap_or_else(|this| (*this).clone())
    }
}

impl<T: Clone> Arc<T> {
    /// The payload, to write to. If there are other owners, `this` first becomes the
    /// only owner of a clone; if there is a [`Weak`], that loses the payload.
    #[track_caller]
    pub fn make_mut(this: &mut Self) -> &mut T {
        let place = Location::caller();
        if let Some(arc) = this.mark.look(place) {
            match arcs::prepare_to_write(arc, this.real(), place) {
                OtherHandles::Owners => *this = Self::made(Std::new((**this).clone()), place),
                // std's moves the payload away from each `Weak`: a new `Arc`.
                OtherHandles::Weaks => this.mark = Mark::new(1, place),
                OtherHandles::Nothing => {}
            }
        }
        Std::make_mut(&mut this.std)
    }
}

impl<T: ?Sized> Arc<T> {
    /// Makes one of std's, which must be the only handle of its payload. So an
    /// `Arc<dyn Trait>` is made.
    ///
    /// An explored program whose handle is not the only one gets no verdict: what
    /// others do with theirs is out of sight.
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

    /// The payload, to write to, if this is its only handle.
    #[track_caller]
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        let place = Location::caller();
        if let Some(arc) = this.mark.look(place)
            && !arcs::is_only_handle(arc, this.real(), place)
        {
            return None;
        }
        Std::get_mut(&mut this.std)
    }

    /// How many owners the payload has; others may change that at any time.
    #[track_caller]
    pub fn strong_count(this: &Self) -> usize {
        let place = Location::caller();
        match this.mark.look(place) {
            Some(arc) => arcs::count_owners(arc, this.real(), place),
            None => Std::strong_count(&this.std),
        }
    }

    /// How many [`Weak`]s the payload has; others may change that at any time.
    #[track_caller]
    pub fn weak_count(this: &Self) -> usize {
        let place = Location::caller();
        match this.mark.look(place) {
            Some(arc) => arcs::count_weaks(arc, this.real(), place),
            None => Std::weak_count(&this.std),
        }
    }

    /// Whether both own the same payload.
    #[inline]
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        Std::ptr_eq(&this.std, &other.std)
    }

    /// Where the payload is.
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

    /// std's handle, which is not dropped as this one would be.
    fn into_parts(self) -> (Std<T>, Mark) {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is not used any more, and not dropped: what is copied out of it
        // is the only one.
        (unsafe { ptr::read(&*this.std) }, this.mark)
    }

    fn real(&self) -> &dyn arcs::Real {
        &*self.std
    }
}

impl Arc<dyn Any + Send + Sync> {
    /// The same owner, of a payload whose type is known.
    ///
    /// # Errors
    ///
    /// If the payload has another type: `self`.
    pub fn downcast<T: Any + Send + Sync>(self) -> Result<Arc<T>, Self> {
        let (std, mark) = self.into_parts();
        match std.downcast() {
            Ok(std) => Ok(Arc::marked(std, mark)),
            Err(std) => Err(Self::marked(std, mark)),
        }
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    /// One owner more.
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
    /// One owner less. The last one drops the payload.
    #[inline]
    fn drop(&mut self) {
        let has_destructor = mem::needs_drop::<T>();
        let here = self.mark.here();
        let gone = here.and_then(|arc| arcs::drop_owner(arc, self.real(), has_destructor));
        // SAFETY: this is the end of `self`, and the one place where it is dropped.
        unsafe { ManuallyDrop::drop(&mut self.std) };
        // Behind the payload's destructor.
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
