//! The marks of steps: their effect on a step's event, and the possible marks of a step.

use super::state::State;
use crate::explore::graph::primitive::channel_value::EMPTY;
use crate::explore::graph::{
    Action, EventId, Label, NO_OBJECT, OfChannel, OfCondvar, Placing, Slot, waiter,
};
use crate::explore::schedule::{Mark, letter};

impl State {
    /// Adds the event of a step, with the choices that its mark names.
    pub(super) fn add_marked(
        &mut self,
        thread: u8,
        operation: Label,
        mark: Option<Mark>,
    ) -> Result<EventId, String> {
        let action = operation.action;
        match operation.placing() {
            Placing::BehindHold => {
                let (source, choice) = self.graph.settled(thread, &operation);
                let id = self.graph.push(thread, operation, source, choice);
                let place = self.graph.position(source) + 1;
                self.graph.place(id, place);
                return no_mark(mark, id);
            }
            Placing::Anywhere => return self.add_marked_store(thread, operation, mark),
            _ => {}
        }
        if action.chooses_to_wait() {
            let fits = matches!(mark, None | Some(Mark::Spurious));
            let choice = u8::from(mark == Some(Mark::Spurious));
            let id = self.graph.push(thread, operation, EventId::INITIAL, choice);
            return self.allowed(id, mark, fits);
        }
        if !action.reads() {
            let (source, choice) = self.graph.settled(thread, &operation);
            let id = self.graph.push(thread, operation, source, choice);
            return no_mark(mark, id);
        }
        match action {
            Action::Channel(OfChannel::TryReceive(number)) => {
                self.add_marked_try_receive(thread, operation, number, mark)
            }
            _ => self.add_marked_read(thread, operation, mark),
        }
    }

    /// Adds a store. Its mark may name a place before the newest write.
    fn add_marked_store(
        &mut self,
        thread: u8,
        operation: Label,
        mark: Option<Mark>,
    ) -> Result<EventId, String> {
        let behind = match mark {
            Some(Mark::Behind(by)) => usize::from(by),
            _ => 0,
        };
        let id = self.graph.push(thread, operation, EventId::INITIAL, 0);
        let last = self.graph.object(operation.object).coherence.len() + 1;
        let place = last
            .checked_sub(behind)
            .filter(|&p| p > self.graph.lower_bound_before(id))
            .filter(|&p| self.graph.may_store_at(operation.object, p))
            .ok_or("that write cannot take its place so far back")?;
        self.graph.place(id, place);
        self.allowed(id, mark, matches!(mark, None | Some(Mark::Behind(_))))
    }

    /// Adds a read or a read-modify-write: its mark may name an older value, the thread that
    /// it wakes, or a spurious failure.
    fn add_marked_read(
        &mut self,
        thread: u8,
        operation: Label,
        mark: Option<Mark>,
    ) -> Result<EventId, String> {
        let action = operation.action;
        let id = self.graph.push(thread, operation, EventId::INITIAL, 0);
        let source = self.marked_source(id, &operation, mark)?;
        let read = self.graph.read_from(id, source, 0);
        let choices = action.alternatives(read, true);
        let choice = match mark {
            Some(Mark::Woke(waiting)) => {
                let mut choices = 0..choices;
                let woke = choices.find(|&c| waiter(read, c) == Some(waiting));
                woke.ok_or_else(|| {
                    format!(
                        "thread {} does not wait there",
                        letter(usize::from(waiting))
                    )
                })?
            }
            _ => u8::from(mark == Some(Mark::Spurious)),
        };
        if choice >= choices {
            return Err(
                "only a compare_exchange_weak that would succeed, or a wait, \
                        can fail spuriously"
                    .to_owned(),
            );
        }
        self.graph.read_from(id, source, choice);
        if self.graph.node(id).writes {
            match self.graph.slot(id) {
                Slot::Free(place) => self.graph.place(id, place),
                Slot::Taken(_) => {
                    return Err("another read-modify-write follows that value already".to_owned());
                }
            }
        }
        let fits = match mark {
            None | Some(Mark::Older(_)) | Some(Mark::Spurious) => true,
            Some(Mark::Woke(_)) => action == OfCondvar::NotifyOne,
            Some(Mark::Behind(_)) => false,
        };
        self.allowed(id, mark, fits)
    }

    /// The write from which the event reads: the newest one, or the one that its mark names.
    fn marked_source(
        &self,
        id: EventId,
        operation: &Label,
        mark: Option<Mark>,
    ) -> Result<EventId, String> {
        let newest = self.graph.object(operation.object).coherence.len();
        if operation.queues() {
            let holders = (0..=newest).rev();
            let mut holders = holders.filter_map(|place| self.graph.source_at(id, place));
            return Ok(holders.next().expect("the initial write is always there"));
        }
        let back = match mark {
            Some(Mark::Older(by)) => usize::from(by),
            _ => 0,
        };
        let place = newest
            .checked_sub(back)
            .filter(|&p| p >= self.graph.lower_bound_before(id))
            .ok_or("that read may not return so old a value")?;
        Ok(self.graph.write_at(operation.object, place))
    }

    /// Adds a `try_recv`. Its only mark says that it finds the channel empty, even after the send
    /// of the message or the drop of the last sender.
    fn add_marked_try_receive(
        &mut self,
        thread: u8,
        operation: Label,
        number: u32,
        mark: Option<Mark>,
    ) -> Result<EventId, String> {
        let id = self.graph.push(thread, operation, EventId::INITIAL, EMPTY);
        let (source, choice) = self.graph.obvious_receive(operation.object, number);
        if mark.is_none() {
            self.graph.read_from(id, source, choice);
            return Ok(id);
        }
        if choice == EMPTY || !self.graph.may_find_empty(id, number) {
            return Err(
                "that try_recv cannot miss a message or the drop of the last sender".to_owned(),
            );
        }
        let before = self.graph.write_at(operation.object, number as usize - 1);
        self.graph.read_from(id, before, EMPTY);
        self.allowed(id, mark, mark == Some(Mark::Older(1)))
    }

    /// Whether the memory model allows the event that was just added.
    fn allowed(&self, id: EventId, mark: Option<Mark>, fits: bool) -> Result<EventId, String> {
        if !fits {
            return no_mark(mark, id);
        }
        // A read of the newest write needs no check: an event without successors closes no cycle.
        if mark.is_none() || self.graph.consistent(&[id]) {
            Ok(id)
        } else {
            Err(format!(
                "{} does not allow that value there",
                self.graph.rules.model
            ))
        }
    }

    /// The possible marks of a step with this operation.
    pub(super) fn marks_of(&self, operation: &Label) -> Vec<Mark> {
        match operation.object {
            NO_OBJECT => Vec::new(),
            object => operation.action.marks(&self.graph, object),
        }
    }
}

fn no_mark(mark: Option<Mark>, id: EventId) -> Result<EventId, String> {
    match mark {
        None => Ok(id),
        Some(_) => Err("that mark does not fit its operation".to_owned()),
    }
}
