//! What the seam asks of the explorer.
//!
//! The functions here may be called only while [`active`] says so: by the code
//! of a model thread, on its own coroutine. Each is one operation of the running
//! thread; the call returns when the explorer has decided what it does.
//!
//! A thread that unwinds makes operations like any other one.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::StoppedBy;
use super::arcs;
use super::graph::primitive::{
    atomic, barrier, cell, channel, condvar, mutex, once, park, rwlock, thread,
};
use super::graph::{Action, NO_OBJECT, Operation};
use super::runtime::{self, with_current};

pub(crate) use super::graph::{ObjectKind, Place, Update, ValueType};
pub(crate) use super::runtime::Role;

/// An object of the running execution. The number means nothing in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObjectId(pub(super) u32);

impl ObjectId {
    /// For what a pointer is given that becomes this object's initial value.
    pub(crate) fn renewed(self) -> Role {
        Role::Renewed(self.0)
    }
}

/// The number of a model thread; 0 is main.
pub(crate) type ThreadId = u8;

/// Whether the calling code runs inside an explored execution.
#[inline]
pub(crate) fn active() -> bool {
    runtime::active()
}

/// The number of the running execution, different from that of every other one of
/// this process: by it the seam knows the objects that belong to this one.
pub(crate) fn execution() -> u64 {
    with_current(|engine| engine.state.borrow().execution)
}

/// One operation that has no other parts than these.
fn perform(
    action: impl Into<Action>,
    object: u32,
    ordering: Ordering,
    place: Place,
) -> runtime::Answer {
    with_current(|engine| engine.perform(Operation::new(action, object, ordering, place)))
}

/// Makes an object. Creating is no event; accesses are.
pub(crate) fn create(kind: ObjectKind, initial: u64, place: Place) -> ObjectId {
    with_current(|engine| {
        engine.require_operations();
        let thread = engine.running();
        let object = engine
            .state
            .borrow_mut()
            .create(thread, kind, initial, place);
        engine.step_aside();
        ObjectId(object)
    })
}

/// What tells a static from every other one of the process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StaticId {
    pub(crate) number: u32,
    /// Whether the static has got its number just now, for this use.
    pub(crate) is_new: bool,
}

/// The object of the static with this number, made anew at its first use in each
/// execution; `what` is its type. Asked right before an operation on it.
///
/// Ends the exploration if it is no static, but an object that each execution makes
/// itself. The number gives that away: an operation is recorded in the graph only if an
/// execution has made it before, and then a static has had its number since.
pub(crate) fn of_static(
    id: StaticId,
    what: &'static str,
    kind: ObjectKind,
    initial: u64,
    place: Place,
) -> ObjectId {
    with_current(|engine| {
        engine.require_operations();
        let thread = engine.running();
        if id.is_new && engine.state.borrow().is_at_a_static(thread) {
            let place = super::Place::from(place);
            let sentence = format!(
                "what const_new made where it is no static: the {what} at {place}; create it \
                 with new, inside the closure"
            );
            engine.stop(StoppedBy::Unmodelled(sentence.into()));
        }
        let mut state = engine.state.borrow_mut();
        ObjectId(state.of_static(id, kind, initial, place))
    })
}

/// The part of a static that belongs to the running execution: what `make` makes, at the
/// first use. It lives until the execution is over, or longer if somebody holds it.
pub(crate) fn part_of_static<P: Any + Send + Sync>(
    id: StaticId,
    make: impl FnOnce() -> P,
) -> Arc<P> {
    let known = with_current(|engine| engine.state.borrow().statics.get(&id.number).cloned());
    let part = known.unwrap_or_else(|| {
        // The state is free meanwhile: making may ask for it.
        let made: Arc<dyn Any + Send + Sync> = Arc::new(make());
        with_current(|engine| {
            let mut state = engine.state.borrow_mut();
            state.statics.entry(id.number).or_insert(made).clone()
        })
    });
    part.downcast().expect("a static has one type")
}

