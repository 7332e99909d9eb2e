//! The handles of `Arc`s, and when they have to be events.
//!
//! To clone a handle and to drop one are no events at first: their order makes no
//! difference unless the program looks at the count. It looks with `strong_count`,
//! `try_unwrap`, `get_mut`, `upgrade` and the like. A payload's destructor that makes
//! operations or panics looks as well: it shows which drop is the last one.
//!
//! A look needs no events either if all changes of the count happen before it or
//! after it: then the answer is the same in every execution with this graph. So looks
//! and changes are held against each other as reads and writes are by a race
//! detector. Two that no happens-before orders begin the exploration anew, with the
//! handles of the `Arc`s that this line makes as events.
//!
//! # Why this is complete
//!
//! Take an execution of the program in which every handle is an event, and in it the
//! first look that some change is not ordered with. All looks before it have answers
//! that follow from happens-before, and reading the count gives them no edge that
//! they do not have already. So the execution up to that pair, without the events of
//! handles, is one that is explored, and the pair in it has no order there either: the
//! exploration begins anew. If no execution has such a pair, every answer is right.
//!
//! Most programs never look. So changes are noted only from the first look of any
//! execution on, with which the exploration begins anew.
//!
//! # Destructors
//!
//! Which of several drops is the last one can differ between executions that have the
//! same graph. The payload's destructor then runs in another place. What it does to
//! other `Arc`s is therefore noted at each drop that may be the last; and if it makes
//! an operation or panics, the `Arc`'s drops become events.

use std::collections::HashMap;

use crate::explore::graph::{Graph, ObjectIndex, Place};

/// Which handles of an `Arc` are events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum Counted {
    /// Its owners.
    Owners,
    /// Its owners and each `Weak`.
    All,
}

/// The handles that a look or a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Handles {
    /// The owners: each an `Arc`.
    Owners,
    /// Each `Weak`.
    Weaks,
}

/// Behind how many events of which thread something stands.
pub(super) type Spot = (u8, usize);

/// How often a thread may look without an event in between. One that looks more often
/// waits in a loop for an answer that changes, and none can while it runs.
const MAX_IDLE_LOOKS: usize = 100;

/// The `Arc`s of the running execution.
#[derive(Default)]
pub(in crate::explore) struct Arcs {
    /// Whether the program looks: only then are changes noted.
    pub(in crate::explore) looks: bool,
    /// Lines whose `Arc`s' handles are events.
    counted: HashMap<Place, Counted>,
    /// Whether a line was found whose handles must be: the exploration begins anew.
    pub(super) restart: bool,
    /// The first `count` are the running execution's. The others are kept for their
    /// memory.
    made: Vec<Made>,
    count: usize,
    /// The destructors of payloads that run now, in a place where another execution
    /// may not have them.
    destructors: Vec<Destructor>,
    /// Where the last look was, and how many there have been.
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

/// What happened to handles that are no events: for each thread the last of it.
#[derive(Default)]
struct Log {
    changes: Vec<Spot>,
    looks: Vec<Spot>,
}

/// A destructor that runs behind the drop that is the last in this execution.
struct Destructor {
    thread: u8,
    arc: usize,
    /// The other drops that may be the last.
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

    /// The program looks: it is told whether it was known to.
    fn begin_to_look(&mut self) -> bool {
        let known = std::mem::replace(&mut self.looks, true);
        self.restart |= !known;
        known
    }

    /// These handles must be events.
    fn count(&mut self, arc: usize, handles: Handles) {
        let wanted = handles.counted();
        let known = self.counted.entry(self.made[arc].place).or_insert(wanted);
        *known = (*known).max(wanted);
        self.restart = true;
    }

    /// Which handles of the `Arc`s that this line makes are events.
    pub(super) fn counted(&self, line: Place) -> Option<Counted> {
        self.counted.get(line).copied()
    }

    /// Makes an `Arc`, whose count is this object if its handles are events; its number.
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

    /// Where the `Arc` was made.
    pub(in crate::explore) fn place_of(&self, arc: u32) -> Place {
        self.made[arc as usize].place
    }

    /// At this spot a handle is cloned or dropped, which is no event.
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

    /// At this spot a thread looks at the number of handles, which are no events. Returns
    /// whether the program was known to look.
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

    /// The last owner has been dropped at this spot, which is no event, and the payload's
    /// destructor begins. Returns whether [`end_destructor`](Self::end_destructor) must be told
    /// of its end.
    pub(super) fn begin_destructor(&mut self, graph: &Graph, spot: Spot, arc: u32) -> bool {
        let changes = self.made[arc as usize].owners.changes.iter().copied();
        let elsewhere: Vec<Spot> = changes
            .filter(|&change| !is_before(graph, change, spot))
            .collect();
        // Not known, while changes are not noted.
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

    /// The end of the destructor that began last in this thread.
    pub(in crate::explore) fn end_destructor(&mut self, thread: u8) {
        let running = &mut self.destructors;
        if let Some(last) = running.iter().rposition(|d| d.thread == thread) {
            running.remove(last);
        }
    }

    /// Whether the destructor of a payload runs, in a place where another execution may not
    /// have it.
    #[inline]
    pub(super) fn runs_destructor(&self) -> bool {
        !self.destructors.is_empty()
    }

    /// The thread makes an operation or an access. Returns whether that shows where a
    /// destructor runs.
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
    /// The least that has to be counted for these to be events.
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

/// Notes a spot; what stands before it in its thread is before all that it is before.
fn note(spots: &mut Vec<Spot>, (thread, count): Spot) {
    match spots.iter_mut().find(|(t, _)| *t == thread) {
        Some((_, last)) => *last = count.max(*last),
        None => spots.push((thread, count)),
    }
}

/// Whether what stands at one spot happens before what stands at another.
fn is_before(graph: &Graph, (thread, count): Spot, (other, gone): Spot) -> bool {
    if thread == other {
        return count <= gone;
    }
    // It came after the thread's first `count` events: it is in the other's past only if a
    // later event is.
    graph.known_by(other, gone).count(usize::from(thread)) > count
}
