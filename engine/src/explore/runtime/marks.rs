//! The mark of a step: what it makes of the step's event, and which marks there are to
//! choose from.

use super::state::State;
use crate::explore::graph::channel::EMPTY;
use crate::explore::graph::{Action, EventId, NO_OBJECT, Operation, Slot, choices, waiter};
use crate::explore::schedule::{Mark, letter};
use crate::explore::search::outcome;

impl State {
    /// Adds the event of a step with the choices that its mark names.
    pub(super) fn add_marked(
        &mut self,
        thread: u8,
        mut operation: Operation,
        mark: Option<Mark>,
    ) -> Result<EventId, String> {
        let back = |by: Option<u16>| by.map_or(0, usize::from);
        let older = match mark {
            Some(Mark::Older(by)) => Some(by),
            _ => None,
        };
        let behind = match mark {
            Some(Mark::Behind(by)) => Some(by),
            _ => None,
        };
        let spurious = mark == Some(Mark::Spurious);
        if operation.action == Action::Wake {
            operation.action = Action::WakeAnyway;
        }
        let action = operation.action;
        if action == Action::Release {
            let source = self.fixed_source(thread, &operation);
            let id = self.graph.push(thread, operation, source, 0);
            let place = self.graph.position(source) + 1;
            self.graph.place(id, place);
            return no_mark(mark, id);
        }
        if let Action::Store(_) = action {
            let id = self.graph.push(thread, operation, EventId::INITIAL, 0);
            let last = self.graph.object(operation.object).coherence.len() + 1;
            let place = last
                .checked_sub(back(behind))
                .filter(|&p| p > self.graph.lower_bound_before(id))
                .filter(|&p| self.graph.may_store_at(operation.object, p))
                .ok_or("that write cannot take its place so far back")?;
            self.graph.place(id, place);
            return self.allowed(id, mark, matches!(mark, None | Some(Mark::Behind(_))));
        }
        if !action.reads() {
            let source = self.fixed_source(thread, &operation);
            let choice = outcome(&self.graph, action, source);
            let id = self.graph.push(thread, operation, source, choice);
            return no_mark(mark, id);
        }
        if let Action::TryReceive(number) = action {
            return self.add_marked_try_receive(thread, operation, number, mark);
        }
        let id = self.graph.push(thread, operation, EventId::INITIAL, 0);
        let newest = self.graph.object(operation.object).coherence.len();
        let source = if matches!(action, Action::Request | Action::Share) {
            let holders = (0..=newest).rev();
            let mut holders = holders.filter_map(|place| self.graph.source_at(id, place));
            holders.next().expect("the initial write is always there")
        } else {
            let place = newest
                .checked_sub(back(older))
                .filter(|&p| p >= self.graph.lower_bound_before(id))
                .ok_or("that read may not return so old a value")?;
            self.graph.write_at(operation.object, place)
        };
        let read = self.graph.read_from(id, source, 0);
        let choice = match mark {
            Some(Mark::Woke(whom)) => (0..choices(action, read, true))
                .find(|&c| waiter(read, c) == Some(whom))
                .ok_or_else(|| {
                    format!("thread {} does not wait there", letter(usize::from(whom)))
                })?,
            _ => u8::from(spurious && action != Action::WakeAnyway),
        };
        if choice >= choices(action, read, true) {
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
            Some(Mark::Woke(_)) => action == Action::NotifyOne,
            Some(Mark::Behind(_)) => false,
        };
        self.allowed(id, mark, fits)
    }

    /// Adds a try_recv: its only mark says that it finds the channel empty though
    /// the message, or the end of all senders, has been there before.
    fn add_marked_try_receive(
        &mut self,
        thread: u8,
        operation: Operation,
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
            return Err("that try_recv cannot miss what is there".to_owned());
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
        if self.graph.consistent(&[id]) {
            Ok(id)
        } else {
            Err(format!(
                "{} does not allow that value there",
                self.graph.rules.model
            ))
        }
    }

    /// The marks that a step with this operation might have.
    pub(super) fn marks_of(&self, operation: &Operation) -> Vec<Mark> {
        let action = operation.action;
        if operation.object == NO_OBJECT {
            return Vec::new();
        }
        let count = self.graph.object(operation.object).coherence.len();
        let back = 1..=u16::try_from(count).unwrap_or(u16::MAX);
        let memory = self.graph.object(operation.object).class.is_memory();
        match action {
            Action::Store(_) => back.map(Mark::Behind).collect(),
            Action::TryReceive(_) => vec![Mark::Older(1)],
            Action::NotifyOne => {
                let waiting = self.graph.newest_value(operation.object);
                let others = (1..).map_while(|choice| waiter(waiting, choice));
                others.map(Mark::Woke).collect()
            }
            _ if memory && action.reads() => {
                let older = back.map(Mark::Older);
                let weak = matches!(action, Action::CompareExchange { weak: true, .. });
                older.chain(weak.then_some(Mark::Spurious)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn no_mark(mark: Option<Mark>, id: EventId) -> Result<EventId, String> {
    match mark {
        None => Ok(id),
        Some(_) => Err("a step has a mark that does not fit its operation".to_owned()),
    }
}
