//! `Barrier`: no thread passes before all have arrived.

use std::fmt;
use std::panic::Location;

use super::mode::{self, Mode};
use super::model::Explored;
use super::place::Place;
use super::{Condvar, Mutex};
use crate::explore::hook::{self, Leads, ObjectKind};
use crate::waits::{self, For};

const WHAT: &str = "Barrier";

/// A place where a number of threads wait for each other, with the signatures of
/// [`std::sync::Barrier`]. What each did before it came happens before what any
/// does behind it.
///
/// In a model the last to come is the leader, as it is with std's today. The explorer
/// tries each order of arrivals only if the program asks for a leader, or if more threads
/// use the barrier than it is for. Under loom it is a count behind a lock.
///
/// ```
/// use racelab::sync::{Barrier, thread};
///
/// let barrier = Barrier::new(2);
/// let leads = thread::scope(|s| {
///     let other = s.spawn(|| barrier.wait().is_leader());
///     [barrier.wait().is_leader(), other.join().unwrap()]
/// });
/// assert_eq!(leads.iter().filter(|&&leads| leads).count(), 1);
/// ```
pub struct Barrier {
    kind: Kind,
}

enum Kind {
    Real {
        barrier: std::sync::Barrier,
        made: Place,
    },
    Explored {
        object: Box<Explored>,
        parties: u32,
    },
    Loom(Box<LoomBarrier>),
}

struct LoomBarrier {
    arrivals: Mutex<usize>,
    complete: Condvar,
    parties: usize,
}

/// What [`Barrier::wait`] says to a thread that has passed.
pub struct BarrierWaitResult {
    leads: Leads,
    /// The barrier of an execution, which knows more.
    barrier: Option<Explored>,
}

impl BarrierWaitResult {
    /// Whether this thread is the one of its group that leads: exactly one does.
    ///
    /// # Panics
    ///
    /// In a model, if the execution has ended in which the thread has waited.
    #[track_caller]
    pub fn is_leader(&self) -> bool {
        match self.leads {
            Leads::Known(leads) => leads,
            Leads::Unasked(time) => {
                let id = self.barrier.and_then(|barrier| barrier.id());
                id.is_some_and(|id| hook::ask_who_leads(id, time))
            }
        }
    }
}

impl fmt::Debug for BarrierWaitResult {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult")
            .field("is_leader", &self.is_leader())
            .finish()
    }
}

impl Barrier {
    /// A barrier for `n` threads; with 0 or 1 no thread waits at it.
    #[track_caller]
    pub fn new(n: usize) -> Self {
        let made = Location::caller();
        let parties = n.max(1);
        let kind = match mode::mode() {
            Mode::Real => Kind::Real {
                barrier: std::sync::Barrier::new(n),
                made,
            },
            Mode::Explored => Kind::Explored {
                object: Box::new(Explored::new(WHAT, ObjectKind::Barrier, 0, made)),
                // Far more than a model has threads: no thread passes either way. (Not the
                // largest number: the next multiple has to be one, too.)
                parties: u32::try_from(parties).map_or(1 << 20, |parties| parties.min(1 << 20)),
            },
            Mode::Loom => Kind::Loom(Box::new(LoomBarrier {
                arrivals: Mutex::new(0),
                complete: Condvar::new(),
                parties,
            })),
        };
        Self { kind }
    }

    /// Gives it the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored { object, .. } = &self.kind {
            object.name(name);
        }
        self
    }

    /// Waits until as many threads have come as the barrier is for. Then it can be
    /// used again.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let place = Location::caller();
        let mut result = BarrierWaitResult {
            leads: Leads::Known(false),
            barrier: None,
        };
        result.leads = match &self.kind {
            Kind::Real { barrier, made } => {
                mode::require_real(WHAT, made);
                let result = waits::during(For::Others, place, || barrier.wait());
                Leads::Known(result.is_leader())
            }
            Kind::Explored { object, parties } => {
                result.barrier = Some(**object);
                match (object.id(), *parties) {
                    (None, _) => Leads::Known(false),
                    (Some(id), 1) => {
                        hook::arrive_alone(id, place);
                        Leads::Known(true)
                    }
                    (Some(id), parties) => hook::arrive(id, parties, place),
                }
            }
            Kind::Loom(barrier) => Leads::Known(barrier.wait()),
        };
        result
    }
}

impl LoomBarrier {
    #[track_caller]
    fn wait(&self) -> bool {
        let mut arrivals = self.arrivals.lock();
        *arrivals += 1;
        let needed = arrivals.next_multiple_of(self.parties);
        if *arrivals == needed {
            self.complete.notify_all();
            return true;
        }
        self.complete
            .wait_while(&mut arrivals, |arrivals| *arrivals < needed);
        false
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Barrier { .. }")
    }
}
