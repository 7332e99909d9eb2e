//! The handles of `Arc`s, and when they have to be events.
//!
//! At first the clone and the drop of a handle are no events: their order makes no difference
//! unless the program looks at the count. It looks with `strong_count`, `try_unwrap`, `get_mut`,
//! `upgrade` and the like. A payload's destructor that makes operations or panics looks as well: it
//! shows which drop is the last one.
//!
//! A look needs no events either if all changes of the count happen before it or after it: then the
//! answer is the same in every execution with this graph. So the explorer compares looks and
//! changes as a race detector compares reads and writes. If happens-before does not order two of
//! them, the exploration starts again, with the handles of the `Arc`s that this line creates as
//! events.
//!
//! # Why this is complete
//!
//! Take an execution of the program in which every handle is an event, and in it the first look
//! that is not ordered with some change. The answers of all earlier looks follow from
//! happens-before, and reading the count adds no edge to happens-before. So the exploration
//! reaches the execution up to that pair, without the events of handles. The pair has no order
//! there either, and the exploration starts again. If no execution has such a pair, every answer
//! is right.
//!
//! Most programs never look. So changes are recorded only after the first look of any execution,
//! with which the exploration starts again.
//!
//! # Destructors
//!
//! Executions with the same graph can differ in which of several drops is the last one. The
//! payload's destructor then runs in another place. Its operations on other `Arc`s are therefore
//! recorded at each drop that may be the last one; and if it makes an operation or panics, the
//! `Arc`'s drops become events.

use std::collections::HashMap;

use crate::explore::graph::{Graph, ObjectIndex, Place};

/// The handles of an `Arc` that are events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum Counted {
    /// Its owners.
    Owners,
    /// Its owners and each `Weak`.
    All,
}

/// The kind of handles that a look or a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Handles {
    /// The owners: each an `Arc`.
    Owners,
    /// Each `Weak`.
    Weaks,
}

/// A position: the number of events of a thread before it.
pub(super) type Spot = (u8, usize);

/// The most looks of a thread without an event in between. A thread that looks more often waits in
/// a loop for the answer to change, which cannot happen while it runs.
const MAX_IDLE_LOOKS: usize = 100;

/// The `Arc`s of the running execution.
#[derive(Default)]
pub(in crate::explore) struct Arcs {
    /// Whether the program looks: only then are changes recorded.
    pub(in crate::explore) looks: bool,
    /// Lines whose `Arc`s' handles are events.
    counted: HashMap<Place, Counted>,
    /// Whether this execution found such a line: then the exploration starts again.
    pub(super) restart: bool,
    /// The first `count` are those of the running execution. The list keeps the others to reuse
    /// their memory.
    made: Vec<Made>,
    count: usize,
    /// The running destructors of payloads that may run elsewhere in another execution.
    destructors: Vec<Destructor>,
    /// The position of the last look, and the number of looks there.
    idle: (Spot, usize),
}

/// One `Arc`.
struct Made {
    place: Place,
    counted: Option<Counted>,
    /// The count, if handles are events.
    object: ObjectIndex,
    owners: Log,
    weaks: Log,
}

/// The changes of handles that are no events: for each thread its last one.
#[derive(Default)]
struct Log {
    changes: Vec<Spot>,
    looks: Vec<Spot>,
}

/// A destructor that runs after the drop that is the last one in this execution.
struct Destructor {
    thread: u8,
    arc: usize,
    /// The other drops that may be the last one.
    elsewhere: Vec<Spot>,
}

