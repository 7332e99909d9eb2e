//! Threads that borrow nothing.

use std::fmt;
use std::io;
use std::panic::Location;
use std::thread::Result;

use parking_lot::Mutex;

use super::handle::{self, Thread};
use super::number::Real;
use crate::explore::hook;
use crate::plug::model::{Join, model};
use crate::sync::Arc;
use crate::sync::mode::{self, Mode};
use crate::sync::model::{Explored, InLoom};
use crate::sync::place::Place;
use crate::sync::under_loom;
use crate::waits::{self, For};

/// The largest stack that a real thread gets.
const LARGEST_STACK: usize = 64 << 20;

/// Starts a thread that runs `f`, and returns a handle to wait for it. The drop of the handle
/// detaches the thread, which continues.
///
/// # What is explored
///
/// The start of a thread is no choice of the scheduler. The thread's operations on shared objects
/// are: the explorer runs every order of them.
///
/// # Panics
///
/// For real, if the operating system cannot start a thread; [`Builder::spawn`] returns an error
/// instead.
///
/// ```
/// use racelab::sync::thread;
///
/// let handle = thread::spawn(|| 6 * 7);
/// assert_eq!(handle.join().unwrap(), 42);
/// ```
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn(f).expect("failed to start a thread")
}

/// The settings of a new thread: its name and the size of its stack.
///
/// ```
/// use racelab::sync::thread;
///
/// let builder = thread::Builder::new().name("worker".to_owned()).stack_size(64 << 10);
/// let handle = builder.spawn(|| thread::current().name().map(str::to_owned)).unwrap();
/// assert_eq!(handle.join().unwrap().as_deref(), Some("worker"));
/// ```
#[derive(Debug, Default)]
#[must_use = "a builder starts nothing until `spawn` is called"]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// Creates a builder of a thread without a name, with the default stack.
    ///
    /// ```
    /// use racelab::sync::thread::Builder;
    ///
    /// Builder::new().spawn(|| println!("hello")).unwrap().join().unwrap();
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the thread's name.
    ///
    /// ```
    /// use racelab::sync::thread::Builder;
    ///
    /// let handle = Builder::new().name("worker".to_owned()).spawn(|| {}).unwrap();
    /// assert_eq!(handle.thread().name(), Some("worker"));
    /// ```
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Sets the size of the stack in bytes, at most 64 MiB. A thread of a model has the model's
    /// stack instead.
    ///
    /// ```
    /// use racelab::sync::thread::Builder;
    ///
    /// Builder::new().stack_size(1 << 20).spawn(|| {}).unwrap().join().unwrap();
    /// ```
    pub fn stack_size(mut self, size: usize) -> Self {
        self.stack_size = Some(size);
        self
    }

    /// Starts a thread that runs `f`.
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
    /// use racelab::sync::thread::Builder;
    ///
    /// let handle = Builder::new().spawn(|| 1)?;
    /// assert_eq!(handle.join().unwrap(), 1);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.require_a_name();
        if mode::mode() == Mode::Real {
            let real = Real::of_a_new_thread();
            let own = real.clone();
            let place = Location::caller();
            let handle = self.std().spawn(move || own.run(place, f))?;
            let thread = Thread::real(handle.thread().clone(), real);
            let kind = Kind::Real(handle);
            return Ok(JoinHandle { thread, kind });
        }
        let slot = ResultSlot::new();
        let body = slot.filled_by(f);
        // SAFETY: `f: 'static` borrows from no thread's frames.
        let (thread, child) = unsafe { self.spawn_in_model(body, Location::caller()) };
        let kind = Kind::Model { child, slot };
        Ok(JoinHandle { thread, kind })
    }

    /// # Panics
    ///
    /// As std does for real: if the name contains a zero byte.
    #[track_caller]
    pub(super) fn require_a_name(&self) {
        let has_zero = self.name.as_ref().is_some_and(|name| name.contains('\0'));
        assert!(!has_zero, "thread name may not contain interior null bytes");
    }

    pub(super) fn std(self) -> std::thread::Builder {
        let mut builder = std::thread::Builder::new();
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        if let Some(size) = self.stack_size {
            // No more than every system has: a model thread cannot fail to start for this.
            builder = builder.stack_size(size.min(LARGEST_STACK));
        }
        builder
    }

    /// Starts a model thread.
    ///
    /// # Safety
    ///
    /// Everything that `body` borrows must outlive the thread. So the caller joins the thread
    /// before a borrow ends, even if the caller panics. Under loom the caller may end the
    /// execution instead.
    pub(super) unsafe fn spawn_in_model(
        self,
        body: Box<dyn FnOnce() + Send + '_>,
        place: Place,
    ) -> (Thread, Child) {
        // SAFETY: only the lifetime changes, and the caller promises that the borrows outlive the
        // thread.
        let body: Box<dyn FnOnce() + Send> = unsafe { std::mem::transmute(body) };
        if mode::mode() == Mode::Explored {
            // SAFETY: the caller makes the promise that `hook::spawn` needs.
            let id = unsafe { hook::spawn(self.name.clone(), body, place) };
            let child = Child::Explored(Explored::existing("JoinHandle", id, place));
            return (Thread::explored(id, self.name, place), child);
        }
        if !under_loom::enter(place) {
            // The thread unwinds, and the new thread would never run. So this drops its body.
            return (handle::current(), Child::Never);
        }
        under_loom::require_room_for_a_thread();
        let (thread, join) = model().spawn(Box::new(move || {
            body();
            under_loom::end_thread();
        }));
        // The new thread cannot have run yet: loom switches no thread at a start.
        let number = under_loom::add_thread(thread, self.name.clone());
        (
            Thread::in_loom(number, self.name),
            Child::Loom(InLoom::new("JoinHandle", join, place)),
        )
    }
}