/// Calls `f`, which may make no operation: it belongs to no thread of the execution. One
/// that it makes all the same is a panic.
pub(crate) fn without_operations<R>(f: impl FnOnce() -> R) -> R {
    with_current(|engine| engine.without_operations(f))
}

/// How the explorer calls the pointer that the running thread gives to its next operation,
/// or to an object.
pub(crate) fn name_of(pointer: *mut (), role: Role, place: Place) -> u64 {
    with_current(|engine| engine.name_of(pointer, role, place))
}

/// The pointer of this name, which the running thread has read.
pub(crate) fn pointer_of(name: u64) -> *mut () {
    with_current(|engine| {
        let thread = engine.running();
        engine.state.borrow_mut().pointer_of(thread, name)
    })
}

/// Gives an object its name in the lanes.
pub(crate) fn name(object: ObjectId, name: &str) {
    with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        state.infos[object.0 as usize].name = Some(name.to_owned());
    });
}

/// Reads plain memory.
pub(crate) fn read(object: ObjectId, place: Place) -> u64 {
    perform(cell::Action::Read, object.0, Ordering::Relaxed, place).read()
}

/// Writes plain memory.
pub(crate) fn write(object: ObjectId, value: u64, place: Place) {
    perform(
        cell::Action::Write(value),
        object.0,
        Ordering::Relaxed,
        place,
    );
}

/// Reads an atomic.
pub(crate) fn load(object: ObjectId, ordering: Ordering, place: Place) -> u64 {
    perform(atomic::Action::Load, object.0, ordering, place).read()
}

/// Writes an atomic.
pub(crate) fn store(object: ObjectId, ordering: Ordering, value: u64, place: Place) {
    perform(atomic::Action::Store(value), object.0, ordering, place);
}

/// Reads, modifies and writes an atomic; returns the old value.
pub(crate) fn update(
    object: ObjectId,
    update: Update,
    operand: u64,
    ordering: Ordering,
    place: Place,
) -> u64 {
    perform(
        atomic::Action::Update(update, operand),
        object.0,
        ordering,
        place,
    )
    .read()
}

/// Compares and exchanges; returns the old value, as an error if nothing was
/// written.
pub(crate) fn compare_exchange(
    object: ObjectId,
    expected: u64,
    new: u64,
    success: Ordering,
    failure: Ordering,
    weak: bool,
    place: Place,
) -> Result<u64, u64> {
    let action = atomic::Action::CompareExchange {
        expected,
        new,
        failure,
        weak: weak && may_fail_again(object, place),
    };
    let answer = perform(action, object.0, success, place);
    if answer.wrote() {
        Ok(answer.read())
    } else {
        Err(answer.read())
    }
}

/// Whether a weak compare-exchange of the running thread at this line may fail
/// spuriously: not twice in one execution, so that their number stays finite.
fn may_fail_again(object: ObjectId, place: Place) -> bool {
    with_current(|engine| {
        let thread = engine.running();
        let state = engine.state.borrow();
        !state.failed_spuriously(thread, object.0, place)
    })
}

/// A memory fence.
pub(crate) fn fence(ordering: Ordering, place: Place) {
    perform(atomic::Action::Fence, NO_OBJECT, ordering, place);
}

/// An access to an `UnsafeCell`: no event, only checked for data races.
pub(crate) fn access(object: ObjectId, write: bool, place: Place) {
    with_current(|engine| {
        arcs::act(engine);
        engine.require_operations();
        let thread = engine.running();
        engine
            .state
            .borrow_mut()
            .access(thread, object.0, write, place);
        engine.step_aside();
    });
}

/// Acquires a mutex.
pub(crate) fn lock(mutex: ObjectId, place: Place) {
    perform(mutex::Action::Request, mutex.0, Ordering::Relaxed, place);
    perform(mutex::Action::Acquire, mutex.0, Ordering::Relaxed, place);
}

