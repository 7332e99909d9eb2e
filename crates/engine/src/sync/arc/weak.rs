//! Handles that do not keep the payload.

use std::fmt;
use std::panic::Location;
use std::sync::{Arc as StdArc, Weak as Std};

use super::Arc;
use super::mark::Mark;
use crate::explore::arcs;

/// A handle to the payload of an [`Arc`] that does not keep the payload alive, with the signatures
/// of [`std::sync::Weak`].
///
/// ```
/// use racelab::sync::Arc;
///
/// let owner = Arc::new(7);
/// let weak = Arc::downgrade(&owner);
/// assert_eq!(weak.upgrade().as_deref(), Some(&7));
/// drop(owner);
/// assert_eq!(weak.upgrade(), None);
/// ```
pub struct Weak<T: ?Sized> {
    std: Std<T>,
    mark: Mark,
}

impl<T> Arc<T> {
    /// Creates the owner of a payload that has a [`Weak`] to itself. `f` gets that handle, and
    /// cannot upgrade it before the payload exists.
    ///
    /// ```
    /// use racelab::sync::{Arc, Weak};
    ///
    /// struct Node {
    ///     me: Weak<Node>,
    /// }
    ///
    /// let node = Arc::new_cyclic(|me| Node { me: me.clone() });
    /// assert!(Arc::ptr_eq(&node, &node.me.upgrade().unwrap()));
    /// ```
    #[track_caller]
    pub fn new_cyclic(f: impl FnOnce(&Weak<T>) -> T) -> Self {
        let place = Location::caller();
        let mark = Mark::new(0, place);
        let std = StdArc::new_cyclic(|weak| {
            if let Some(arc) = mark.here() {
                arcs::clone_weak(arc, place);
            }
            f(&Weak::marked(weak.clone(), mark))
        });
        if let Some(arc) = mark.here() {
            arcs::first_owner(arc, place);
        }
        Self::marked(std, mark)
    }
}

impl<T: ?Sized> Arc<T> {
    /// Creates a [`Weak`], which does not keep the payload alive.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let five = Arc::new(5);
    /// let weak = Arc::downgrade(&five);
    /// assert_eq!(weak.upgrade(), Some(five));
    /// ```
    #[inline]
    #[track_caller]
    pub fn downgrade(this: &Self) -> Weak<T> {
        if let Some(arc) = this.mark.here() {
            arcs::downgrade(arc, Location::caller());
        }
        Weak::marked(StdArc::downgrade(&this.std), this.mark)
    }
}

impl<T> Weak<T> {
    /// Creates a handle without a payload: [`upgrade`](Self::upgrade) returns `None`.
    ///
    /// ```
    /// use racelab::sync::Weak;
    ///
    /// assert_eq!(Weak::<u8>::new().upgrade(), None);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            std: Std::new(),
            mark: Mark::NOWHERE,
        }
    }
}

impl<T: ?Sized> Weak<T> {
    #[inline]
    pub(super) fn marked(std: Std<T>, mark: Mark) -> Self {
        Self { std, mark }
    }

    /// Returns an owner of the payload, if one is left.
    ///
    /// Explored, this looks at the number of owners: see [`Arc`].
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let owner = Arc::new(7);
    /// let weak = Arc::downgrade(&owner);
    /// let second = weak.upgrade().unwrap();
    /// drop(owner);
    /// assert_eq!(*second, 7);
    /// ```
    #[track_caller]
    pub fn upgrade(&self) -> Option<Arc<T>> {
        let place = Location::caller();
        if let Some(arc) = self.mark.look(place)
            && !arcs::upgrade(arc, &self.std, place)
        {
            return None;
        }
        let std = self.std.upgrade()?;
        Some(Arc::marked(std, self.mark))
    }

    /// Returns the number of owners of the payload; other threads may change it at any time.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let owner = Arc::new(7);
    /// assert_eq!(Arc::downgrade(&owner).strong_count(), 1);
    /// ```
    #[track_caller]
    pub fn strong_count(&self) -> usize {
        let place = Location::caller();
        match self.mark.look(place) {
            Some(arc) => arcs::count_owners(arc, &self.std, place),
            None => self.std.strong_count(),
        }
    }

    /// Returns the number of `Weak`s of the payload, or 0 if it has no owner.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let owner = Arc::new(7);
    /// let weak = Arc::downgrade(&owner);
    /// assert_eq!(weak.weak_count(), 1);
    /// drop(owner);
    /// assert_eq!(weak.weak_count(), 0);
    /// ```
    #[track_caller]
    pub fn weak_count(&self) -> usize {
        let place = Location::caller();
        match self.mark.look(place) {
            Some(arc) => arcs::count_weaks_of_living(arc, &self.std, place),
            None => self.std.weak_count(),
        }
    }

    /// Whether both handles have, or had, the same payload.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let (a, b) = (Arc::new(7), Arc::new(7));
    /// assert!(Arc::downgrade(&a).ptr_eq(&Arc::downgrade(&a)));
    /// assert!(!Arc::downgrade(&a).ptr_eq(&Arc::downgrade(&b)));
    /// ```
    #[inline]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.std.ptr_eq(&other.std)
    }

    /// Returns the address of the payload, even after it was dropped.
    ///
    /// ```
    /// use racelab::sync::Arc;
    ///
    /// let owner = Arc::new(7);
    /// assert_eq!(Arc::downgrade(&owner).as_ptr(), Arc::as_ptr(&owner));
    /// ```
    #[inline]
    pub fn as_ptr(&self) -> *const T {
        self.std.as_ptr()
    }
}

impl<T: ?Sized> Clone for Weak<T> {
    #[inline]
    #[track_caller]
    fn clone(&self) -> Self {
        if let Some(arc) = self.mark.here() {
            arcs::clone_weak(arc, Location::caller());
        }
        Self::marked(self.std.clone(), self.mark)
    }
}

impl<T: ?Sized> Drop for Weak<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(arc) = self.mark.here() {
            arcs::drop_weak(arc);
        }
    }
}

impl<T> Default for Weak<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ?Sized> fmt::Debug for Weak<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}

impl<T: ?Sized> arcs::Real for Std<T> {
    fn owners(&self) -> usize {
        self.strong_count()
    }

    fn weaks(&self) -> usize {
        self.weak_count()
    }
}
