//! The state of the running execution.

use std::any::Any;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::arcs::{Arcs, Counted};
use super::callers::Callers;
use super::loops::{Known as KnownLoops, Loops, Trial};
use super::orders::{ObjectOrder, Orders};
use super::pointers::Pointers;
use super::thread::ExploredThread;
use crate::explore::StoppedBy;
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex, ObjectKind, Place, ValueType};
use crate::explore::schedule::Step;
use crate::explore::search::WorkStack;

/// What the threads do next.
pub(super) enum Phase {
    /// They follow the graph, and stop where it ends.
    Replaying,
    /// The thread with the lowest number that can move adds its next event.
    Exploring,
    /// A schedule says which thread adds the next event.
    Stepping(Stepping),
    /// What is known of the execution has been noted; its threads come to their ends.
    Finishing(Finishing),
}

/// The state of one execution, and what outlives it.
pub(in crate::explore) struct State {
    /// The numbers of the next executions.
    pub(super) numbers: Range<u64>,
    pub(in crate::explore) graph: Graph,
    pub(in crate::explore) work: WorkStack,
    pub(in crate::explore) threads: Vec<ExploredThread>,
    pub(in crate::explore) infos: Vec<ObjectInfo>,
    /// The parts of statics that belong to this execution, by the statics' numbers.
    pub(in crate::explore) statics: HashMap<u32, Arc<dyn Any + Send + Sync>>,
    pub(super) new_statics: bool,
    pub(super) phase: Phase,
    /// Why no further execution can be trusted.
    pub(super) fault: Option<String>,
    pub(super) stopped_by: Option<StoppedBy>,
    /// How many threads, from the first on, are known to wait: no event has let one of them
    /// go on since. The next one is the thread that runs, or has yet to be looked for.
    pub(super) waiting: u8,
    pub(super) cells: CellLog,
    pub(super) loops: Loops,
    pub(in crate::explore) arcs: Arcs,
    pub(super) orders: Orders,
    pub(super) apart: ApartThreads,
    pub(super) pointers: Pointers,
    pub(in crate::explore) callers: Callers,
    /// What is done once, but was given up by a panic.
    pub(in crate::explore) given_up: Vec<ObjectIndex>,
    /// What is otherwise than in the execution that is followed, if that is a trial.
    pub(super) trial: Option<Trial>,
    /// Whether the execution has an end from which its threads can go on.
    pub(super) may_finish: bool,
    pub(in crate::explore) max_steps: usize,
}

/// What an object is called.
#[derive(Clone)]
pub(in crate::explore) struct ObjectInfo {
    pub(in crate::explore) kind: ObjectKind,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) place: Place,
    /// Of a channel the messages so far, first to last; `None` for one that is no word.
    pub(in crate::explore) messages: Vec<Option<(ValueType, u64)>>,
    /// The object whose place it has taken; itself, if it has taken no other's.
    pub(in crate::explore) original: ObjectIndex,
    /// Its making in the running execution. `None`: it was there before.
    pub(super) making: Option<Making>,
}

/// The making of an object, which is an access to its memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Making {
    pub(super) thread: u8,
    /// How many events the thread had then.
    pub(super) gone: usize,
    pub(super) place: Place,
}

impl State {
    pub(in crate::explore) fn new(graph: Graph, max_steps: usize, learned: Learned) -> Self {
        Self {
            numbers: 0..0,
            graph,
            work: WorkStack::default(),
            threads: Vec::new(),
            infos: Vec::new(),
            statics: HashMap::new(),
            new_statics: false,
            phase: Phase::Replaying,
            fault: None,
            stopped_by: None,
            waiting: 0,
            cells: CellLog::default(),
            loops: Loops::new(*learned.loops),
            arcs: Arcs::new(learned.looks, learned.counted),
            orders: Orders::new(learned.orders.into()),
            apart: ApartThreads {
                threads: learned.apart,
                grown: false,
            },
            pointers: Pointers::new(learned.shared.into()),
            callers: Callers::default(),
            given_up: Vec::new(),
            trial: None,
            may_finish: false,
            max_steps,
        }
    }

    /// What was learned of the program, for the next time that it is explored.
    pub(in crate::explore) fn take_learned(&mut self) -> Learned {
        Learned {
            loops: Box::new(std::mem::take(&mut self.loops.known)),
            looks: self.arcs.looks,
            counted: self.arcs.take_counted(),
            orders: self.orders.take_known(),
            apart: self.apart.threads,
            shared: std::mem::take(&mut self.pointers.shared).into(),
        }
    }

    pub(in crate::explore) fn must_restart(&self) -> bool {
        self.loops.must_restart()
            || self.arcs.restart
            || self.orders.restart
            || self.apart.grown
            || self.pointers.grown
    }

    /// Whether all is known of the execution, so that nothing is to be learned any more.
    pub(super) fn is_finishing(&self) -> bool {
        matches!(self.phase, Phase::Finishing(_))
    }

    /// The numbers of the threads.
    pub(in crate::explore) fn thread_numbers(&self) -> Range<u8> {
        0..u8::try_from(self.threads.len()).expect("at most 16 threads")
    }

