//! The permits of a semaphore without an order, and whether it can do without one.
//!
//! In any order a thread that asks has a number: how many threads have asked, itself
//! included. Causes bound that number. It is at least the number of the threads that led to
//! this one (`least`), and at most the number of those that this one has not led to
//! (`greatest`). Causes also say which releases are *forced*: the first one is, if it is a
//! cause of all others; so is the next one, if it is a cause of the rest; and so on. These
//! come first in any order, one behind the other.
//!
//! The order makes no difference to a thread that asks in two cases: if one forced release
//! makes the permits of all numbers from `least` to `greatest`; or if there are permits for
//! none of them. In the first case the thread has its permit from that release, and knows of
//! all forced releases up to it; in the second one it waits. If each thread that asks is in
//! one of these cases, each order of the threads and of the releases is the same execution.
//!
//! If one is in neither case, no further event brings it there: `least` stays, `greatest`
//! only grows, and two releases of which none is a cause of the other stay so. That is why
//! an exploration without orders comes to see it, if any execution has it (see
//! `runtime::orders`).

use crate::explore::graph::{Action, EventId, Graph, Node, ObjectIndex, OfSemaphore};
use crate::explore::sort;

impl Graph {
    /// Whether the order of threads that ask, or of releases, may make a difference at this
    /// semaphore, which has none.
    pub(in crate::explore) fn needs_an_order(&self, semaphore: ObjectIndex) -> bool {
        let wants = |action| action == OfSemaphore::Want;
        let wants: Vec<_> = self.actions_on(semaphore, wants).collect();
        // How many permits there are with each forced release, and with all.
        let mut made = vec![self.object(semaphore).initial];
        for release in self.forced_releases(semaphore) {
            made.push(made[made.len() - 1].saturating_add(self.given_by(release)));
        }
        let all = self.permits_ever(semaphore);
        wants.iter().any(|&want| {
            let before = wants.iter().filter(|&&w| self.is_cause(w, want));
            let after = wants
                .iter()
                .filter(|&&w| w != want && self.is_cause(want, w));
            let (least, greatest) = (before.count(), wants.len() - after.count());
            let maker = |number: usize| made.iter().position(|&made| made >= number as u64);
            match (maker(least), maker(greatest)) {
                (Some(first), Some(last)) => first != last,
                _ => least as u64 <= all,
            }
        })
    }

    /// The number among the threads that ask which this `Want` has at least, from 1.
    pub(in crate::explore) fn least_number(&self, want: EventId) -> u64 {
        let semaphore = self.node(want).operation.object;
        let wants = self.actions_on(semaphore, |action| action == OfSemaphore::Want);
        wants.filter(|&w| self.is_cause(w, want)).count() as u64
    }

    /// What makes the permit of this number, from 1, at a semaphore without an order, if one
    /// is left: a forced release, or the initial write.
    pub(super) fn free_permit(&self, semaphore: ObjectIndex, number: u64) -> Option<EventId> {
        // That is so in any execution that counts. Where threads come to their ends it keeps
        // two of them from getting one permit.
        let got = self.actions_on(semaphore, |action| matches!(action, OfSemaphore::Get(_)));
        if got.count() as u64 >= self.permits_ever(semaphore) {
            return None;
        }
        let mut made = self.object(semaphore).initial;
        let mut last = EventId::INITIAL;
        let mut releases = self.forced_releases(semaphore).into_iter();
        while made < number {
            last = releases.next()?;
            made = made.saturating_add(self.given_by(last));
        }
        Some(last)
    }

    /// Whether there have been more permits than threads that asked, at a semaphore without
    /// an order.
    pub(in crate::explore) fn has_permits(&self, semaphore: ObjectIndex) -> bool {
        let wants = self.actions_on(semaphore, |action| action == OfSemaphore::Want);
        self.permits_ever(semaphore) > wants.count() as u64
    }

    /// How many permits there have been at a semaphore without an order.
    fn permits_ever(&self, semaphore: ObjectIndex) -> u64 {
        let releases = self.actions_on(semaphore, |action| matches!(action, OfSemaphore::Give(_)));
        releases
            .map(|release| self.given_by(release))
            .fold(self.object(semaphore).initial, u64::saturating_add)
    }

    /// The forced releases, which any order has in front, one behind the other.
    pub(super) fn forced_releases(&self, semaphore: ObjectIndex) -> Vec<EventId> {
        let mut releases: Vec<_> = self
            .actions_on(semaphore, |action| matches!(action, OfSemaphore::Give(_)))
            .collect();
        // A release comes behind its causes, which have fewer causes.
        sort::by_key(&mut releases, |&id| self.node(id).pasts.causes.len());
        let first_of_rest = |place: &usize| {
            let (first, rest) = (releases[*place], &releases[place + 1..]);
            rest.iter().all(|&other| self.is_cause(first, other))
        };
        let forced = (0..releases.len()).take_while(first_of_rest).count();
        releases.truncate(forced);
        releases
    }

    /// Whether the first event led to the second, or is it.
    pub(super) fn is_cause(&self, first: EventId, second: EventId) -> bool {
        first.is_initial() || !second.is_initial() && self.node(second).pasts.causes.holds(first)
    }

    fn given_by(&self, release: EventId) -> u64 {
        match self.node(release).operation.action {
            Action::Semaphore(OfSemaphore::Give(permits)) => permits,
            _ => 0,
        }
    }

    /// The events on this semaphore with such an action.
    fn actions_on(
        &self,
        semaphore: ObjectIndex,
        wanted: impl Fn(OfSemaphore) -> bool,
    ) -> impl Iterator<Item = EventId> {
        let wanted = move |node: &Node| match node.operation.action {
            Action::Semaphore(action) => node.operation.object == semaphore && wanted(action),
            _ => false,
        };
        self.events()
            .filter(move |(_, node)| wanted(node))
            .map(|(id, _)| id)
    }
}
