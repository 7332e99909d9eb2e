//! What the seam asks of the explorer.
//!
//! The functions here may be called only while [`active`] says so: by the code
//! of a model thread, on its own coroutine. Each is one operation of the running
//! thread; the call returns when the explorer has decided what it does.
//!
//! While a thread unwinds, they do nothing and return a zero: an execution ends
//! with its first panic, and what its destructors would still do is no part of it.

#![allow(unused_variables, missing_docs)]
use std::any::Any;
use std::panic::Location;
use std::sync::atomic::Ordering;

/// Where in the student's source an operation stands.
pub(crate) type Place = &'static Location<'static>;

/// An object of the running execution. The number means nothing in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObjectId(pub(super) u32);

/// The number of a model thread; 0 is main.
pub(crate) type ThreadId = u8;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    /// An atomic of the type with this name (`AtomicU64`).
    Atomic(&'static str, ValueType),
    /// Plain memory whose accesses are events (`PlainCell`).
    Plain(ValueType),
    /// Plain memory whose accesses are only checked for races (`UnsafeCell`).
    Cell,
    Mutex,
    Condvar,
}

/// How the 64 bits of a value are to be read. A value is stored zero-extended
/// from its own width (an i64 as its two's complement).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    Bool,
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
}

/// The function of a read-modify-write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Update {
    Swap,
    Add,
    Sub,
    And,
    Nand,
    Or,
    Xor,
    Max,
    Min,
}

/// Whether the calling code runs inside an explored execution.
#[inline]
pub(crate) fn active() -> bool {
    false
}

/// Makes an object. Creating is no event; accesses are.
pub(crate) fn create(kind: ObjectKind, initial: u64, place: Place) -> ObjectId {
    todo!()
}
/// The object of a static at this address, made anew at its first use in each execution.
pub(crate) fn of_static(address: usize, kind: ObjectKind, initial: u64, place: Place) -> ObjectId {
    todo!()
}
/// Gives an object its name in the lanes.
pub(crate) fn name(object: ObjectId, name: &str) {
    todo!()
}
/// Reads an atomic (any ordering) or a plain cell (Relaxed).
pub(crate) fn load(object: ObjectId, ordering: Ordering, place: Place) -> u64 {
    todo!()
}
pub(crate) fn store(object: ObjectId, ordering: Ordering, value: u64, place: Place) {
    todo!()
}
/// Returns the old value.
pub(crate) fn update(
    object: ObjectId,
    update: Update,
    operand: u64,
    ordering: Ordering,
    place: Place,
) -> u64 {
    todo!()
}
pub(crate) fn compare_exchange(
    object: ObjectId,
    expected: u64,
    new: u64,
    success: Ordering,
    failure: Ordering,
    weak: bool,
    place: Place,
) -> Result<u64, u64> {
    todo!()
}
pub(crate) fn fence(ordering: Ordering, place: Place) {
    todo!()
}
/// An access to an `UnsafeCell`: no event, only checked for data races.
pub(crate) fn access(object: ObjectId, write: bool, place: Place) {
    todo!()
}
pub(crate) fn lock(mutex: ObjectId, place: Place) {
    todo!()
}
pub(crate) fn try_lock(mutex: ObjectId, place: Place) -> bool {
    todo!()
}
pub(crate) fn unlock(mutex: ObjectId, place: Place) {
    todo!()
}
/// Waits: enqueues, unlocks, is woken, locks again.
pub(crate) fn wait(condvar: ObjectId, mutex: ObjectId, place: Place) {
    todo!()
}
/// Returns whether a thread was woken.
pub(crate) fn notify_one(condvar: ObjectId, place: Place) -> bool {
    todo!()
}
/// Returns how many threads were woken.
pub(crate) fn notify_all(condvar: ObjectId, place: Place) -> usize {
    todo!()
}
/// Starts a model thread.
///
/// # Safety
///
/// The explorer drops `body`, run or not, before the calling coroutine's frames
/// below `spawn`'s caller go only if ... the caller keeps what `body` borrows alive until
/// the thread has been joined, or hands its own panics to [`abandon`].
pub(crate) unsafe fn spawn(
    name: Option<String>,
    body: Box<dyn FnOnce()>,
    place: Place,
) -> ThreadId {
    todo!()
}
/// Waits for the end of a thread. A thread that panicked never ends: the
/// execution has failed by then.
pub(crate) fn join(thread: ThreadId, place: Place) {
    todo!()
}
/// The running thread.
pub(crate) fn current() -> ThreadId {
    todo!()
}
pub(crate) fn thread_name(thread: ThreadId) -> Option<String> {
    todo!()
}
pub(crate) fn park(place: Place) {
    todo!()
}
pub(crate) fn unpark(thread: ThreadId, place: Place) {
    todo!()
}
/// A hint that the thread goes round a loop until somebody else writes.
pub(crate) fn spin(place: Place) {
    todo!()
}
/// Ends the running thread with a panic that was caught on its way out of
/// frames that other model threads borrow from. The explorer unwinds those
/// threads before it lets this one's frames go.
pub(crate) fn abandon(payload: Box<dyn Any + Send>) -> ! {
    todo!()
}
