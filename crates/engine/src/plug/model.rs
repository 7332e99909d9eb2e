//! The model checker that may be plugged in, and its objects.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use super::judgement::{LoomLimits, LoomVerdict};
use super::program::Program;
use crate::explore::hook::{Update, ValueType};

/// A model checker that runs the threads of a program in turn, and tries their orders.
///
/// # Safety
///
/// The soundness of safe code on the seam rests on these promises:
///
/// - All threads of an execution run on the OS thread that has called
///   [`Program::execute`], one at a time. They change only in calls of what is declared
///   here, and not inside of the closure that [`Cell::access`] calls.
/// - A thread that waits in its `join` goes on only after the thread's body has returned.
/// - Once a panic has left the body of any thread, no thread of the execution runs again.
///   Their stacks are leaked, or unwound without running the threads' code.
pub unsafe trait Model: Sync {
    /// The most threads of a program, the main thread included.
    fn max_threads(&self) -> usize;

    /// A lock that no thread holds.
    fn mutex(&self) -> Box<dyn Mutex>;

    /// A condition variable without waiters.
    fn condvar(&self) -> Box<dyn Condvar>;

    /// Memory whose accesses are checked.
    fn cell(&self) -> Box<dyn Cell>;

    /// An atomic of this type, with this value.
    fn atomic(&self, of: ValueType, value: u64) -> Box<dyn Atomic>;

    /// A fence, which is not relaxed.
    fn fence(&self, order: Ordering);

    /// The thread goes round a loop until another thread writes something.
    fn spin(&self);

    /// The thread lets another one run.
    fn yield_now(&self);

    /// The running thread.
    fn current(&self) -> Arc<dyn Thread>;

    /// Waits until the thread is [unparked](Thread::unpark).
    fn park(&self);

    /// Starts a thread, without running it at once. What is returned beside it waits for its
    /// end.
    fn spawn(&self, body: Box<dyn FnOnce() + Send>) -> (Arc<dyn Thread>, Join);

    /// Executes the program again and again within the limits, and says what came of it.
    fn judge(&self, limits: &LoomLimits, program: Arc<Program>) -> LoomVerdict;
}

/// Waits for the end of a thread.
pub type Join = Box<dyn FnOnce() + Send>;

/// A lock without data.
pub trait Mutex: Send + Sync {
    /// Waits for the lock.
    fn lock(&self) -> Box<dyn Guard + '_>;

    /// Takes the lock if it is free.
    fn try_lock(&self) -> Option<Box<dyn Guard + '_>>;
}

/// A [`Mutex`], held: dropping this releases it. A guard that is forgotten holds it for good.
pub trait Guard {}

/// A condition variable. The seam keeps the waiters by itself.
pub trait Condvar: Send + Sync {
    /// Wakes no thread. It is an operation whose place in the order matters.
    fn notify(&self);
}

/// Memory without data, of which the model checks that the accesses are ordered.
pub trait Cell: Send {
    /// Calls `f` once, as an access that writes or only reads.
    fn access(&self, writes: bool, f: &mut dyn FnMut());
}

/// An atomic. Its values are the bits of its type, zero-extended; bits above the type's width
/// do not count. That of a pointer is its address.
pub trait Atomic: Send + Sync {
    /// The value.
    fn load(&self, order: Ordering) -> u64;

    /// Replaces the value.
    fn store(&self, value: u64, order: Ordering);

    /// Replaces the value by what the update makes of it; returns the old one.
    fn update(&self, update: Update, operand: u64, order: Ordering) -> u64;

    /// Replaces the value if it is `current`. `Err` with the one that is there instead.
    ///
    /// # Errors
    ///
    /// If it is another one.
    fn compare_exchange(
        &self,
        current: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u64, u64>;
}

/// A thread of an execution.
pub trait Thread: Send + Sync {
    /// Whether it is the one that runs.
    fn is_current(&self) -> bool;

    /// Lets it go on, if it [parks](Model::park).
    fn unpark(&self);
}

/// The model of this process: once it is there, it stays.
static MODEL: OnceLock<&'static dyn Model> = OnceLock::new();

/// Plugs a model in as the second judge of this process. If there is one already, it stays.
pub fn plug_in(model: &'static dyn Model) {
    MODEL.get_or_init(|| model);
}

/// The model that is plugged in.
pub(crate) fn plugged_in() -> Option<&'static dyn Model> {
    MODEL.get().copied()
}

/// The model that runs the calling code.
pub(crate) fn model() -> &'static dyn Model {
    plugged_in().expect("only a model that is plugged in runs a program")
}
