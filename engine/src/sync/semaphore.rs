//! `Semaphore`: permits that threads acquire and release.

use std::fmt;
use std::panic::Location;

use super::mode::{self, Mode};
use super::model::Explored;
use super::place::Place;
use super::statics::Tag;
use super::under_loom;
use super::{Condvar, Mutex};
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
/// loom it is a count in a [`Mutex`] with a [`Condvar`].
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

/// What an operation is made on.
#[derive(Clone, Copy)]
enum Permits<'a> {
    Real(&'a RealPermits),
    Explored(Explored),
    Loom(&'a LoomPermits),
}

/// The real permits.
struct RealPermits {
    count: parking_lot::Mutex<usize>,
    released: parking_lot::Condvar,
}

/// The permits under loom.
struct LoomPermits {
    count: Mutex<usize>,
    released: Condvar,
    execution: u64,
}

impl Semaphore {
    /// A semaphore with so many permits.
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
            Mode::Loom => Kind::Loom(Box::new(LoomPermits {
                count: Mutex::new(permits),
                released: Condvar::new(),
                execution: under_loom::execution(),
            })),
        };
        Self { kind }
    }

    /// A semaphore for a `static`: real or explored, as the code runs at each operation; with
    /// so many permits at the beginning of every explored execution. loom does not judge
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
    #[track_caller]
    pub fn acquire(&self) -> SemaphoreGuard<'_> {
        let place = Location::caller();
        let from = self.permits(place);
        match &from {
            None => {}
            Some(Permits::Real(permits)) => permits.acquire(),
            Some(Permits::Explored(object)) => {
                object
                    .id()
                    .into_iter()
                    .for_each(|id| hook::acquire(id, place));
            }
            Some(Permits::Loom(permits)) => permits.acquire(),
        }
        SemaphoreGuard { from, place }
    }

    /// Takes a permit if there is one; `None` if there is none.
    #[track_caller]
    pub fn try_acquire(&self) -> Option<SemaphoreGuard<'_>> {
        let place = Location::caller();
        let from = self.permits(place)?;
        let acquired = match &from {
            Permits::Real(permits) => permits.try_acquire(),
            Permits::Explored(object) => object.id().is_some_and(|id| hook::try_acquire(id, place)),
            Permits::Loom(permits) => permits.try_acquire(),
        };
        // (Made only then, since its drop releases a permit.)
        acquired.then(|| SemaphoreGuard {
            from: Some(from),
            place,
        })
    }

    /// Adds so many permits. What would be more than `usize::MAX` is lost.
    #[track_caller]
    pub fn release(&self, permits: usize) {
        let place = Location::caller();
        if let Some(to) = self.permits(place) {
            to.release(permits, place);
        }
    }

    /// What an operation is made on; `None`: leave it out, the thread unwinds.
    #[track_caller]
    fn permits(&self, place: Place) -> Option<Permits<'_>> {
        Some(match &self.kind {
            Kind::Real { permits, made } => {
                mode::require_real(WHAT, made);
                Permits::Real(permits)
            }
            Kind::Explored(object) => {
                object.id()?;
                Permits::Explored(**object)
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
                    Permits::Explored(Explored::existing(WHAT, id, made))
                }
                Mode::Loom if under_loom::enter(place) => mode::no_statics_in_loom(WHAT, made),
                // Under loom: a destructor of a thread that unwinds. loom does not see it.
                Mode::Real | Mode::Loom => Permits::Real(permits),
            },
        })
    }
}

/// The permits at first, as the explorer counts them: more can never be taken.
fn initial(permits: usize) -> u64 {
    i64::try_from(permits).unwrap_or(i64::MAX).cast_unsigned()
}

impl Permits<'_> {
    #[track_caller]
    fn release(self, permits: usize, place: Place) {
        // It would be a step, and change nothing.
        if permits == 0 {
            return;
        }
        match self {
            Self::Real(count) => count.release(permits),
            Self::Explored(object) => {
                if let Some(id) = object.id_in_drop() {
                    hook::release(id, permits as u64, place);
                }
            }
            Self::Loom(count) => count.release(permits),
        }
    }
}

impl RealPermits {
    const fn new(permits: usize) -> Self {
        Self {
            count: parking_lot::Mutex::new(permits),
            released: parking_lot::Condvar::new(),
        }
    }

    fn acquire(&self) {
        let mut count = self.count.lock();
        while *count == 0 {
            self.released.wait(&mut count);
        }
        *count -= 1;
    }

    fn try_acquire(&self) -> bool {
        let mut count = self.count.lock();
        let there = *count > 0;
        *count -= usize::from(there);
        there
    }

    fn release(&self, permits: usize) {
        let mut count = self.count.lock();
        *count = count.saturating_add(permits);
        drop(count);
        // Each permit is enough for one thread.
        if permits == 1 {
            self.released.notify_one();
        } else {
            self.released.notify_all();
        }
    }
}

impl LoomPermits {
    #[track_caller]
    fn acquire(&self) {
        let mut count = self.count.lock();
        self.released.wait_while(&mut count, |count| *count == 0);
        // A thread that unwinds has not waited.
        *count = count.saturating_sub(1);
    }

    #[track_caller]
    fn try_acquire(&self) -> bool {
        let mut count = self.count.lock();
        let there = *count > 0;
        *count -= usize::from(there);
        there
    }

    #[track_caller]
    fn release(&self, permits: usize) {
        // A guard may be dropped outside of its execution, where nothing waits.
        if under_loom::execution() != self.execution {
            return;
        }
        let mut count = self.count.lock();
        *count = count.saturating_add(permits);
        drop(count);
        if permits == 1 {
            self.released.notify_one();
        } else {
            self.released.notify_all();
        }
    }
}

impl SemaphoreGuard<'_> {
    /// Keeps the permit for good: dropping the guard would release it.
    pub fn forget(mut self) {
        self.from = None;
    }
}

impl Drop for SemaphoreGuard<'_> {
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
