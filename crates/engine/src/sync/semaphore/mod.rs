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

/// A counting semaphore: a number of permits. [`acquire`](Self::acquire) takes a permit, and
/// blocks while none is available. [`release`](Self::release) adds permits. Any thread may call
/// it, whether or not it has acquired a permit.
///
/// A release happens before each acquire that gets one of its permits or a later one. Any of the
/// waiting threads may get the next permit.
///
/// std has no semaphore. For real this one is a count in a mutex with a condition variable.
///
/// # What is explored
///
/// The explorer treats the semaphore as one object, without spurious wake-ups. Which waiter gets a
/// permit is a choice, and each choice is an execution. Under loom it is a count in a
/// [`Mutex`](super::Mutex) with a [`Condvar`](super::Condvar).
///
/// # Examples
///
/// ```
/// use racelab::sync::{Semaphore, thread};
///
/// let ready = Semaphore::new(0);
/// thread::scope(|s| {
///     s.spawn(|| ready.release(1));
///     ready.acquire().forget(); // Waits for the other thread.
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
    /// The semaphore of `const_new`, which is real or explored at each operation, as the calling
    /// code is.
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
///
/// [`Semaphore::acquire`] and [`Semaphore::try_acquire`] return it.
#[must_use = "the permit is released as soon as the guard is dropped"]
pub struct SemaphoreGuard<'a> {
    /// `None` in an unwinding thread under loom or outside of the execution.
    from: Option<Permits<'a>>,
    /// The line of the acquire. A call of `drop` has no line in the source, so the release has
    /// this one.
    place: Place,
}

impl Semaphore {
    /// Creates a semaphore with this many permits.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// let printers = Semaphore::new(2);
    /// ```
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

    /// Creates a semaphore for a `static`. At each operation it is real or explored, as the
    /// calling code is. Every explored execution begins with this many permits. loom does not
    /// judge programs that use it.
    ///
    /// If the executions themselves create the semaphore, it is no static, and the exploration ends
    /// without a verdict: use [`new`](Self::new) instead.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// static FILES: Semaphore = Semaphore::const_new(2);
    ///
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

    /// Gives the semaphore the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// let printers = Semaphore::new(2).named("printers");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(object) = &self.kind {
            object.name(name);
        }
        self
    }

    /// Takes a permit, and blocks the calling thread while none is available.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// let permits = Semaphore::new(1);
    /// {
    ///     let _permit = permits.acquire();
    ///     assert!(permits.try_acquire().is_none());
    /// } // The guard is dropped here, which releases the permit.
    /// assert!(permits.try_acquire().is_some());
    /// ```
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> SemaphoreGuard<'_> {
        let place = Location::caller();
        let from = self.permits(place);
        if let Some(from) = &from {
            from.acquire(place);
        }
        SemaphoreGuard { from, place }
    }

    /// Takes a permit if one is available; otherwise returns `None` at once.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// let permits = Semaphore::new(1);
    /// let permit = permits.try_acquire();
    /// assert!(permit.is_some() && permits.try_acquire().is_none());
    /// ```
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<SemaphoreGuard<'_>> {
        let place = Location::caller();
        let from = self.permits(place)?;
        // (Only then a guard may exist, since its drop releases a permit.)
        from.try_acquire(place).then(|| SemaphoreGuard {
            from: Some(from),
            place,
        })
    }

    /// Adds this many permits, up to `usize::MAX` in total.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// let permits = Semaphore::new(0);
    /// permits.release(2);
    /// let both = (permits.try_acquire(), permits.try_acquire());
    /// assert!(both.0.is_some() && both.1.is_some());
    /// ```
    #[inline]
    #[track_caller]
    pub fn release(&self, permits: usize) {
        let place = Location::caller();
        if let Some(to) = self.permits(place) {
            to.release(permits, place);
        }
    }

    /// The permits for one operation. `None`: the caller skips the operation, because the thread
    /// unwinds.
    #[inline]
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

    /// The same for a semaphore of a model or of a static.
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
                // Under loom this is a destructor of an unwinding thread, which loom does not see.
                Mode::Real | Mode::Loom => Permits::Real(permits),
            },
        })
    }
}

impl SemaphoreGuard<'_> {
    /// Keeps the permit for good: no drop releases it.
    ///
    /// ```
    /// use racelab::sync::Semaphore;
    ///
    /// let permits = Semaphore::new(1);
    /// permits.acquire().forget();
    /// assert!(permits.try_acquire().is_none());
    /// ```
    pub fn forget(mut self) {
        self.from = None;
    }
}

impl Drop for SemaphoreGuard<'_> {
    #[inline]
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
