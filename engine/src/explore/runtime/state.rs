//! The state of the running execution.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::races::CellLog;
use super::spin::Spin;
use super::stepping::Stepping;
use super::thread::{Status, Thread};
use crate::explore::StoppedBy;
use crate::explore::graph::primitive::condvar;
use crate::explore::graph::primitive::thread::Action as OfThread;
use crate::explore::graph::{
    Action, Class, EventId, Graph, NO_OBJECT, Object, ObjectIndex, ObjectKey, Operation,
};
use crate::explore::graph::{ObjectKind, Place, ValueType, same_place};
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
    /// The numbers of the next ones.
    numbers: Range<u64>,
    pub(in crate::explore) graph: Graph,
    pub(in crate::explore) work: WorkStack,
    pub(in crate::explore) threads: Vec<Thread>,
    /// The threads in the order in which they began. A child comes behind its parent;
    /// its number says nothing about that, since numbers that a revisit has freed are
    /// given away again.
    pub(super) begun: Vec<u8>,
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

/// What an object is called.
#[derive(Clone)]
pub(in crate::explore) struct ObjectInfo {
    pub(in crate::explore) kind: ObjectKind,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) place: Place,
}

impl State {
    pub(in crate::explore) fn new(graph: Graph, max_steps: usize, bounded: HashSet<Place>) -> Self {
        Self {
            execution: 0,
            numbers: 0..0,
            graph,
            work: WorkStack::default(),
            threads: Vec::new(),
            begun: Vec::new(),
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

    /// The thread unwinds, and a destructor does what the execution leaves out.
    pub(super) fn act_unseen(&mut self, thread: u8) {
        self.threads[usize::from(thread)].acted_unseen = true;
    }

    pub(super) fn count_catch(&mut self, thread: u8) -> u32 {
        let catches = &mut self.threads[usize::from(thread)].catches;
        *catches += 1;
        *catches
    }

    pub(in crate::explore) fn hint_spin(&mut self, thread: u8) {
        self.threads[usize::from(thread)].hinted = true;
    }

    /// Begins an operation of the thread; returns whether a spin hint came before it.
    pub(super) fn take_hint(&mut self, thread: u8) -> bool {
        let record = &mut self.threads[usize::from(thread)];
        record.aside = 0;
        std::mem::take(&mut record.hinted)
    }

    /// Counts a step of the thread that adds no event; returns whether there is room
    /// for it within the step limit.
    pub(super) fn step_aside(&mut self, thread: u8) -> bool {
        let aside = &mut self.threads[usize::from(thread)].aside;
        *aside += 1;
        *aside <= self.max_steps && self.infos.len() <= self.max_steps
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
                Action::Condvar(condvar::Action::WakeAnyway) => node.writes,
                Action::Atomic(action) => action.failed_spuriously(node),
                _ => false,
            };
            spurious && node.operation.object == object && same_place(node.operation.place, place)
        })
    }

    /// Whether the program has made this object in the running execution.
    pub(in crate::explore) fn is_made(&self, object: ObjectIndex) -> bool {
        (object as usize) < self.infos.len()
    }

    /// The park token of a thread.
    pub(in crate::explore) fn token(&mut self, thread: u8, place: Place) -> ObjectIndex {
        self.object(ObjectKey::Token(thread), ObjectKind::Condvar, 0, place)
    }

    /// Begins a child's part: it waits to start.
    pub(in crate::explore) fn begin_thread(
        &mut self,
        child: u8,
        body: Box<dyn FnOnce()>,
        name: Option<String>,
        place: Place,
    ) {
        self.begun.push(child);
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
            pending: Some(Operation::new(
                OfThread::Start,
                NO_OBJECT,
                Ordering::Relaxed,
                place,
            )),
            ..Thread::default()
        };
    }
}

/// The first number that has not been given out, for executions.
static EXECUTIONS: AtomicU64 = AtomicU64::new(1);

/// How many numbers an OS thread is given at once, so that exploring threads seldom wait
/// for each other's writes.
const NUMBERS: u64 = 1024;

/// The course of an execution.
impl State {
    pub(super) fn reset(&mut self, graph: Graph, phase: Phase) {
        self.execution = self.next_number();
        let old = std::mem::replace(&mut self.graph, graph);
        self.work.recycle(old);
        self.threads.clear();
        self.infos.clear();
        self.phase = phase;
        self.discarding = false;
        self.fault = None;
        self.stopped_by = None;
        self.released = false;
        self.cells.clear();
    }

    fn next_number(&mut self) -> u64 {
        self.numbers.next().unwrap_or_else(|| {
            // Relaxed: the numbers only have to differ.
            let first = EXECUTIONS.fetch_add(NUMBERS, Ordering::Relaxed);
            self.numbers = first + 1..first + NUMBERS;
            first
        })
    }

    pub(super) fn is_over(&self) -> bool {
        self.fault.is_some()
            || self.stopped_by.is_some()
            || self.spin.must_restart()
            || matches!(&self.phase, Phase::Stepping(s) if s.error.is_some())
    }

    pub(super) fn can_replay(&self, thread: u8) -> bool {
        let me = usize::from(thread);
        let record = &self.threads[me];
        let len = self.graph.threads.get(me).map_or(0, Vec::len);
        record.status == Status::Live
            && record.pending.is_some()
            && record.gone < len
            && self.may_follow(EventId::at(me, record.gone))
    }

    /// The replay is over: every recorded event must have been met.
    pub(super) fn begin_exploring(&mut self) {
        if self.is_over() {
            return;
        }
        for thread in 0..self.threads.len() {
            self.report_missing(u8::try_from(thread).expect("at most 16 threads"));
        }
        self.phase = Phase::Exploring;
    }

    pub(super) fn next_thread(&mut self) -> Option<u8> {
        self.released = false;
        self.lowest_enabled()
    }
}
