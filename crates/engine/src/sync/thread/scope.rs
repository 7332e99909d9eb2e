//! Threads that may borrow from the thread that started them.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::thread::Result;

use parking_lot::Mutex;

use super::handle::{self, Thread};
use super::number::Real;
use super::scoped::{Kind, ScopedChild, ScopedJoinHandle};
use super::spawn::{Builder, Child, ResultSlot};
use crate::explore::hook;
use crate::sync::mode::{self, Mode, mode};
use crate::sync::model::{Explored, InLoom};
use crate::sync::place::Place;
use crate::sync::under_loom;
use crate::waits::{For, WaitNote};

const WHAT: &str = "Scope";

/// Runs `f`, which may start threads that borrow from the caller, and returns after all of them
/// have ended.
///
/// ```
/// use racelab::sync::{Mutex, thread};
///
/// let sum = Mutex::new(0);
/// thread::scope(|s| {
///     for n in 1..=3 {
///         let sum = &sum;
///         s.spawn(move || *sum.lock() += n);
///     }
/// });
/// assert_eq!(sum.into_inner(), 6);
/// ```
///
/// # Panics
///
/// If `f` panics, or a thread that `f` did not join. In a model a panic ends the execution, which
/// is reported as a failure.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let place = Location::caller();
    let scope = Scope {
        home: Home::new(place),
        children: Mutex::default(),
        scope: PhantomData,
        env: PhantomData,
    };
    if let Home::Real { std: home, .. } = &scope.home {
        let mut end = WaitNote::default();
        return std::thread::scope(|std| {
            let std: *const std::thread::Scope<'_, '_> = std;
            // Relaxed: a thread that starts others in this scope got the scope from this thread.
            home.store(std.cast_mut().cast(), Ordering::Relaxed);
            let value = f(&scope);
            end.begin(For::End, place);
            value
        });
    }
    let joined = |body: Result<T>| {
        // As in std: a panic leaves the frames from which the children borrow only after all
        // children have ended.
        let any_panicked = scope.join_all(place);
        match body {
            Ok(_) if any_panicked => panic!("a scoped thread panicked"),
            Ok(value) => value,
            Err(panic) => resume_unwind(panic),
        }
    };
    if mode() == Mode::Explored {
        hook::step_aside();
        return joined(catch_unwind(AssertUnwindSafe(|| f(&scope))));
    }
    let result = catch_unwind(AssertUnwindSafe(|| joined(Ok(f(&scope)))));
    result.unwrap_or_else(|panic| {
        // The children may still be alive, and borrow from the frames that this panic is
        // about to leave. Once the execution has ended, no thread of it runs again, see
        // `under_loom`.
        under_loom::fail();
        resume_unwind(panic)
    })
}

/// The scope that [`scope`] passes to its closure. Its threads may borrow what outlives `'scope`;
/// what lives outside of it has the lifetime `'env`.
pub struct Scope<'scope, 'env: 'scope> {
    home: Home,
    /// In a model: the threads for which the end of the scope waits.
    children: Mutex<Vec<Arc<ScopedChild>>>,
    // Invariant in both lifetimes, as std's scope is.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The mode in which the scope was opened: only code in that mode can start its threads.
enum Home {
    Real {
        /// std's scope, a `std::thread::Scope`. Its own lifetime begins later than this
        /// object's and has no name here, so it is erased.
        std: AtomicPtr<()>,
        made: Place,
    },
    Explored(Explored<()>),
    Loom(InLoom<()>),
}

impl Home {
    fn new(made: Place) -> Self {
        match mode() {
            Mode::Real => Self::Real {
                std: AtomicPtr::default(),
                made,
            },
            Mode::Explored => Self::Explored(Explored::existing(WHAT, (), made)),
            Mode::Loom => Self::Loom(InLoom::new(WHAT, (), made)),
        }
    }