/// Acquires a mutex if it is free; returns whether it did.
pub(crate) fn try_lock(mutex: ObjectId, place: Place) -> bool {
    perform(mutex::Action::TryLock, mutex.0, Ordering::Relaxed, place).wrote()
}

/// Releases a mutex that the running thread holds.
pub(crate) fn unlock(mutex: ObjectId, place: Place) {
    perform(mutex::Action::Release, mutex.0, Ordering::Relaxed, place);
}

/// Becomes the writer of a reader-writer lock.
pub(crate) fn lock_exclusive(lock: ObjectId, place: Place) {
    perform(rwlock::Action::Request, lock.0, Ordering::Relaxed, place);
    perform(rwlock::Action::Acquire, lock.0, Ordering::Relaxed, place);
}

/// Releases a reader-writer lock that the running thread writes.
pub(crate) fn unlock_exclusive(lock: ObjectId, place: Place) {
    perform(rwlock::Action::Release, lock.0, Ordering::Relaxed, place);
}

/// Becomes a reader of a reader-writer lock.
pub(crate) fn lock_shared(lock: ObjectId, place: Place) {
    perform(rwlock::Action::Share, lock.0, Ordering::Relaxed, place);
    perform(
        rwlock::Action::AcquireShared,
        lock.0,
        Ordering::Relaxed,
        place,
    );
}

/// Becomes a reader, if no writer holds the lock or waits for it; returns whether it
/// did.
pub(crate) fn try_lock_shared(lock: ObjectId, place: Place) -> bool {
    perform(rwlock::Action::TryShare, lock.0, Ordering::Relaxed, place).read() == 0
}

/// The running thread does what the explorer does not model: the exploration ends, and
/// says so.
pub(crate) fn unmodelled(what: &'static str) {
    with_current(|engine| engine.stop(StoppedBy::Unmodelled(what.into())));
}

/// Is no reader any more.
pub(crate) fn unlock_shared(lock: ObjectId, place: Place) {
    perform(
        rwlock::Action::ReleaseShared,
        lock.0,
        Ordering::Relaxed,
        place,
    );
}

/// Whether the wait that begins here ends spuriously: a choice of the explorer's, if it
/// may.
fn is_spurious(begin: impl Into<Action>, object: u32, place: Place) -> bool {
    let may = with_current(|engine| {
        let thread = engine.running();
        let state = engine.state.borrow();
        state.may_wait_spuriously(thread, object, place)
    });
    may && perform(begin, object, Ordering::Relaxed, place).choice() != 0
}

/// Waits on a condition variable: enqueues, unlocks, is woken, locks again. Or, spuriously,
/// unlocks and locks again.
pub(crate) fn wait(condvar: ObjectId, mutex: ObjectId, place: Place) {
    use condvar::Action;
    let wait = |action| {
        perform(action, condvar.0, Ordering::Relaxed, place);
    };
    if is_spurious(Action::Begin, condvar.0, place) {
        unlock(mutex, place);
        wait(Action::Rouse);
    } else {
        wait(Action::Enqueue);
        unlock(mutex, place);
        wait(Action::Wake);
    }
    lock(mutex, place);
}

/// The same with a limit in time, which may have passed whenever the wait could
/// end; returns whether it had.
pub(crate) fn wait_for(condvar: ObjectId, mutex: ObjectId, place: Place) -> bool {
    perform(
        condvar::Action::Enqueue,
        condvar.0,
        Ordering::Relaxed,
        place,
    );
    unlock(mutex, place);
    let late = perform(
        condvar::Action::WakeTimed,
        condvar.0,
        Ordering::Relaxed,
        place,
    )
    .wrote();
    lock(mutex, place);
    late
}

/// Wakes one waiting thread; returns whether there was one.
pub(crate) fn notify_one(condvar: ObjectId, place: Place) -> bool {
    perform(
        condvar::Action::NotifyOne,
        condvar.0,
        Ordering::Relaxed,
        place,
    )
    .read()
        != 0
}

