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
use crate::sort;

/// A number with the type of its bits.
pub(in crate::explore) type Number = (ValueType, u64);

/// The rule that decides which thread continues, and how.
pub(super) enum Phase {
    /// The threads follow the graph, and stop at its end.
    Replaying,
    /// The lowest-numbered thread that can run adds its next event.
    Exploring,
    /// A schedule names the thread that adds the next event.
    Stepping(Stepping),
    /// The result of the execution is recorded; its threads run to their ends.
    Finishing(Finishing),
}

/// The state of one execution, and the knowledge that outlives it.
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
    /// The reason why no further execution is reliable, if any.
    pub(super) fault: Option<String>,
    pub(super) stopped_by: Option<StoppedBy>,
    /// The number of threads, from the first on, that are known to wait: no event has woken one of
    /// them since. The next thread runs, or still needs a check.
    pub(super) waiting: u8,
    pub(super) cells: CellLog,
    pub(super) loops: Loops,
    pub(in crate::explore) arcs: Arcs,
    pub(super) orders: Orders,
    pub(super) apart: ApartThreads,
    pub(super) pointers: Pointers,
    pub(in crate::explore) callers: Callers,
    /// The numbers that releases of locks have left.
    pub(in crate::explore) guarded: Vec<(EventId, Number)>,
    /// The one-time initializations whose initializer panicked.
    pub(in crate::explore) given_up: Vec<ObjectIndex>,
    /// The difference from the recorded execution, if this run is a trial.
    pub(super) trial: Option<Trial>,
    /// Whether the execution ended so that its threads can run to their ends.
    pub(super) may_finish: bool,
    pub(in crate::explore) max_steps: usize,
}

/// The description of an object.
#[derive(Clone)]
pub(in crate::explore) struct ObjectInfo {
    pub(in crate::explore) kind: ObjectKind,
    pub(in crate::explore) name: Option<String>,
    pub(in crate::explore) place: Place,
    /// Of a channel the messages so far, first to last; `None` for one that is no word.
    pub(in crate::explore) messages: Vec<Option<Number>>,
    /// Of a lock the number that it guards before its first release, if that is known.
    pub(in crate::explore) guarded: Option<Number>,
    /// The object that this one replaced; itself, if it replaced none.
    pub(in crate::explore) original: ObjectIndex,
    /// Its creation in the running execution. `None` if it existed before.
    pub(super) making: Option<Making>,
}

/// The creation of an object, which is an access to its memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Making {
    pub(super) thread: u8,
    /// The number of the thread's events before it.
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
            guarded: Vec::new(),
            given_up: Vec::new(),
            trial: None,
            may_finish: false,
            max_steps,
        }
    }

    /// Takes the knowledge about the program, for the next exploration of it.
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

    /// Whether the result of the execution is recorded, so that the explorer learns nothing more
    /// from it.
    pub(super) fn is_finishing(&self) -> bool {
        matches!(self.phase, Phase::Finishing(_))
    }

    /// The numbers of the threads.
    pub(in crate::explore) fn thread_numbers(&self) -> Range<u8> {
        0..u8::try_from(self.threads.len()).expect("at most 16 threads")
    }

    /// The events of the thread that have come so far.
    pub(super) fn gone_events(&self, thread: u8) -> &[Node] {
        let me = usize::from(thread);
        let events = self.graph.threads.get(me);
        events.map_or(&[], |events| &events[..self.threads[me].gone])
    }

    /// The name of the thread's next event.
    pub(in crate::explore) fn next_event(&self, thread: u8) -> EventId {
        let me = usize::from(thread);
        EventId::at(me, self.threads[me].gone)
    }

    /// Gives an OS thread to a thread that has to wait while it unwinds: the exploration begins
    /// anew, unless the thread has one.
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

    /// Takes the thread's spin hint at the beginning of an operation; returns whether it gave one.
    pub(super) fn take_hint(&mut self, thread: u8) -> bool {
        std::mem::take(&mut self.threads[usize::from(thread)].hinted)
    }
}

/// The accesses to `UnsafeCell`s, which are no events. For each cell and thread it has the last
/// read and the last write, with the number of the thread's events before.
#[derive(Default)]
pub(super) struct CellLog {
    pub(super) accesses: HashMap<ObjectIndex, Vec<(u8, usize, Access)>>,
    pub(super) races: Vec<RacingPair>,
}

/// Two conflicting accesses. The creation of the object comes first, if it is one of them;
/// otherwise the accesses are in the order of their places in the source.
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

/// The effect of an access on the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum How {
    Makes,
    Reads,
    Writes,
    /// An operation on an object that is no plain memory: a lock, a channel.
    Uses,
}

/// The state of an execution that follows a schedule.
#[derive(Default)]
pub(in crate::explore) struct Stepping {
    /// The number of the granted step in the schedule, from 1; 0 if no schedule names it.
    pub(super) number: usize,
    /// Whether this is a walk of a search: see `walking`.
    pub(super) walks: bool,
    /// Whether the walk has given up a thread that seems to wait in a loop.
    pub(super) gives_up: bool,
    /// The granted step, which its thread makes next.
    pub(super) granted: Option<Step>,
    /// Whether the granted step belongs to main, which moves because no other thread can.
    pub(super) alone: bool,
    /// The reason why the last step was impossible.
    pub(super) error: Option<String>,
    /// The events in the order in which they came.
    pub(super) order: Vec<EventId>,
    /// The events of main that came while no other thread could move.
    pub(super) unlettered: Vec<EventId>,
}

/// The knowledge about a program that makes its exploration begin anew.
#[derive(Clone, Debug, Default)]
pub(in crate::explore) struct Learned {
    pub(in crate::explore) loops: Box<KnownLoops>,
    /// Whether the program looks at the number of an `Arc`'s handles.
    pub(super) looks: bool,
    /// The lines that create an `Arc` whose handles are events, and which handles these are.
    pub(super) counted: HashMap<Place, Counted>,
    /// The lines that create an object with an order.
    pub(super) orders: Box<[(Place, ObjectOrder)]>,
    /// The threads with an OS thread of their own, one bit each.
    pub(super) apart: u16,
    /// The lines at which pointers to different allocations had the same address in one run and
    /// not in another.
    pub(super) shared: Box<[Place]>,
}

impl Learned {
    /// Adds the knowledge of another worker.
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
        sort::by(&mut shared, Ord::cmp);
        shared.dedup();
        self.shared = shared.into();
    }
}

/// The threads with an OS thread of their own: those that had to wait while they unwound.
pub(super) struct ApartThreads {
    /// One bit for each thread.
    pub(super) threads: u16,
    /// Whether the set has a new thread, which still unwinds on the runner's OS thread, where no
    /// code can run any more.
    pub(super) grown: bool,
}

/// The turns of the threads on their way to their ends.
pub(super) struct Finishing {
    /// The thread whose turn it is.
    pub(super) turn: u8,
    /// The number of operations left in this turn; `left_in_all` is the number left for all
    /// threads together.
    pub(super) left: u32,
    pub(super) left_in_all: usize,
}