    /// The events that the thread has had so far.
    pub(super) fn gone_events(&self, thread: u8) -> &[Node] {
        let me = usize::from(thread);
        let events = self.graph.threads.get(me);
        events.map_or(&[], |events| &events[..self.threads[me].gone])
    }

    /// The name of the event that the thread has next.
    pub(in crate::explore) fn next_event(&self, thread: u8) -> EventId {
        let me = usize::from(thread);
        EventId::at(me, self.threads[me].gone)
    }

    /// The thread has to wait while it unwinds: the exploration begins anew, with an OS
    /// thread for it, unless it has one.
    pub(super) fn set_apart(&mut self, thread: u8) {
        if !self.is_apart(thread) {
            self.apart.threads |= 1 << thread;
            self.apart.grown = true;
        }
    }

    pub(super) fn is_apart(&self, thread: u8) -> bool {
        self.apart.threads & (1 << thread) != 0
    }

    pub(in crate::explore) fn hint_spin(&mut self, thread: u8) {
        self.threads[usize::from(thread)].hinted = true;
    }

    /// Begins an operation of the thread; returns whether a spin hint came before it.
    pub(super) fn take_hint(&mut self, thread: u8) -> bool {
        std::mem::take(&mut self.threads[usize::from(thread)].hinted)
    }
}

/// The accesses to `UnsafeCell`s, which are no events: for each cell and thread
/// the last read and the last write, with how many events the thread had then.
#[derive(Default)]
pub(super) struct CellLog {
    pub(super) accesses: HashMap<ObjectIndex, Vec<(u8, usize, Access)>>,
    pub(super) races: Vec<RacingPair>,
}

/// Two conflicting accesses: the making of the object first, if that is one of them;
/// else in the order of their places in the source.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct RacingPair {
    pub(in crate::explore) object: ObjectIndex,
    pub(in crate::explore) accesses: [Access; 2],
}

/// One access to plain memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) struct Access {
    pub(in crate::explore) place: Place,
    pub(in crate::explore) how: How,
}

/// What an access does to the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum How {
    Makes,
    Reads,
    Writes,
    /// An operation on what is more than memory: a lock, a channel.
    Uses,
}

/// The state of an execution that follows a schedule.
#[derive(Default)]
pub(in crate::explore) struct Stepping {
    /// The number of the granted step in the schedule, from 1; 0 where none says so.
    pub(super) number: usize,
    /// Whether a search walks: see `walking`.
    pub(super) walks: bool,
    /// Whether the walk has not gone on with a thread that goes round a loop in vain.
    pub(super) gives_up: bool,
    /// The step that a thread may make now.
    pub(super) granted: Option<Step>,
    /// Whether that is main, which moves because no other thread can.
    pub(super) alone: bool,
    /// Why the last step could not be made.
    pub(super) error: Option<String>,
    /// The events in the order in which they came.
    pub(super) order: Vec<EventId>,
    /// Those of them that main made while no other thread could move.
    pub(super) unlettered: Vec<EventId>,
}

/// What an exploration learns of its program that makes it begin anew.
#[derive(Clone, Debug, Default)]
pub(in crate::explore) struct Learned {
    pub(super) loops: Box<KnownLoops>,
    /// Whether the program looks at the number of an `Arc`'s handles.
    pub(super) looks: bool,
    /// The lines that make an `Arc` whose handles are events: which of them.
    pub(super) counted: HashMap<Place, Counted>,
    /// The lines that make an object that has an order.
    pub(super) orders: Box<[(Place, ObjectOrder)]>,
    /// The threads, a bit each, that have an OS thread of their own.
    pub(super) apart: u16,
    /// The lines at which pointers to different allocations were the same address in one
    /// run and not in another.
    pub(super) shared: Box<[Place]>,
}

impl Learned {
    /// There was no execution for some trials: the rounds stay. Whether there are any.
    pub(in crate::explore) fn keep_the_rest(&mut self) -> bool {
        self.loops.keep_the_rest()
    }

    /// Whether there are trials of loops to make for which there was no execution yet.
    pub(in crate::explore) fn has_trials_to_make(&self) -> bool {
        self.loops.has_trials_to_make()
    }

    /// Adds what another worker has learned.
    pub(in crate::explore) fn merge(&mut self, other: Self) {
        self.loops.merge(*other.loops);
        for (line, counted) in other.counted {
            let known = self.counted.entry(line).or_insert(counted);
            *known = (*known).max(counted);
        }
        self.looks |= other.looks;
        let orders = [&*self.orders, &*other.orders].concat();
        self.orders = Orders::new(orders).take_known();
        self.apart |= other.apart;
        let mut shared = [&*self.shared, &*other.shared].concat();
        shared.sort_unstable();
        shared.dedup();
        self.shared = shared.into();
    }
}

/// The threads that have an OS thread of their own: those that had to wait while they
/// unwound.
pub(super) struct ApartThreads {
    /// A bit each.
    pub(super) threads: u16,
    /// Whether one has become one of them that still unwinds on the runner's OS thread,
    /// where nothing can run any more.
    pub(super) grown: bool,
}

/// How the threads take turns on their way to their ends.
pub(super) struct Finishing {
    /// The thread whose turn it is.
    pub(super) turn: u8,
    /// How many operations it has left in this turn, and all threads together.
    pub(super) left: u32,
    pub(super) left_in_all: usize,
}
