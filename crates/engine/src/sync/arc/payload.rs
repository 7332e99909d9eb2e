//! The methods that take the payload of an `Arc` or lend it mutably.

use std::panic::Location;
use std::sync::Arc as Std;

use super::Arc;
use super::mark::Mark;
use crate::explore::arcs::{self, OtherHandles};

impl<T> Arc<T> {
    /// Returns the payload, if this is its only owner.
    ///
    /// # Errors
    ///
    /// If other owners exist: `this`.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let one = Arc::new(1);
    /// assert_eq!(Arc::try_unwrap(one), Ok(1));
    ///
    /// let two = Arc::new(2);
    /// let _other = Arc::clone(&two);
    /// assert!(Arc::try_unwrap(two).is_err());
    /// ```
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

    /// Drops the owner, and returns the payload if it was the last one. If all owners call
    /// `into_inner`, exactly one of them gets the payload.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let (a, b) = { let a = Arc::new(1); (Arc::clone(&a), a) };
    /// assert_eq!((Arc::into_inner(a), Arc::into_inner(b)), (None, Some(1)));
    /// ```
    #[track_caller]
    pub fn into_inner(this: Self) -> Option<T> {
        let place = Location::caller();
        if let Some(arc) = this.mark.look(place) {
            arcs::leave_with_payload(arc, this.real(), place);
        }
        Std::into_inner(this.into_parts().0)
    }

    /// Returns the payload if this is its only owner, or else a clone of it.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let names = Arc::new(vec!["Ada"]);
    /// let mine = Arc::unwrap_or_clone(Arc::clone(&names));
    /// assert_eq!(mine, *names);
    /// ```
    #[track_caller]
    pub fn unwrap_or_clone(this: Self) -> T
    where
        T: Clone,
    {
        Self::try_unwrap(this).unwrap_or_else(|this| (*this).clone())
    }
}

impl<T: Clone> Arc<T> {
    /// Returns a mutable reference to the payload. If other owners exist, `this` first becomes the
    /// only owner of a clone. If only [`Weak`](super::Weak)s exist besides, they lose the payload.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let mut mine = Arc::new(1);
    /// let other = Arc::clone(&mine);
    /// *Arc::make_mut(&mut mine) += 1; // Clones the payload.
    /// assert_eq!((*mine, *other), (2, 1));
    /// ```
    #[track_caller]
    pub fn make_mut(this: &mut Self) -> &mut T {
        let place = Location::caller();
        if let Some(arc) = this.mark.look(place) {
            match arcs::prepare_to_write(arc, this.real(), place) {
                OtherHandles::Owners => *this = Self::made(Std::new((**this).clone()), place),
                // std moves the payload away from each `Weak`, into a new `Arc`.
                OtherHandles::Weaks => this.mark = Mark::new(1, place),
                OtherHandles::Nothing => {}
            }
        }
        Std::make_mut(&mut this.std)
    }
}

impl<T: ?Sized> Arc<T> {
    /// Returns a mutable reference to the payload, if this is the only handle to it.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let mut x = Arc::new(1);
    /// *Arc::get_mut(&mut x).unwrap() = 2;
    /// let _other = Arc::clone(&x);
    /// assert_eq!(Arc::get_mut(&mut x), None);
    /// ```
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
}
