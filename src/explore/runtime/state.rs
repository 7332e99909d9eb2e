//! The state of the running execution, and the answer to each operation.

use std::collections::HashSet;

use super::engine::Answer;
use super::races::CellLog;
use super::spin::{Round, Spin};
use super::stepping::Stepping;
use crate::explore::StoppedBy;
use crate::explore::execution;
use crate::explore::graph::{
    Action, Class, EventId, Graph, NO_OBJECT, Object, ObjectIndex, ObjectKey, Operation,
};
use crate::explore::hook::{ObjectKind, Place, ValueType};
use crate::explore::search::WorkStack;

/// What the threads do next.
pub(super) enum Phase {
    /// They follow the graph, and stop where it ends.
    Replaying,
    /// The thread with the lowest number that can move adds its next event.
    Exploring,
    /// A schedule says who adds the next event.
    Stepping(Stepping),
}

/// The state of one execution, and what outlives it.
pub(in crate::explore) struct State {
    /// The number of the execution, different from all others of this process.
    pub(in crate::explore) execution: u64,
    pub(in crate::explore) graph: Graph,
    pub(in crate::explore) work: WorkStack,
    pub(in crate::explore) threads: Vec<Thread>,
    pub(in crate::explore) infos: Vec<ObjectInfo>,
    pub(super) phase: Phase,
    /// Whether the execution is being thrown away.
    pub(super) discarding: bool,
    /// Why no further execution can be trusted.
    pub(super) fault: Option<String>,
    pub(super) stopped_by: Option<StoppedBy>,
    /// Whether the last event may have let a waiting thread go on.
    pub(super) released: bool,
    pub(super) cells: CellLog,
    pub(super) spin: Spin,
    pub(in crate::explore) max_steps: usize,
}

/// A model thread of the running execution.
#[derive(Default)]
pub(in crate::explore) struct Thread {
    pub(in crate::explore) status: Status,
    /// How many of its events have been replayed or added.
    pub(super) gone: usize,
    /// What it would do next, where it does not run.
    pub(in crate::explore) pending: Option<Operation>,
    pub(super) body: Option<Box<dyn FnOnce()>>,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) spawned_at: Option<Place>,
    /// How many objects it has made.
    pub(super) created: u32,
    /// Whether a spin hint came since its last operation.
    pub(super) hinted: bool,
    /// Its panic, until the execution ends.
    pub(in crate::explore) panic: Option<(String, Option<execution::Place>)>,
    pub(super) catches: u32,
}

/// What has become of a model thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::explore) enum Status {
    /// It runs, or waits to.
    #[default]
    Live,
    /// It goes round a spin loop that only another thread's write ends.
    Spinning,
    Finished,
    Panicked,
}

/// What an object is called.
#[derive(Clone)]
pub(in crate::explore) struct ObjectInfo {
    pub(in crate::explore) kind: ObjectKind,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) place: Place,
}

/// The answer to an operation.
pub(super) enum Reply {
    /// It has its event.
    Done(Answer),
    /// Others must run first.
    Wait,
}

impl State {
    pub(in crate::explore) fn new(graph: Graph, max_steps: usize, bounded: HashSet<Place>) -> Self {
        Self {
            execution: 0,
            graph,
            work: WorkStack::default(),
            threads: Vec::new(),
            infos: Vec::new(),
            phase: Phase::Replaying,
            discarding: false,
            fault: None,
            stopped_by: None,
            released: false,
            cells: CellLog::default(),
            spin: Spin::new(bounded),
            max_steps,
        }
    }

    pub(super) fn discarding(&self) -> bool {
        self.discarding
    }

    pub(super) fn count_catch(&mut self, thread: u8) -> u32 {
        let catches = &mut self.threads[usize::from(thread)].catches;
        *catches += 1;
        *catches
    }

    pub(in crate::explore) fn hint_spin(&mut self, thread: u8) {
        self.threads[usize::from(thread)].hinted = true;
    }

    pub(super) fn take_hint(&mut self, thread: u8) -> bool {
        std::mem::take(&mut self.threads[usize::from(thread)].hinted)
    }

    /// Makes an object of the running thread.
    pub(in crate::explore) fn create(
        &mut self,
        thread: u8,
        kind: ObjectKind,
        initial: u64,
        place: Place,
    ) -> ObjectIndex {
        let created = &mut self.threads[usize::from(thread)].created;
        let key = ObjectKey::Created(thread, *created);
        *created += 1;
        self.object(key, kind, initial, place)
    }

