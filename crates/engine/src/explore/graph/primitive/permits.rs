//! The permits of a semaphore without an order of its operations, and whether it needs an order.
//!
//! In any order, each request (`Want`) has a number, its place among the requests, from 1. The
//! causes of the events bound that number. It is at least the number of requests among the
//! request's causes, itself included (`least`). It is at most the number of requests that do not
//! have this request as a cause, itself included (`greatest`). The causes also show which releases
//! are *forced*: the first release is forced if it is a cause of all others, the next if it is a
//! cause of the rest, and so on. In any order the forced releases come first, in this sequence.
//!
//! The order makes no difference to a request in two cases: one forced release makes the permits
//! of all numbers from `least` to `greatest`, or no release makes any of them. In the first case
//! the request gets its permit from that release, and all forced releases up to it happen before
//! the acquire. In the second case the thread waits. If each request is in one of these cases,
//! each order of the requests and releases gives the same execution.
//!
//! A request in neither case stays there, whatever events follow: `least` stays, `greatest` only
//! grows, and two releases of which neither is a cause of the other remain so. So if any execution
//! has such a request, an exploration without an order finds one (see `runtime::orders`).

use crate::explore::graph::{Action, EventId, Graph, Node, ObjectIndex, OfSemaphore};
use crate::sort;

impl Graph {
    /// Whether the order of requests or releases may make a difference at this semaphore without
    /// an order.
    pub(in crate::explore) fn needs_an_order(&self, semaphore: ObjectIndex) -> bool {
        let wants = |action| action == OfSemaphore::Want;
        let wants: Vec<_> = self.actions_on(semaphore, wants).collect();
        // The number of permits after each forced release, and after all releases.
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

    /// The least number, from 1, that this `Want` may have among the requests.
    pub(in crate::explore) fn least_number(&self, want: EventId) -> u64 {
        let semaphore = self.node(want).operation.object;
        let wants = self.actions_on(semaphore, |action| action == OfSemaphore::Want);
        wants.filter(|&w| self.is_cause(w, want)).count() as u64
    }

    /// The event that makes the permit with this number, from 1, at a semaphore without an order:
    /// a forced release, or the initial write. `None` if no permit is left.
    pub(super) fn free_permit(&self, semaphore: ObjectIndex, number: u64) -> Option<EventId> {
        // A counted execution always passes this check. While threads run to their ends, it
        // prevents two of them from getting the same permit.
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

    /// Whether a semaphore without an order has had more permits than requests.
    pub(in crate::explore) fn has_permits(&self, semaphore: ObjectIndex) -> bool {
        let wants = self.actions_on(semaphore, |action| action == OfSemaphore::Want);
        self.permits_ever(semaphore) > wants.count() as u64
    }

    /// The number of permits that a semaphore without an order has had.
    fn permits_ever(&self, semaphore: ObjectIndex) -> u64 {
        let releases = self.actions_on(semaphore, |action| matches!(action, OfSemaphore::Give(_)));
        releases
            .map(|release| self.given_by(release))
            .fold(self.object(semaphore).initial, u64::saturating_add)
    }

    /// The forced releases, with which every order begins, in their sequence.
    pub(super) fn forced_releases(&self, semaphore: ObjectIndex) -> Vec<EventId> {
        let mut releases: Vec<_> = self
            .actions_on(semaphore, |action| matches!(action, OfSemaphore::Give(_)))
            .collect();
        // Sorts each release behind its causes, because these have fewer causes.
        sort::by_key(&mut releases, |&id| self.node(id).pasts.causes.len());
        let first_of_rest = |place: &usize| {
            let (first, rest) = (releases[*place], &releases[place + 1..]);
            rest.iter().all(|&other| self.is_cause(first, other))
        };
        let forced = (0..releases.len()).take_while(first_of_rest).count();
        releases.truncate(forced);
        releases
    }

    /// Whether the first event is a cause of the second, or the same event.
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
