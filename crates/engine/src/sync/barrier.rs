//! `Barrier`: threads wait until all of them have arrived.

use std::fmt;
use std::panic::Location;

use super::mode::{self, Mode};
use super::model::Explored;
use super::place::Place;
use super::{Condvar, Mutex};
use crate::explore::hook::{self, Leads, ObjectKind};
use crate::waits::{self, For};

const WHAT: &str = "Barrier";

/// A barrier, with the signatures of [`std::sync::Barrier`]: a number of threads wait at it for
/// each other, and then all of them continue.
///
/// Everything that the threads of a group do before the barrier happens before everything that
/// they do after it.
///
/// # What is explored
///
/// Explored, an arrival is an event. The last thread to arrive is the leader, as with std's today.
/// The explorer tries each order of the arrivals only if the program asks for the leader, or if
/// more threads use the barrier than it waits for. Under loom the barrier is a count behind a lock.
///
/// # Examples
///
/// ```
/// use racelab::sync::{Barrier, thread};
///
/// let barrier = Barrier::new(3);
/// thread::scope(|s| {
///     for n in 0..3 {
///         let barrier = &barrier;
///         s.spawn(move || {
///             println!("thread {n} arrives");
///             barrier.wait();
///             println!("thread {n} continues");
///         });
///     }
/// });
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

/// The result of [`Barrier::wait`]: says whether this thread is the leader.
pub struct BarrierWaitResult {
    leads: Leads,
    /// The barrier of the execution, for `is_leader`.
    barrier: Option<Explored>,
}

impl BarrierWaitResult {
    /// Whether this thread is the leader of its group. Exactly one thread of each group is.
    ///
    /// # Panics
    ///
    /// In a model, after the end of the execution in which the thread waited.
    ///
    /// ```
    /// use racelab::sync::{Barrier, thread};
    ///
    /// let barrier = Barrier::new(2);
    /// let leads = thread::scope(|s| {
    ///     let other = s.spawn(|| barrier.wait().is_leader());
    ///     [barrier.wait().is_leader(), other.join().unwrap()]
    /// });
    /// assert_ne!(leads[0], leads[1]);
    /// ```
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
    /// Creates a barrier that blocks threads until `n` of them have arrived; with 0 or 1 it blocks
    /// none.
    ///
    /// ```
    /// use racelab::sync::Barrier;
    ///
    /// let barrier = Barrier::new(1);
    /// assert!(barrier.wait().is_leader());
    /// ```
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
                // Far more parties than a model has threads: no thread passes either way. (The
                // limit is far below `u32::MAX`, because the next multiple has to fit, too.)
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

    /// Gives the barrier the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::Barrier;
    ///
    /// let round = Barrier::new(2).named("round");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored { object, .. } = &self.kind {
            object.name(name);
        }
        self
    }

    /// Blocks the calling thread until all threads of its group have arrived. The barrier is
    /// reusable: the next arrivals are a new group.
    ///
    /// ```
    /// use racelab::sync::{Barrier, thread};
    ///
    /// let barrier = Barrier::new(2);
    /// thread::scope(|s| {
    ///     s.spawn(|| (barrier.wait(), barrier.wait()));
    ///     barrier.wait(); // Both threads have started.
    ///     barrier.wait(); // Both threads have finished the first round.
    /// });
    /// ```
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