    /// The object with this key in the running execution, made if need be.
    pub(in crate::explore) fn object(
        &mut self,
        key: ObjectKey,
        kind: ObjectKind,
        initial: u64,
        place: Place,
    ) -> ObjectIndex {
        let object = Object {
            key,
            class: Class::of(kind),
            value_type: match kind {
                ObjectKind::Atomic(_, value_type) | ObjectKind::Plain(value_type) => value_type,
                _ => ValueType::U64,
            },
            initial,
            coherence: Vec::new(),
        };
        let index = self.graph.object_index(object);
        let info = ObjectInfo {
            kind,
            name: None,
            place,
        };
        let at = index as usize;
        if at < self.infos.len() {
            self.infos[at] = info;
        } else {
            // Objects of the graph that this run has not made yet get theirs when
            // it does.
            self.infos.resize(at + 1, info);
        }
        index
    }

    /// The object of a static; one that no execution has changed yet.
    pub(in crate::explore) fn of_static(
        &mut self,
        address: usize,
        kind: ObjectKind,
        initial: u64,
        place: Place,
    ) -> ObjectIndex {
        self.object(ObjectKey::Static(address), kind, initial, place)
    }

    /// Whether waits may end without a reason here.
    pub(in crate::explore) fn may_wake_anyway(&self) -> bool {
        self.graph.rules.spurious && !matches!(self.phase, Phase::Stepping(_))
    }

    /// Whether the thread has failed or woken up without a reason at this line
    /// before.
    pub(in crate::explore) fn failed_spuriously(
        &self,
        thread: u8,
        object: ObjectIndex,
        place: Place,
    ) -> bool {
        let me = usize::from(thread);
        let gone = self.threads[me].gone;
        let events = self.graph.threads.get(me).map_or(&[][..], |t| &t[..gone]);
        events.iter().any(|node| {
            let spurious = match node.operation.action {
                Action::WakeAnyway => node.writes,
                Action::CompareExchange { .. } => node.choice > 0,
                _ => false,
            };
            spurious && node.operation.object == object && same_place(node.operation.place, place)
        })
    }

    /// The park token of a thread.
    pub(in crate::explore) fn token(&mut self, thread: u8, place: Place) -> ObjectIndex {
        self.object(ObjectKey::Token(thread), ObjectKind::Condvar, 0, place)
    }

    /// Gives a thread its event, or has it wait.
    pub(super) fn ask(&mut self, thread: u8, operation: Operation) -> Reply {
        let me = usize::from(thread);
        if self.threads[me].panic.is_some() {
            // It panicked and caught that itself: a failure all the same.
            self.threads[me].status = Status::Panicked;
            return Reply::Wait;
        }
        let gone = self.threads[me].gone;
        if let Some(recorded) = self.graph.threads.get(me).and_then(|t| t.get(gone)) {
            if !same_operation(&recorded.operation, &operation) {
                let before = recorded.operation;
                self.report_change(thread, &before, &operation);
                return Reply::Wait;
            }
            if !self.has_gone(recorded.source) {
                self.threads[me].pending = Some(operation);
                return Reply::Wait;
            }
            return self.done(thread);
        }
        if matches!(self.phase, Phase::Stepping(_)) {
            return self.ask_schedule(thread, operation);
        }
        match self.go_round(thread, &operation) {
            Round::Leaves => {}
            Round::Again(answer) => return Reply::Done(answer),
            Round::Stuck => {
                self.threads[me].status = Status::Spinning;
                self.threads[me].pending = Some(operation);
                return Reply::Wait;
            }
            Round::Ends => return Reply::Wait,
        }
        if self.released && matches!(self.phase, Phase::Exploring) {
            self.released = self.lowest_enabled().is_some_and(|t| t < thread);
        }
        let ready = matches!(self.phase, Phase::Exploring)
            && !self.released
            && self.is_enabled(thread, &operation);
        if !ready {
            self.threads[me].pending = Some(operation);
            return Reply::Wait;
        }
        if !self.has_room(&operation) {
            return Reply::Wait;
        }
        self.threads[me].pending = None;
        let operation = self.numbered(operation);
        let source = self.fixed_source(thread, &operation);
        self.work.add(&mut self.graph, thread, operation, source);
        self.done(thread)
    }

