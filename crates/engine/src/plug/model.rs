//! The interface of a pluggable model checker and of its objects.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use super::judgement::{LoomLimits, LoomVerdict};
use super::program::Program;
use crate::explore::hook::{Update, ValueType};

/// A model checker that runs the threads of a program in turn, and explores their orders.
///
/// # Safety
///
/// The soundness of safe code on the seam rests on these promises:
///
/// - All threads of an execution run on the OS thread that has called [`Program::execute`], one at
///   a time. They switch only in calls of the methods declared here, and not inside the closure
///   that [`Cell::access`] calls.
/// - A thread that waits in `join` continues only after the body of the other thread has returned.
/// - After a panic has left the body of any thread, no thread of the execution runs again. Their
///   stacks are leaked, or unwound without running the threads' code.
pub unsafe trait Model: Sync {
    /// The most threads of a program, including the main thread.
    fn max_threads(&self) -> usize;

    /// A lock that no thread holds.
    fn mutex(&self) -> Box<dyn Mutex>;

    /// A condition variable without waiters.
    fn condvar(&self) -> Box<dyn Condvar>;

    /// Memory without data, whose accesses the model checks.
    fn cell(&self) -> Box<dyn Cell>;

    /// An atomic of this type, with this value.
    fn atomic(&self, of: ValueType, value: u64) -> Box<dyn Atomic>;

    /// A fence with this ordering, which is not Relaxed.
    fn fence(&self, order: Ordering);

    /// A hint that the running thread spins until another thread writes.
    fn spin(&self);

    /// Lets another thread run.
    fn yield_now(&self);

    /// The running thread.
    fn current(&self) -> Arc<dyn Thread>;

    /// Blocks the running thread until another thread [unparks](Thread::unpark) it.
    fn park(&self);

    /// Starts a thread, but does not run it at once. The second value waits for its end.
    fn spawn(&self, body: Box<dyn FnOnce() + Send>) -> (Arc<dyn Thread>, Join);

    /// Executes the program many times within the limits, and returns the verdict.
    fn judge(&self, limits: &LoomLimits, program: Arc<Program>) -> LoomVerdict;
}

/// Waits for the end of a thread.
pub type Join = Box<dyn FnOnce() + Send>;

/// A lock without data.
pub trait Mutex: Send + Sync {
    /// Acquires the lock, and waits until it is free.
    fn lock(&self) -> Box<dyn Guard + '_>;

    /// Acquires the lock if it is free.
    fn try_lock(&self) -> Option<Box<dyn Guard + '_>>;
}

/// A [`Mutex`], held: dropping this releases it. A guard that is forgotten never releases it.
pub trait Guard {}

/// A condition variable. The seam has its own queue of waiters.
pub trait Condvar: Send + Sync {
    /// Wakes no thread. The operation only has a place in the order.
    fn notify(&self);
}

/// Memory without data. The model checks that happens-before orders the accesses.
pub trait Cell: Send {
    /// Calls `f` once, as an access that writes or only reads.
    fn access(&self, writes: bool, f: &mut dyn FnMut());
}

/// An atomic. Its values are the bits of its type, zero-extended; bits above the type's width do
/// not count. The bits of a pointer are its address.
pub trait Atomic: Send + Sync {
    /// The value.
    fn load(&self, order: Ordering) -> u64;

    /// Replaces the value.
    fn store(&self, value: u64, order: Ordering);

    /// Replaces the value by the result of the update; returns the old one.
    fn update(&self, update: Update, operand: u64, order: Ordering) -> u64;

    /// Replaces the value if it is `current`. `Err` contains the present value.
    ///
    /// # Errors
    ///
    /// If the value is not `current`.
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
    /// Whether it is the running thread.
    fn is_current(&self) -> bool;

    /// Wakes the thread, if it is [parked](Model::park).
    fn unpark(&self);
}

/// The model of this process. The first plugged-in model stays.
static MODEL: OnceLock<&'static dyn Model> = OnceLock::new();

/// Plugs in a model as the second judge of this process. If the process has a model already, that
/// one stays.
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
