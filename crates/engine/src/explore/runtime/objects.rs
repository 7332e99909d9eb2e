//! The objects of the running execution: creation and lookup.

use super::state::{Making, ObjectInfo, Phase, State};
use crate::explore::graph::{Class, NO_OBJECT, ObjectIndex, ObjectKey, ObjectRecord};
use crate::explore::graph::{ObjectKind, Place, ValueType, same_place};
use crate::explore::hook::StaticId;
use crate::explore::schedule::Mark;

impl State {
    /// Creates an object of the running thread.
    pub(in crate::explore) fn create(
        &mut self,
        thread: u8,
        kind: ObjectKind,
        initial: u64,
        place: Place,
    ) -> ObjectIndex {
        let record = &mut self.threads[usize::from(thread)];
        let key = ObjectKey::Created(thread, record.created);
        record.created += 1;
        let gone = record.gone;
        let object = self.object(key, kind, initial, place);
        self.infos[object as usize].making = Some(Making {
            thread,
            gone,
            place,
        });
        object
    }

    /// Creates an object of the same kind and name that replaces this one, at `place`.
    pub(in crate::explore) fn renew(
        &mut self,
        thread: u8,
        object: ObjectIndex,
        initial: u64,
        place: Place,
    ) -> ObjectIndex {
        let old = self.infos[object as usize].clone();
        let new = self.create(thread, old.kind, initial, place);
        let info = &mut self.infos[new as usize];
        info.name = old.name;
        info.place = old.place;
        info.original = old.original;
        new
    }

    /// The object with this key in the running execution, created on demand.
    pub(in crate::explore) fn object(
        &mut self,
        key: ObjectKey,
        kind: ObjectKind,
        initial: u64,
        place: Place,
    ) -> ObjectIndex {
        let object = ObjectRecord {
            key,
            class: Class::of(kind),
            value_type: match kind {
                ObjectKind::Atomic(_, value_type) | ObjectKind::Plain(value_type) => value_type,
                _ => ValueType::U64,
            },
            initial,
            coherence: Vec::new(),
        };
        let index = self.graph.object_index(object);
        let info = ObjectInfo {
            kind,
            name: None,
            place,
            messages: Vec::new(),
            guarded: None,
            original: index,
            making: None,
        };
        let at = index as usize;
        if at < self.infos.len() {
            self.infos[at] = info;
        } else {
            // An object of the graph that this run has not created yet gets its place later.
            self.infos.resize(at + 1, info);
        }
        index
    }

    /// The object of a static that no execution has changed yet.
    pub(in crate::explore) fn of_static(
        &mut self,
        id: StaticId,
        kind: ObjectKind,
        initial: u64,
        place: Place,
    ) -> ObjectIndex {
        self.new_statics |= id.is_new;
        self.object(ObjectKey::Static(id.number), kind, initial, place)
    }

    /// Whether the thread's next event is recorded, with a static as its object.
    pub(in crate::explore) fn is_at_a_static(&self, thread: u8) -> bool {
        let next = self.threads[usize::from(thread)].gone;
        let recorded = self.graph.event_of(thread, next);
        recorded.is_some_and(|node| {
            let object = node.operation.object;
            object != NO_OBJECT && matches!(self.graph.object(object).key, ObjectKey::Static(_))
        })
    }

    /// Whether the execution was the first to use a static that it did not create itself.
    pub(in crate::explore) fn has_new_statics(&self) -> bool {
        self.new_statics
    }

    /// Whether a wait of the running thread on this object, at this line, may end spuriously. A
    /// wait may do so once in an execution, so that the number of executions stays finite, and
    /// whenever a schedule says so.
    pub(in crate::explore) fn may_wait_spuriously(
        &self,
        thread: u8,
        object: ObjectIndex,
        place: Place,
    ) -> bool {
        match self.phase {
            Phase::Stepping(_) => true,
            Phase::Finishing(_) => false,
            _ => self.graph.rules.spurious && !self.failed_spuriously(thread, object, place),
        }
    }

    /// Whether the thread already had a spurious failure or a spurious wake-up at this line.
    pub(in crate::explore) fn failed_spuriously(
        &self,
        thread: u8,
        object: ObjectIndex,
        place: Place,
    ) -> bool {
        self.gone_events(thread).iter().any(|node| {
            node.operation.action.mark(node) == Some(Mark::Spurious)
                && node.operation.object == object
                && same_place(node.operation.place, place)
        })
    }

    /// Whether the program has created this object in the running execution.
    pub(in crate::explore) fn is_made(&self, object: ObjectIndex) -> bool {
        (object as usize) < self.infos.len()
    }

    /// The park token of a thread.
    pub(in crate::explore) fn token(&mut self, thread: u8, place: Place) -> ObjectIndex {
        self.object(ObjectKey::Token(thread), ObjectKind::Condvar, 0, place)
    }
}