    /// Whether the step limit and the thread limit leave room for one more event.
    pub(super) fn has_room(&mut self, operation: &Operation) -> bool {
        if self.graph.len() >= self.max_steps {
            self.stopped_by = Some(StoppedBy::Steps(self.max_steps));
        } else if matches!(operation.action, Action::Spawn(_)) && self.graph.free_thread().is_none()
        {
            self.stopped_by = Some(StoppedBy::Threads);
        } else if self.work.has_overflowed() {
            self.stopped_by = Some(StoppedBy::Memory);
        }
        self.stopped_by.is_none()
    }

    /// A spawn's operation with the number of its child.
    pub(super) fn numbered(&self, mut operation: Operation) -> Operation {
        if let Action::Spawn(child) = &mut operation.action {
            *child = self.graph.free_thread().expect("has_room was asked");
        }
        operation
    }

    /// The next event of a thread is there; tells the thread about it.
    pub(super) fn done(&mut self, thread: u8) -> Reply {
        let me = usize::from(thread);
        let index = self.threads[me].gone;
        self.threads[me].gone += 1;
        self.threads[me].pending = None;
        let node = &self.graph.threads[me][index];
        let mut answer = Answer {
            read: node.read,
            wrote: node.writes,
            child: 0,
        };
        match node.operation.action {
            Action::Spawn(child) => answer.child = child,
            Action::End
            | Action::Release
            | Action::NotifyOne
            | Action::NotifyAll
            | Action::Unpark(_) => self.released = true,
            _ => {}
        }
        Reply::Done(answer)
    }

    pub(super) fn has_gone(&self, event: EventId) -> bool {
        event.is_initial()
            || self
                .threads
                .get(usize::from(event.thread))
                .is_some_and(|t| t.gone > usize::from(event.index))
    }

    /// Begins a child's part: it waits to start.
    pub(in crate::explore) fn begin_thread(
        &mut self,
        child: u8,
        body: Box<dyn FnOnce()>,
        name: Option<String>,
        place: Place,
    ) {
        let child = usize::from(child);
        while self.threads.len() <= child {
            self.threads.push(Thread {
                status: Status::Finished,
                ..Thread::default()
            });
        }
        self.threads[child] = Thread {
            body: Some(body),
            name,
            spawned_at: Some(place),
            pending: Some(Operation {
                action: Action::Start,
                object: NO_OBJECT,
                ordering: std::sync::atomic::Ordering::Relaxed,
                place,
                hinted: false,
            }),
            ..Thread::default()
        };
    }

    /// The lowest-numbered thread that can add its next event. It must follow from
    /// the graph alone: that the search finds each graph once rests on it.
    pub(super) fn lowest_enabled(&self) -> Option<u8> {
        (0..).zip(&self.threads).find_map(|(number, thread)| {
            let operation = thread.pending.as_ref()?;
            let can = thread.status == Status::Live && self.is_enabled(number, operation);
            can.then_some(number)
        })
    }

    /// Whether an operation that has no event yet may get one now.
    pub(super) fn is_enabled(&self, thread: u8, operation: &Operation) -> bool {
        match operation.action {
            Action::Join(child) => self.end_of(child).is_some(),
            Action::Acquire => {
                let request = self.last_event(thread);
                let holder = self.graph.node(request).source;
                holder.is_initial() || self.graph.release_of(holder).is_some()
            }
            Action::Wake => self.waking(thread, operation.object).is_some(),
            Action::Park => self.graph.newest_value(operation.object) == 1,
            _ => true,
        }
    }

    /// Where an event without a choice reads from.
    pub(super) fn fixed_source(&self, thread: u8, operation: &Operation) -> EventId {
        let found = match operation.action {
            Action::Start => self
                .graph
                .events()
                .find(|(_, node)| node.operation.action == Action::Spawn(thread))
                .map(|(id, _)| id),
            Action::Join(child) => self.end_of(child),
            Action::Acquire => {
                let holder = self.graph.node(self.last_event(thread)).source;
                // The first holder waits for nobody.
                (!holder.is_initial())
                    .then(|| self.graph.release_of(holder))
                    .flatten()
            }
            Action::Release => self.hold_of(thread, operation.object),
            Action::Wake => self.waking(thread, operation.object),
            _ => None,
        };
        found.unwrap_or(EventId::INITIAL)
    }

    fn end_of(&self, child: u8) -> Option<EventId> {
        let events = self.graph.threads.get(usize::from(child))?;
        let last = events.last()?;
        let index = u16::try_from(events.len() - 1).ok()?;
        (last.operation.action == Action::End).then_some(EventId {
            thread: child,
            index,
        })
    }