/// Waits for the end of a thread, and receives its result. Dropping it detaches the thread.
///
/// [`spawn`] and [`Builder::spawn`] return it.
pub struct JoinHandle<T> {
    thread: Thread,
    kind: Kind<T>,
}

enum Kind<T> {
    Real(std::thread::JoinHandle<T>),
    Model { child: Child, slot: ResultSlot<T> },
}

// SAFETY: every function that creates a handle needs `T: Send`, so the result may come from
// another thread. (The bound is there and not here, as in std.)
unsafe impl<T> Send for JoinHandle<T> {}
// SAFETY: a shared handle gives no access to the result.
unsafe impl<T> Sync for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// Blocks until the thread ends, and returns its result. Everything in the thread happens
    /// before the return.
    ///
    /// # Errors
    ///
    /// If the thread panicked: the value of the panic. In a model a panic ends the execution with
    /// a failure, so `join` does not return.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// assert_eq!(thread::spawn(|| 1).join().unwrap(), 1);
    /// assert!(thread::spawn(|| panic!("on purpose")).join().is_err());
    /// ```
    #[track_caller]
    pub fn join(self) -> Result<T> {
        match self.kind {
            Kind::Real(handle) => {
                mode::require_real_for_a_thread();
                waits::during(For::End, Location::caller(), || handle.join())
            }
            Kind::Model { child, slot } => {
                child.join(Location::caller());
                slot.take()
            }
        }
    }

    /// Returns a handle to the thread itself.
    ///
    /// ```
    /// use racelab::sync::thread;
    ///
    /// let child = thread::spawn(|| thread::park());
    /// child.thread().unpark();
    /// child.join().unwrap();
    /// ```
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinHandle { .. }")
    }
}

/// A model thread that no code has joined yet.
pub(super) enum Child {
    Explored(Explored<hook::ThreadNumber>),
    Loom(InLoom<Join>),
    /// The thread was not started, because its parent unwinds, or because its scope belongs to
    /// another execution.
    Never,
}

impl Child {
    /// Waits for the thread's end; returns `false` if a panic ended it.
    #[track_caller]
    pub(super) fn join(self, place: Place) -> bool {
        match self {
            Self::Explored(thread) => thread.id().is_none_or(|id| hook::join(id, place)),
            Self::Loom(handle) => {
                if let Some(join) = handle.enter_for_good(place) {
                    join();
                    under_loom::count_joined();
                }
                true
            }
            Self::Never => true,
        }
    }

    /// As [`join`](Self::join), at the end of a scope. It waits only for the thread's function,
    /// and not for the destructors of its thread-local values. Under loom it waits for both.
    #[track_caller]
    pub(super) fn await_return(self, place: Place) -> bool {
        match self {
            Self::Explored(thread) => thread.id().is_none_or(|id| hook::await_return(id, place)),
            other => other.join(place),
        }
    }
}

/// The place where a model thread stores its result. The thread and its handle own it, and the
/// last of them drops a remaining result. The `Arc` is the seam's, so the explorer tries both
/// orders if they make a difference.
pub(super) struct ResultSlot<T>(Arc<Mutex<Option<T>>>);

impl<T> ResultSlot<T> {
    /// The slot of a thread that the caller starts.
    #[track_caller]
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }
}

impl<T: Send> ResultSlot<T> {
    /// A thread's body that stores the result of `f` here.
    pub(super) fn filled_by<'f, F>(&self, f: F) -> Box<dyn FnOnce() + Send + 'f>
    where
        F: FnOnce() -> T + Send + 'f,
        T: 'f,
    {
        let slot = Self(Arc::clone(&self.0));
        Box::new(move || {
            let value = f();
            *slot.0.lock() = Some(value);
        })
    }
}

impl<T> ResultSlot<T> {
    /// The result of a joined thread.
    pub(super) fn take(&self) -> Result<T> {
        let value = self.0.lock().take();
        value.ok_or_else(|| Box::new("the thread panicked") as Box<_>)
    }
}