/// Wakes all waiting threads; returns how many there were.
pub(crate) fn notify_all(condvar: ObjectId, place: Place) -> usize {
    let waited = perform(
        condvar::Action::NotifyAll,
        condvar.0,
        Ordering::Relaxed,
        place,
    )
    .read();
    waited.count_ones() as usize
}

/// Starts a model thread.
///
/// # Safety
///
/// What `body` borrows must live until the thread has been joined.
pub(crate) unsafe fn spawn<'a>(
    name: Option<String>,
    body: Box<dyn FnOnce() + 'a>,
    place: Place,
) -> ThreadId {
    // SAFETY: only the lifetime changes. The caller promises that what is borrowed
    // outlives the thread. Where the execution is stopped for good before the thread has
    // been joined, neither it nor the caller runs again, and a body that has not begun is
    // leaked.
    let body: Box<dyn FnOnce()> = unsafe { std::mem::transmute(body) };
    with_current(|engine| {
        arcs::act(engine);
        let spawn = Operation::new(
            thread::Action::Spawn(0),
            NO_OBJECT,
            Ordering::Relaxed,
            place,
        );
        let child = engine.perform(spawn).child();
        let mut state = engine.state.borrow_mut();
        state.begin_thread(child, body, name, place);
        child
    })
}

/// Waits for the end of a thread. A thread that panicked never ends: the execution has
/// failed by then. Only when all of it has been noted the threads come to their ends; then
/// this returns `false` for a thread that panicked.
pub(crate) fn join(thread: ThreadId, place: Place) -> bool {
    let join = thread::Action::Join(thread);
    perform(join, NO_OBJECT, Ordering::Relaxed, place).choice() != runtime::JOINED_A_PANIC
}

/// The running thread.
pub(crate) fn current() -> ThreadId {
    with_current(|engine| {
        arcs::act(engine);
        engine.require_operations();
        engine.running()
    })
}

/// The name that a thread was given, if any.
pub(crate) fn thread_name(thread: ThreadId) -> Option<String> {
    with_current(|engine| {
        let state = engine.state.borrow();
        state.threads[usize::from(thread)].name.clone()
    })
}

/// Waits for the running thread's token and consumes it. Or, spuriously, returns at once.
pub(crate) fn park(place: Place) {
    let token = with_current(|engine| engine.token_of(engine.running(), place));
    if !is_spurious(park::Action::Begin, token, place) {
        perform(park::Action::Park, token, Ordering::AcqRel, place);
    }
}

/// Makes a thread's token available.
pub(crate) fn unpark(thread: ThreadId, place: Place) {
    let token = with_current(|engine| engine.token_of(thread, place));
    perform(park::Action::Unpark(thread), token, Ordering::AcqRel, place);
}

/// Sends a message; returns its number in the channel, from 1, or `None` if the
/// receiver has gone.
pub(crate) fn send(channel: ObjectId, place: Place) -> Option<u32> {
    let answer = perform(channel::Action::Send, channel.0, Ordering::Relaxed, place);
    // The step limit keeps executions far below so many messages.
    answer
        .wrote()
        .then(|| u32::try_from(answer.read() + 1).expect("the step limit"))
}

/// Behind a send on a bounded channel: waits until the receiver has taken the
/// message of this number. `false` if the receiver goes before.
pub(crate) fn admit(channel: ObjectId, number: u32, place: Place) -> bool {
    let action = channel::Action::Admit(number);
    perform(action, channel.0, Ordering::Relaxed, place).choice() == channel::ADMITTED
}

/// What a receive brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// The message that was asked for.
    Message,
    /// There is no message, but there are senders.
    Empty,
    /// There is no message and never will be.
    Disconnected,
}

/// Waits for the channel's message of this number, from 1, or for the end of all
/// senders.
pub(crate) fn receive(channel: ObjectId, number: u32, place: Place) -> Received {
    let action = channel::Action::Receive(number);
    received(perform(action, channel.0, Ordering::Relaxed, place))
}