    pub(super) fn last_event(&self, thread: u8) -> EventId {
        let len = self.graph.threads[usize::from(thread)].len();
        EventId {
            thread,
            index: u16::try_from(len - 1).expect("the step limit"),
        }
    }

    /// The thread's last event on this object that `wanted` accepts.
    fn last_on(
        &self,
        thread: u8,
        object: ObjectIndex,
        wanted: impl Fn(&crate::explore::graph::Node) -> bool,
    ) -> Option<EventId> {
        let events = &self.graph.threads[usize::from(thread)];
        let found = events
            .iter()
            .rposition(|n| n.operation.object == object && wanted(n))?;
        let index = u16::try_from(found).ok()?;
        Some(EventId { thread, index })
    }

    /// The request or try_lock by which the thread holds this mutex.
    fn hold_of(&self, thread: u8, mutex: ObjectIndex) -> Option<EventId> {
        self.last_on(thread, mutex, |n| {
            n.writes && matches!(n.operation.action, Action::Request | Action::TryLock)
        })
    }

    /// The notification that ends the thread's wait.
    fn waking(&self, thread: u8, condvar: ObjectIndex) -> Option<EventId> {
        let enqueued = self.last_on(thread, condvar, |n| n.operation.action == Action::Enqueue)?;
        let from = self.graph.position(enqueued);
        let later = &self.graph.object(condvar).coherence[from..];
        let bit = 1 << thread;
        later
            .iter()
            .copied()
            .find(|&id| self.graph.node(id).written & bit == 0)
    }

    fn report_change(&mut self, thread: u8, before: &Operation, now: &Operation) {
        let letter = crate::explore::letter(usize::from(thread));
        self.fault.get_or_insert_with(|| {
            format!(
                "thread {letter} did something else though it read the same values: \
                 {} before, {} now; an explored program may depend on nothing but \
                 its schedule (no time, randomness, hash order, thread_local! or input)",
                described(before),
                described(now),
            )
        });
    }

    /// The events that a thread still has in the graph when its code has come to
    /// its end: the program is not the same as before.
    pub(super) fn report_missing(&mut self, thread: u8) {
        let me = usize::from(thread);
        let gone = self.threads[me].gone;
        if let Some(node) = self.graph.threads.get(me).and_then(|t| t.get(gone)) {
            let before = node.operation;
            let letter = crate::explore::letter(me);
            self.fault.get_or_insert_with(|| {
                format!(
                    "thread {letter} ended though it read the same values as in an \
                     execution where it went on with {}; an explored program may \
                     depend on nothing but its schedule (no time, randomness, hash \
                     order, thread_local! or input)",
                    described(&before)
                )
            });
        }
    }
}

fn described(operation: &Operation) -> String {
    let name = match operation.action {
        Action::Start => "its start",
        Action::End => "its end",
        Action::Spawn(_) => "a spawn",
        Action::Join(_) => "a join",
        Action::Load => "a load",
        Action::Store(_) => "a store",
        Action::Update(..) => "a read-modify-write",
        Action::CompareExchange { .. } => "a compare_exchange",
        Action::Fence => "a fence",
        Action::Request | Action::Acquire => "a lock",
        Action::Release => "an unlock",
        Action::TryLock => "a try_lock",
        Action::Enqueue | Action::Wake | Action::WakeAnyway => "a wait",
        Action::NotifyOne => "a notify_one",
        Action::NotifyAll => "a notify_all",
        Action::Park => "a park",
        Action::Unpark(_) => "an unpark",
    };
    let place = execution::Place::from(operation.place);
    match operation.action {
        Action::Store(value) => format!("{name} of {value} at {place}"),
        _ => format!("{name} at {place}"),
    }
}

/// Whether the program does again what it did when this event was recorded.
pub(super) fn same_operation(recorded: &Operation, now: &Operation) -> bool {
    if recorded.object != now.object || !same_place(recorded.place, now.place) {
        return false;
    }
    let same_action = match (recorded.action, now.action) {
        // The number of a child is the engine's to give.
        (Action::Spawn(_), Action::Spawn(_)) => true,
        (recorded, now) => recorded == now,
    };
    same_action && recorded.ordering == now.ordering
}

/// Whether two operations stand at the same place in the source.
fn same_place(a: Place, b: Place) -> bool {
    std::ptr::eq(a, b) || a == b
}
