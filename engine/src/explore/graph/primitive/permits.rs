//! The permits of a semaphore without an order, and whether it can do without one.
//!
//! Of each thread that asks is known how many asked before it in any order: those that led
//! to it. And how many at most: all that it has not led to. So with itself its number among
//! them lies between a `least` and a `greatest`. Some releases are *forced*: the first one, if
//! all others have it among their causes; then the first one of those; and so on. Which of the
//! forced releases makes a permit is the same in any order.
//!
//! An order makes no difference to a thread that asks if one forced release makes the
//! permits of all numbers that it may have, or if there will be a permit for none of them. It
//! gets its permit from that release then, and knows all releases up to it, whatever the
//! order. If this holds for each thread that asks, each order of the threads and of the
//! releases is the same execution.
//!
//! If it does not hold, more events make it no better: a greatest number only grows, a least
//! one stays, and two releases that no cause orders stay so. That is why an exploration
//! without orders comes to see it, if any execution has it (see `runtime::orders`).

use super::semaphore::Action;
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex};

impl Graph {
    /// Whether the order of threads that ask and of releases may make a difference at this
    /// semaphore, which has none.
    pub(in crate::explore) fn needs_an_order(&self, semaphore: ObjectIndex) -> bool {
        let wants = |action| action == Action::Want;
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
        let wants = self.actions_on(semaphore, |action| action == Action::Want);
        wants.filter(|&w| self.is_cause(w, want)).count() as u64
    }

    /// What makes the permit of this number, from 1, at a semaphore without an order, if one
    /// is left: a forced release, or the initial write.
    pub(super) fn free_permit(&self, semaphore: ObjectIndex, number: u64) -> Option<EventId> {
        // Threads on their way to their ends ask where no order can be begun any more.
        let got = self.actions_on(semaphore, |action| matches!(action, Action::Get(_)));
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
        let wants = self.actions_on(semaphore, |action| action == Action::Want);
        self.permits_ever(semaphore) > wants.count() as u64
    }

    /// How many permits there have been at a semaphore without an order.
    fn permits_ever(&self, semaphore: ObjectIndex) -> u64 {
        let releases = self.actions_on(semaphore, |action| matches!(action, Action::Give(_)));
        releases
            .map(|release| self.given_by(release))
            .fold(self.object(semaphore).initial, u64::saturating_add)
    }

    /// The releases of which any order has the same one first, second, and so on.
    pub(super) fn forced_releases(&self, semaphore: ObjectIndex) -> Vec<EventId> {
        let mut releases: Vec<_> = self
            .actions_on(semaphore, |action| matches!(action, Action::Give(_)))
            .collect();
        // A release comes behind its causes, which have fewer causes.
        releases.sort_by_key(|&id| self.node(id).pasts.causes.len());
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
            super::Action::Semaphore(Action::Give(permits)) => permits,
            _ => 0,
        }
    }

    /// The events on this semaphore with such an action.
    fn actions_on(
        &self,
        semaphore: ObjectIndex,
        wanted: impl Fn(Action) -> bool,
    ) -> impl Iterator<Item = EventId> {
        let wanted = move |node: &Node| match node.operation.action {
            super::Action::Semaphore(action) => {
                node.operation.object == semaphore && wanted(action)
            }
            _ => false,
        };
        self.events()
            .filter(move |(_, node)| wanted(node))
            .map(|(id, _)| id)
    }
}