/// Takes the channel's message of this number, from 1, if it is there.
pub(crate) fn try_receive(channel: ObjectId, number: u32, place: Place) -> Received {
    let action = channel::Action::TryReceive(number);
    received(perform(action, channel.0, Ordering::Relaxed, place))
}

fn received(answer: runtime::Answer) -> Received {
    match answer.choice() {
        channel::MESSAGE => Received::Message,
        channel::EMPTY => Received::Empty,
        _ => Received::Disconnected,
    }
}

/// The receiver of a channel goes.
pub(crate) fn close(channel: ObjectId, place: Place) {
    perform(channel::Action::Close, channel.0, Ordering::Relaxed, place);
}

/// A channel gets one more sender.
pub(crate) fn clone_sender(channel: ObjectId, place: Place) {
    perform(
        channel::Action::CloneSender,
        channel.0,
        Ordering::Relaxed,
        place,
    );
}

/// A sender of a channel goes.
pub(crate) fn drop_sender(channel: ObjectId, place: Place) {
    perform(
        channel::Action::DropSender,
        channel.0,
        Ordering::Relaxed,
        place,
    );
}

/// Comes to what is to be done once. `true`: the calling thread is to do it, and to
/// [`complete`] it. `false`: it has been done.
pub(crate) fn enter(once: ObjectId, place: Place) -> bool {
    let answer = perform(once::Action::Enter, once.0, Ordering::Relaxed, place);
    if answer.read() == once::BEGUN {
        perform(
            once::Action::AwaitCompletion,
            once.0,
            Ordering::Relaxed,
            place,
        );
    }
    answer.wrote()
}

/// What is to be done once is done.
pub(crate) fn complete(once: ObjectId, place: Place) {
    perform(once::Action::Complete, once.0, Ordering::Relaxed, place);
}

/// Whether what is to be done once is done, as far as the calling thread knows.
pub(crate) fn is_complete(once: ObjectId, place: Place) -> bool {
    perform(once::Action::Look, once.0, Ordering::Relaxed, place).read() == once::DONE
}

/// Comes to a barrier and waits until a multiple of `parties` threads have; returns
/// whether the calling thread was the last one of its group.
pub(crate) fn arrive(barrier: ObjectId, parties: u32, place: Place) -> bool {
    let before = perform(barrier::Action::Arrive, barrier.0, Ordering::Relaxed, place).read();
    // The step limit keeps executions far below so many arrivals.
    let before = u32::try_from(before).expect("the step limit");
    let arrivals = (before / parties + 1) * parties;
    let action = barrier::Action::Pass { arrivals, parties };
    perform(action, barrier.0, Ordering::Relaxed, place);
    before + 1 == arrivals
}

/// A hint that the thread goes round a loop until somebody else writes.
pub(crate) fn spin() {
    with_current(|engine| {
        engine.require_operations();
        let thread = engine.running();
        engine.state.borrow_mut().hint_spin(thread);
        engine.step_aside();
    });
}

/// An object that takes the place of another one, which the running thread has for
/// itself alone: of the same kind and name, with this initial value. Nobody can tell
/// it from a write at `place` that happens before everything that is done with the object
/// later.
pub(crate) fn renew(object: ObjectId, initial: u64, place: Place) -> ObjectId {
    with_current(|engine| {
        let thread = engine.running();
        let mut state = engine.state.borrow_mut();
        let new = state.renew(thread, object.0, initial, place);
        drop(state);
        engine.step_aside();
        ObjectId(new)
    })
}

/// A panic has ended what is to be done once, before it was done.
pub(crate) fn give_up(once: ObjectId) {
    with_current(|engine| engine.state.borrow_mut().given_up.push(once.0));
}

/// Changes the initial value of an object that nobody has used yet.
pub(crate) fn set_initial(object: ObjectId, initial: u64) {
    with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        state.graph.objects[object.0 as usize].initial = initial;
    });
}
