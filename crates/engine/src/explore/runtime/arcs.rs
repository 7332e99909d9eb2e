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

use super::state::{Phase, State};
use crate::explore::graph::{NO_OBJECT, ObjectIndex, ObjectKind, Place, ValueType};

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
type Spot = (u8, usize);

/// How often a thread may look without an event in between. One that looks more often
/// waits in a loop for an answer that changes, and none can while it runs.
const MAX_IDLE_LOOKS: usize = 100;

/// The `Arc`s of the running execution.
#[derive(Default)]
pub(super) struct Arcs {
    /// Whether the program looks: only then are changes noted.
    pub(super) looks: bool,
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
        let wanted = match handles {
            Handles::Owners => Counted::Owners,
            Handles::Weaks => Counted::All,
        };
        let known = self.counted.entry(self.made[arc].place).or_insert(wanted);
        *known = (*known).max(wanted);
        self.restart = true;
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

impl State {
    /// Makes an `Arc` of the running thread that has this many owners; its number.
    pub(in crate::explore) fn make_arc(&mut self, thread: u8, owners: u64, place: Place) -> u32 {
        let counted = self.arcs.counted.get(place).copied();
        let object = match counted {
            Some(_) => {
                let kind = ObjectKind::Atomic("Arc", ValueType::U64);
                self.create(thread, kind, owners, place)
            }
            None => NO_OBJECT,
        };
        let arc = self.arcs.count;
        self.arcs.count += 1;
        match self.arcs.made.get_mut(arc) {
            Some(made) => {
                made.place = place;
                made.counted = counted;
                made.object = object;
                made.owners.clear();
                made.weaks.clear();
            }
            None => self.arcs.made.push(Made {
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
    pub(in crate::explore) fn arc_count(&self, arc: u32, handles: Handles) -> Option<ObjectIndex> {
        let made = &self.arcs.made[arc as usize];
        let wanted = match handles {
            Handles::Owners => Counted::Owners,
            Handles::Weaks => Counted::All,
        };
        (made.counted >= Some(wanted)).then_some(made.object)
    }

    /// Where the `Arc` was made.
    pub(in crate::explore) fn arc_place(&self, arc: u32) -> Place {
        self.arcs.made[arc as usize].place
    }

    /// The running thread clones or drops a handle, which is no event. Returns whether the
    /// exploration begins anew.
    pub(in crate::explore) fn change_arc(
        &mut self,
        thread: u8,
        arc: u32,
        handles: Handles,
    ) -> bool {
        if !self.arcs.looks || self.is_finishing() {
            return false;
        }
        let gone = self.threads[usize::from(thread)].gone;
        self.change_arc_at((thread, gone), arc as usize, handles);
        for number in 0..self.arcs.destructors.len() {
            if self.arcs.destructors[number].thread == thread {
                for at in 0..self.arcs.destructors[number].elsewhere.len() {
                    let spot = self.arcs.destructors[number].elsewhere[at];
                    self.change_arc_at(spot, arc as usize, handles);
                }
            }
        }
        self.arcs.restart
    }

    fn change_arc_at(&mut self, spot: Spot, arc: usize, handles: Handles) {
        let log = self.arcs.made[arc].log(handles);
        note(&mut log.changes, spot);
        if !log.looks.is_empty() {
            let looks = std::mem::take(&mut log.looks);
            let ordered = looks.iter().all(|&look| self.is_spot_before(look, spot));
            self.arcs.made[arc].log(handles).looks = looks;
            if !ordered {
                self.arcs.count(arc, handles);
            }
        }
    }

    /// The running thread looks at the number of handles, which are no events.
    pub(in crate::explore) fn look_at_arc(&mut self, thread: u8, arc: u32, handles: Handles) {
        if self.is_finishing() {
            return;
        }
        if !self.arcs.begin_to_look() {
            return;
        }
        let gone = self.threads[usize::from(thread)].gone;
        let changes = std::mem::take(&mut self.arcs.made[arc as usize].log(handles).changes);
        let ordered = changes.iter().all(|&spot| self.is_before(spot, thread));
        let log = self.arcs.made[arc as usize].log(handles);
        log.changes = changes;
        note(&mut log.looks, (thread, gone));
        let (spot, idle) = &mut self.arcs.idle;
        *idle = if *spot == (thread, gone) {
            *idle + 1
        } else {
            0
        };
        *spot = (thread, gone);
        if !ordered || *idle > MAX_IDLE_LOOKS {
            self.arcs.count(arc as usize, handles);
        }
        self.act(thread);
    }

    /// The running thread has dropped the last owner, which is no event, and the
    /// payload's destructor begins. Returns whether
    /// [`end_destructor`](Self::end_destructor) must be told of its end.
    pub(in crate::explore) fn begin_destructor(&mut self, thread: u8, arc: u32) -> bool {
        if self.is_finishing() {
            return false;
        }
        let changes = self.arcs.made[arc as usize].owners.changes.iter().copied();
        let elsewhere: Vec<Spot> = changes
            .filter(|&spot| !self.is_before(spot, thread))
            .collect();
        // Not known, while changes are not noted.
        let differs = !self.arcs.looks || !elsewhere.is_empty();
        if differs {
            self.arcs.destructors.push(Destructor {
                thread,
                arc: arc as usize,
                elsewhere,
            });
        }
        differs
    }

    /// The end of the destructor that began last in the running thread.
    pub(in crate::explore) fn end_destructor(&mut self, thread: u8) {
        let running = &mut self.arcs.destructors;
        if let Some(last) = running.iter().rposition(|d| d.thread == thread) {
            running.remove(last);
        }
    }

    /// The running thread makes an operation or an access. In a destructor this shows
    /// where the destructor runs: then the exploration begins anew, and this returns
    /// true.
    #[inline]
    pub(in crate::explore) fn act(&mut self, thread: u8) -> bool {
        self.runs_destructor() && !self.is_finishing() && self.act_in_one(thread)
    }

    /// Whether the destructor of a payload runs, in a place where another execution may not
    /// have it.
    #[inline]
    pub(super) fn runs_destructor(&self) -> bool {
        !self.arcs.destructors.is_empty()
    }

    /// The same, where some destructor runs.
    fn act_in_one(&mut self, thread: u8) -> bool {
        let running = self.arcs.destructors.iter().filter(|d| d.thread == thread);
        let running: Vec<usize> = running.map(|d| d.arc).collect();
        if running.is_empty() {
            return false;
        }
        if !self.arcs.begin_to_look() {
            return true;
        }
        for &arc in &running {
            self.arcs.count(arc, Handles::Owners);
        }
        true
    }

    /// Whether the program is known to look at the number of an `Arc`'s handles.
    pub(in crate::explore) fn looks_at_arcs(&self) -> bool {
        self.arcs.looks
    }

    /// Whether all is known of the execution, so that nothing is to be learned any more.
    pub(super) fn is_finishing(&self) -> bool {
        matches!(self.phase, Phase::Finishing(_))
    }

    /// Whether what stands at this spot happens before what the running thread does
    /// next.
    fn is_before(&self, spot: Spot, thread: u8) -> bool {
        self.is_spot_before(spot, (thread, self.threads[usize::from(thread)].gone))
    }

    /// Whether what stands at one spot happens before what stands at another.
    fn is_spot_before(&self, (thread, count): Spot, (other, gone): Spot) -> bool {
        if thread == other {
            return count <= gone;
        }
        // It came after the thread's first `count` events: it is in the other's past
        // only if a later event is.
        let known = gone.checked_sub(1).map_or(0, |last| {
            let pasts = &self.graph.threads[usize::from(other)][last].pasts;
            pasts.before.count(usize::from(thread))
        });
        known > count
    }
}
