//! The conversion of an ordered graph into plain data.

use super::awaits::waiting;
use super::order::Order;
use super::plan::Plan;
use super::teller::Teller;
use super::unit::asks_first;
use crate::explore::execution::{Execution, Thread};
use crate::explore::graph::{EventId, OfCondvar};
use crate::explore::runtime::State;
use crate::explore::schedule::{Schedule, letter};

/// Converts the execution that has just run, in this order, into plain data. `plan` is a plan of
/// its graph, if the caller has one.
pub(in crate::explore) fn tell<'s>(
    state: &'s State,
    order: &Order,
    plan: Option<Box<Plan<'s>>>,
) -> Execution {
    let mut plan = plan.unwrap_or_else(|| Box::new(Plan::new(&state.graph)));
    plan.undo(0);
    let mut telling = Telling {
        state,
        teller: Teller::new(state, order.events.len()),
        plan,
        alone: state.stepped_alone(),
        preemptions: 0,
        last: None,
    };
    for &id in &order.events {
        // The entry of a unit's first event includes the second event.
        if telling.plan.unit(id.thread).is_some_and(|u| u.first == id) {
            telling.go(id);
        }
    }
    let mut teller = telling.teller;
    teller.tell_guarded();
    let interleaved = !teller.missed
        && teller.events.iter().all(|e| {
            e.read.as_ref().is_none_or(|r| r.newer.is_none())
                && e.written.as_ref().is_none_or(|w| w.behind == 0)
        });
    Execution {
        threads: threads(state),
        objects: teller.objects(),
        races: teller.races(),
        waiting: waiting(state, &teller.shown),
        schedule: Schedule::new(teller.steps),
        events: teller.events,
        preemptions: telling.preemptions,
        fewest: order.fewest,
        interleaved,
    }
}

/// An execution in the course of the conversion.
struct Telling<'s> {
    state: &'s State,
    teller: Teller<'s>,
    plan: Box<Plan<'s>>,
    /// The events of main to come while no other thread can move, if the execution was stepped:
    /// then the schedule says which threads could move.
    alone: Option<&'s [EventId]>,
    preemptions: usize,
    /// The thread that made the last step.
    last: Option<u8>,
}

impl Telling<'_> {
    /// Lets the unit that begins with this event go, and adds its entries.
    fn go(&mut self, id: EventId) {
        let node = self.state.graph.node(id);
        let action = node.operation.action;
        let step = action.was_step(node);
        let me = usize::from(id.thread);
        if action.chooses_to_wait() && !step {
            self.plan.go(id.thread);
            return self.teller.leave_out(me);
        }
        if asks_first(node) && !action.is_step() && self.teller.granted[me] {
            self.plan.go(id.thread);
            return self.teller.tell_with_last(me);
        }
        let missed = self.plan.misses(id);
        let alone = self.is_alone(id);
        if step {
            let leaves = |last: u8| last != id.thread && self.plan.could_go_on(last);
            self.preemptions += usize::from(self.last.is_some_and(leaves));
            self.last = Some(id.thread);
        }
        self.plan.go(id.thread);
        // A request and its immediate grant become one entry.
        self.teller.granted[me] = self.plan.may_go(id.thread);
        // Even main alone chooses which of several waiters to wake, whether to miss newer writes,
        // and whether to have a spurious wake-up or failure.
        let wakes = action == OfCondvar::NotifyOne && node.read.count_ones() > 1;
        let chooses = wakes || action.may_be_spurious() || self.teller.could_pass(id);
        let lettered = step && (!alone || chooses);
        self.teller.tell_event(id, lettered, missed);
    }

    /// Whether main performs this next event while no other thread can move. In a stepped
    /// execution, the schedule says which threads could move. Otherwise a thread without events
    /// left is blocked.
    fn is_alone(&mut self, id: EventId) -> bool {
        match &mut self.alone {
            Some(ids) => {
                let alone = ids.first() == Some(&id);
                *ids = &ids[usize::from(alone)..];
                alone
            }
            None => {
                let plan = &self.plan;
                let moves = |t| plan.could_go_on(t) || plan.could_end_its_wait(t);
                id.thread == 0 && !(1..plan.threads()).any(moves)
            }
        }
    }
}

fn threads(state: &State) -> Vec<Thread> {
    let tell = |(number, thread): (usize, &crate::explore::runtime::ExploredThread)| Thread {
        letter: letter(number),
        name: thread.name.clone(),
        spawned_at: thread.spawned_at.map(Into::into),
    };
    state.threads.iter().enumerate().map(tell).collect()
}