impl Arcs {
    pub(super) fn new(looks: bool, counted: HashMap<Place, Counted>) -> Self {
        Self {
            looks,
            counted,
            ..Self::default()
        }
    }

    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.destructors.clear();
        self.idle = Default::default();
    }

    pub(super) fn take_counted(&mut self) -> HashMap<Place, Counted> {
        std::mem::take(&mut self.counted)
    }

    /// Notes that the program looks. Returns whether that was known.
    fn begin_to_look(&mut self) -> bool {
        let known = std::mem::replace(&mut self.looks, true);
        self.restart |= !known;
        known
    }

    /// Makes these handles events.
    fn count(&mut self, arc: usize, handles: Handles) {
        let wanted = handles.counted();
        let known = self.counted.entry(self.made[arc].place).or_insert(wanted);
        *known = (*known).max(wanted);
        self.restart = true;
    }

    /// The handles of the `Arc`s from this line that are events.
    pub(super) fn counted(&self, line: Place) -> Option<Counted> {
        self.counted.get(line).copied()
    }

    /// Creates an `Arc`, and returns its number. If its handles are events, this object is its
    /// count.
    pub(super) fn make(
        &mut self,
        place: Place,
        counted: Option<Counted>,
        object: ObjectIndex,
    ) -> u32 {
        let arc = self.count;
        self.count += 1;
        match self.made.get_mut(arc) {
            Some(made) => {
                made.place = place;
                made.counted = counted;
                made.object = object;
                made.owners.clear();
                made.weaks.clear();
            }
            None => self.made.push(Made {
                place,
                counted,
                object,
                owners: Log::default(),
                weaks: Log::default(),
            }),
        }
        u32::try_from(arc).expect("memory for fewer Arcs than that")
    }

    /// The count of an `Arc`, if these handles of it are events.
    pub(in crate::explore) fn count_of(&self, arc: u32, handles: Handles) -> Option<ObjectIndex> {
        let made = &self.made[arc as usize];
        (made.counted >= Some(handles.counted())).then_some(made.object)
    }

    /// The line that created the `Arc`.
    pub(in crate::explore) fn place_of(&self, arc: u32) -> Place {
        self.made[arc as usize].place
    }

    /// Records a clone or a drop of a handle, which is no event, at this position.
    pub(super) fn change(&mut self, graph: &Graph, spot: Spot, arc: u32, handles: Handles) {
        let arc = arc as usize;
        self.change_at(graph, spot, arc, handles);
        for number in 0..self.destructors.len() {
            if self.destructors[number].thread == spot.0 {
                for at in 0..self.destructors[number].elsewhere.len() {
                    let spot = self.destructors[number].elsewhere[at];
                    self.change_at(graph, spot, arc, handles);
                }
            }
        }
    }

    fn change_at(&mut self, graph: &Graph, spot: Spot, arc: usize, handles: Handles) {
        let log = self.made[arc].log(handles);
        note(&mut log.changes, spot);
        if !log.looks.iter().all(|&look| is_before(graph, look, spot)) {
            self.count(arc, handles);
        }
    }

    /// Records a look at the number of handles at this position, where their changes are no
    /// events. Returns whether it was known that the program looks.
    pub(super) fn look(&mut self, graph: &Graph, spot: Spot, arc: u32, handles: Handles) -> bool {
        if !self.begin_to_look() {
            return false;
        }
        let log = self.made[arc as usize].log(handles);
        let ordered = log
            .changes
            .iter()
            .all(|&change| is_before(graph, change, spot));
        note(&mut log.looks, spot);
        let (last, idle) = &mut self.idle;
        *idle = if *last == spot { *idle + 1 } else { 0 };
        *last = spot;
        if !ordered || *idle > MAX_IDLE_LOOKS {
            self.count(arc as usize, handles);
        }
        true
    }

    /// Begins the payload's destructor, after the drop of the last owner at this position, which
    /// is no event. Returns whether the caller has to call
    /// [`end_destructor`](Self::end_destructor).
    pub(super) fn begin_destructor(&mut self, graph: &Graph, spot: Spot, arc: u32) -> bool {
        let changes = self.made[arc as usize].owners.changes.iter().copied();
        let elsewhere: Vec<Spot> = changes
            .filter(|&change| !is_before(graph, change, spot))
            .collect();
        // If changes are not recorded, no check can exclude other places.
        let differs = !self.looks || !elsewhere.is_empty();
        if differs {
            self.destructors.push(Destructor {
                thread: spot.0,
                arc: arc as usize,
                elsewhere,
            });
        }
        differs
    }

    /// Ends the destructor that began last in this thread.
    pub(in crate::explore) fn end_destructor(&mut self, thread: u8) {
        let running = &mut self.destructors;
        if let Some(last) = running.iter().rposition(|d| d.thread == thread) {
            running.remove(last);
        }
    }

    /// Whether a destructor of a payload is running that may run elsewhere in another execution.
    #[inline]
    pub(super) fn runs_destructor(&self) -> bool {
        !self.destructors.is_empty()
    }

    /// Notes an operation or an access of the thread. Returns whether it shows where a destructor
    /// runs.
    pub(super) fn act(&mut self, thread: u8) -> bool {
        let running = self.destructors.iter().filter(|d| d.thread == thread);
        let running: Vec<usize> = running.map(|d| d.arc).collect();
        if running.is_empty() {
            return false;
        }
        if self.begin_to_look() {
            for &arc in &running {
                self.count(arc, Handles::Owners);
            }
        }
        true
    }
}

impl Handles {
    /// The smallest set of handles that includes these.
    fn counted(self) -> Counted {
        match self {
            Self::Owners => Counted::Owners,
            Self::Weaks => Counted::All,
        }
    }
}

impl Made {
    fn log(&mut self, handles: Handles) -> &mut Log {
        match handles {
            Handles::Owners => &mut self.owners,
            Handles::Weaks => &mut self.weaks,
        }
    }
}

impl Log {
    fn clear(&mut self) {
        self.changes.clear();
        self.looks.clear();
    }
}

/// Records a position. A later one of the same thread replaces an earlier one, because the earlier
/// one happens before everything that the later one happens before.
fn note(spots: &mut Vec<Spot>, (thread, count): Spot) {
    match spots.iter_mut().find(|(t, _)| *t == thread) {
        Some((_, last)) => *last = count.max(*last),
        None => spots.push((thread, count)),
    }
}

/// Whether one position happens before another one.
fn is_before(graph: &Graph, (thread, count): Spot, (other, gone): Spot) -> bool {
    if thread == other {
        return count <= gone;
    }
    // It comes after the thread's first `count` events, so it is in the other's past only if a
    // later event is.
    graph.known_by(other, gone).count(usize::from(thread)) > count
}