    /// Whether the calling code runs in that mode. Otherwise it unwinds.
    ///
    /// # Panics
    ///
    /// If the calling code does neither: it runs on a thread of std in a model, which belongs to no
    /// execution, though it may borrow from one.
    #[track_caller]
    fn is_here(&self) -> bool {
        match self {
            Self::Real { made, .. } => {
                mode::require_real(WHAT, made);
                mode::is_real()
            }
            Self::Explored(scope) => scope.id().is_some(),
            Self::Loom(scope) => scope.require_here().is_some(),
        }
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that runs `f`. The end of the scope waits for it.
    ///
    /// # Panics
    ///
    /// For real, if the operating system cannot start a thread; [`Builder::spawn_scoped`] returns
    /// an error instead.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// let words = ["data", "race"];
    /// let length = thread::scope(|s| {
    ///     let threads = words.map(|word| s.spawn(move || word.len()));
    ///     threads.map(|thread| thread.join().unwrap())
    /// });
    /// assert_eq!(length, [4, 4]);
    /// ```
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.start(Builder::new(), f, Location::caller())
            .expect("failed to start a thread")
    }

    #[track_caller]
    pub(super) fn start<F, T>(
        &'scope self,
        builder: Builder,
        f: F,
        place: Place,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        builder.require_a_name();
        let slot = ResultSlot::new();
        if !self.home.is_here() {
            let kind = Kind::Model {
                child: Arc::new(Mutex::new(Some(Child::Never))),
                slot,
            };
            let thread = handle::current();
            return Ok(ScopedJoinHandle { thread, kind });
        }
        if let Home::Real { std, .. } = &self.home {
            let std = std.load(Ordering::Relaxed).cast_const();
            // SAFETY: `scope` has set it, before any other code saw `self`, to a std scope that
            // lives until all its threads have ended. To lengthen its lifetime to `'scope`,
            // the borrow of `self`, is sound: `self` is in use until `std::thread::scope`
            // has returned, so what `f` borrows, valid for `'scope`, is valid until then.
            let std = unsafe { &*std.cast::<std::thread::Scope<'scope, '_>>() };
            let real = Real::of_a_new_thread();
            let own = real.clone();
            let handle = builder.std().spawn_scoped(std, move || own.run(place, f))?;
            let thread = Thread::real(handle.thread().clone(), real);
            let kind = Kind::Real(handle);
            return Ok(ScopedJoinHandle { thread, kind });
        }
        let body = slot.filled_by(f);
        // SAFETY: what `f` borrows lives for `'scope`, hence until `scope` returns or a panic
        // leaves it. Either comes after `join_all`; under loom a panic ends the execution
        // before. And the thread is one of the very execution that `scope` runs in: `is_here`
        // says so.
        let (thread, child) = unsafe { builder.spawn_in_model(body, place) };
        let child = Arc::new(Mutex::new(Some(child)));
        self.children.lock().push(Arc::clone(&child));
        let kind = Kind::Model { child, slot };
        Ok(ScopedJoinHandle { thread, kind })
    }

    /// Joins the model threads that no thread has joined, and those that they start meanwhile.
    /// Returns whether any of them panicked. If another thread is joining a thread right now, the
    /// joined thread ends first, and this method joins the other.
    fn join_all(&self, place: Place) -> bool {
        let mut any_panicked = false;
        loop {
            let Some(child) = self.children.lock().pop() else {
                return any_panicked;
            };
            // The lock must be free while this thread waits.
            let child = child.lock().take();
            any_panicked |= child.is_some_and(|child| !child.await_return(place));
        }
    }
}

impl Builder {
    /// Starts a thread that runs `f`, and that may borrow what outlives the scope.
    ///
    /// # Errors
    ///
    /// For real, the error of the operating system.
    ///
    /// # Panics
    ///
    /// If the name contains a zero byte.
    ///
    /// ```
    /// use racelab::sync::thread::{self, Builder};
    ///
    /// let text = "borrowed".to_owned();
    /// thread::scope(|s| {
    ///     let builder = Builder::new().name("reader".to_owned());
    ///     let reader = builder.spawn_scoped(s, || text.len()).unwrap();
    ///     assert_eq!(reader.join().unwrap(), 8);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn_scoped<'scope, F, T>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        scope.start(self, f, Location::caller())
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scope { .. }")
    }
}
