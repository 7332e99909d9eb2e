//! `Semaphore`: permits that threads acquire and release.
//!
//! # Layout
//!
//! - `permits`: the permits in the three ways.

mod permits;

use std::fmt;
use std::panic::Location;

use self::permits::{LoomPermits, Permits, RealPermits, initial};
use super::mode::{self, Mode};
use super::model::Explored;
use super::place::Place;
use super::statics::Tag;
use super::under_loom;
use crate::explore::hook::{self, ObjectKind};

const WHAT: &str = "Semaphore";

/// A number of permits. A thread that [acquires](Self::acquire) one waits until there is one;
/// any thread may [release](Self::release) some, whether or not it has acquired any.
///
/// What happens before a release happens before an acquire that gets one of its permits or a
/// later one. Any of the threads that wait may be the next to get a permit.
///
/// std has no semaphore. For real this is a count in a mutex of `parking_lot`'s, with a
/// condition variable; the explorer knows it as one object, without spurious wake-ups; under
/// loom it is a count in a [`Mutex`](super::Mutex) with a [`Condvar`](super::Condvar).
///
/// ```
/// use racelab::sync::{Semaphore, thread};
///
/// let ready = Semaphore::new(0);
/// thread::scope(|s| {
///     s.spawn(|| ready.release(1));
///     ready.acquire().forget();
/// });
/// assert!(ready.try_acquire().is_none());
/// ```
pub struct Semaphore {
    kind: Kind,
}

enum Kind {
    Real {
        permits: RealPermits,
        made: Place,
    },
    /// Made by `const_new`: real or explored, as the code runs at each operation.
    Static {
        permits: RealPermits,
        initial: usize,
        made: Place,
        tag: Tag,
    },
    Explored(Box<Explored>),
    Loom(Box<LoomPermits>),
}

/// A permit of a [`Semaphore`]; dropping it releases the permit.
#[must_use = "the permit is released as soon as the guard is dropped"]
pub struct SemaphoreGuard<'a> {
    /// `None`: it is under loom or outside of its execution, in a thread that unwinds.
    from: Option<Permits<'a>>,
    /// `drop` is not called from a line of its own: the release stands where the permit
    /// was acquired.
    place: Place,
}

impl Semaphore {
    /// A semaphore with this many permits.
    #[track_caller]
    pub fn new(permits: usize) -> Self {
        let made = Location::caller();
        let kind = match mode::mode() {
            Mode::Real => Kind::Real {
                permits: RealPermits::new(permits),
                made,
            },
            Mode::Explored => {
                let object = Explored::new(WHAT, ObjectKind::Semaphore, initial(permits), made);
                Kind::Explored(Box::new(object))
            }
            Mode::Loom => Kind::Loom(Box::new(LoomPermits::new(permits))),
        };
        Self { kind }
    }

    /// A semaphore for a `static`: real or explored, as the code runs at each operation; with
    /// this many permits at the beginning of every explored execution. loom does not judge
    /// programs that use it.
    ///
    /// An exploration ends without a verdict if the semaphore is no static, but one that each
    /// execution makes: use [`new`](Self::new) for that.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// static FILES: Semaphore = Semaphore::const_new(2);
    /// let _file = FILES.acquire();
    /// ```
    #[track_caller]
    pub const fn const_new(permits: usize) -> Self {
        Self {
            kind: Kind::Static {
                permits: RealPermits::new(permits),
                initial: permits,
                made: Location::caller(),
                tag: Tag::new(),
            },
        }
    }

    /// Gives it the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(object) = &self.kind {
            object.name(name);
        }
        self
    }

    /// Waits until there is a permit, and takes it.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn acquire(&self) -> SemaphoreGuard<'_> {
        let place = Location::caller();
        let from = self.permits(place);
        if let Some(from) = &from {
            from.acquire(place);
        }
        SemaphoreGuard { from, place }
    }

    /// Takes a permit if there is one; `None` if there is none.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<SemaphoreGuard<'_>> {
        let place = Location::caller();
        let from = self.permits(place)?;
        // (The guard is made only then, since its drop releases a permit.)
        from.try_acquire(place).then(|| SemaphoreGuard {
            from: Some(from),
            place,
        })
    }

    /// Adds this many permits. What would be more than `usize::MAX` is lost.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    pub fn release(&self, permits: usize) {
        let place = Location::caller();
        if let Some(to) = self.permits(place) {
            to.release(permits, place);
        }
    }

    /// What an operation is made on; `None`: leave it out, the thread unwinds.
    #[cfg_attr(not(debug_assertions), inline)]
    #[track_caller]
    fn permits(&self, place: Place) -> Option<Permits<'_>> {
        match &self.kind {
            Kind::Real { permits, made } => {
                mode::require_real(WHAT, made);
                Some(Permits::Real(permits))
            }
            _ => self.permits_of_model(place),
        }
    }

    /// The same, if it is not real alone.
    #[inline(never)]
    #[track_caller]
    fn permits_of_model(&self, place: Place) -> Option<Permits<'_>> {
        Some(match &self.kind {
            Kind::Real { permits, .. } => Permits::Real(permits),
            Kind::Explored(object) => {
                object.id()?;
                Permits::Explored(object)
            }
            Kind::Loom(permits) => Permits::Loom(permits),
            Kind::Static {
                permits,
                initial: first,
                made,
                tag,
            } => match mode::mode() {
                Mode::Explored => {
                    let (kind, first) = (ObjectKind::Semaphore, initial(*first));
                    let id = hook::of_static(tag.id(), WHAT, kind, first, made);
                    Permits::Static(Box::new(Explored::existing(WHAT, id, made)))
                }
                Mode::Loom if under_loom::enter(place) => mode::no_statics_in_loom(WHAT, made),
                // Under loom: a destructor of a thread that unwinds. loom does not see it.
                Mode::Real | Mode::Loom => Permits::Real(permits),
            },
        })
    }
}

impl SemaphoreGuard<'_> {
    /// Keeps the permit for good: dropping the guard would release it.
    pub fn forget(mut self) {
        self.from = None;
    }
}

impl Drop for SemaphoreGuard<'_> {
    #[cfg_attr(not(debug_assertions), inline)]
    fn drop(&mut self) {
        if let Some(from) = self.from.take() {
            from.release(1, self.place);
        }
    }
}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Semaphore { .. }")
    }
}

impl fmt::Debug for SemaphoreGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SemaphoreGuard { .. }")
    }
}
