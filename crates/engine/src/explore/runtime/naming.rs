//! The names of pointers that threads give to the explorer, and get from it: see `pointers`.

use super::state::{Phase, State};
use crate::explore::graph::{
    Action, Label, NO_OBJECT, Node, ObjectIndex, ObjectKey, OfAtomic, Place, ValueType, same_place,
};

/// For what a thread gives a pointer to the explorer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// To be written by its next operation.
    Written,
    /// To be compared by its next operation.
    Expected,
    /// As the initial value of the object that it makes next.
    Initial,
    /// As another initial value of this object.
    Renewed(ObjectIndex),
    /// As the initial value of the static with this number.
    Static(u32),
}

impl State {
    /// Whether a thread has to wait before what it gives to an operation can be named.
    pub(super) fn must_wait_to_name(&self, thread: u8) -> bool {
        matches!(self.phase, Phase::Replaying) && self.recorded(thread).is_none()
    }

    /// Has the thread wait as it would before any operation that has no event yet.
    pub(super) fn wait_to_name(&mut self, thread: u8, place: Place) {
        let operation = Label::new(
            OfAtomic::Fence,
            NO_OBJECT,
            std::sync::atomic::Ordering::Relaxed,
            place,
        );
        self.threads[usize::from(thread)].pending = Some(operation);
    }

    /// The event that the thread had next when the graph was recorded.
    fn recorded(&self, thread: u8) -> Option<&Node> {
        let gone = self.threads[usize::from(thread)].gone;
        let next = self.behind_left_out(thread, gone);
        self.graph.event_of(thread, next)
    }

    /// The name for a thread that goes on alone: nothing is noted of it.
    pub(super) fn name_in_probe(&self, thread: u8, pointer: *mut ()) -> Option<u64> {
        if !self.loops.is_probed(thread) {
            return None;
        }
        if pointer.is_null() {
            return Some(0);
        }
        let own = self.pointers.own.get(&(thread, pointer.addr()));
        let name = own.or_else(|| self.pointers.names.get(&pointer.addr()));
        Some(
            name.copied()
                .unwrap_or_else(|| self.pointers.new_name(thread)),
        )
    }

    /// The name of a pointer that a thread gives to the explorer.
    pub(super) fn name_of(
        &mut self,
        thread: u8,
        pointer: *mut (),
        role: Role,
        place: Place,
    ) -> u64 {
        let recorded = self.recorded_name(thread, role);
        if let Some(name) = recorded
            && role == Role::Written
            && self.recorded(thread).is_some_and(|node| !node.writes)
        {
            // A compare-exchange that failed: it may well hold what its thread has read
            // from memory that another one has freed.
            if !pointer.is_null() && self.pointers.fits(name, pointer) {
                self.pointers.bind(thread, name, pointer);
            }
            self.pointers.count(name);
            return name;
        }
        if pointer.is_null() {
            return 0;
        }
        let name = self.find_name(thread, pointer, role, recorded, place);
        self.pointers.bind(thread, name, pointer);
        name
    }

    fn find_name(
        &mut self,
        thread: u8,
        pointer: *mut (),
        role: Role,
        recorded: Option<u64>,
        place: Place,
    ) -> u64 {
        let shares = self.pointers.shared.iter().any(|&p| same_place(p, place));
        let own = self.pointers.own.get(&(thread, pointer.addr())).copied();
        let own = own
            .filter(|&name| !shares || role == Role::Expected || !self.is_published(thread, name));
        let makes = !matches!(role, Role::Written | Role::Expected);
        if makes && let Some(own) = own {
            return own;
        }
        if let Some(name) = recorded.filter(|&name| name != 0) {
            let fits = self.pointers.fits(name, pointer);
            // (What get_mut writes need not have been known when the graph was recorded.)
            if !fits && !shares && !matches!(role, Role::Renewed(_)) {
                self.pointers.shared.push(place);
                self.pointers.grown = true;
            }
            if fits || !makes {
                return name;
            }
        }
        let latest = self.pointers.names.get(&pointer.addr()).copied();
        if let Some(name) = own.or(latest.filter(|_| !shares)) {
            return name;
        }
        if matches!(self.phase, Phase::Replaying) {
            self.count_recorded();
        }
        self.pointers.new_name(thread)
    }

    /// No other address gets a name that the graph has recorded.
    fn count_recorded(&mut self) {
        for (_, node) in self.graph.events() {
            let Action::Atomic(action) = node.operation.action else {
                continue;
            };
            let object = node.operation.object;
            if object != NO_OBJECT
                && self.graph.object(object).value_type == ValueType::Pointer
                && let Some(names) = action.operands()
            {
                names.into_iter().for_each(|name| self.pointers.count(name));
            }
        }
    }

    /// The name that the graph has recorded for this.
    fn recorded_name(&mut self, thread: u8, role: Role) -> Option<u64> {
        let key = match role {
            Role::Written | Role::Expected => {
                let Action::Atomic(action) = self.recorded(thread)?.operation.action else {
                    return None;
                };
                let [expected, written] = action.operands()?;
                return Some(if role == Role::Written {
                    written
                } else {
                    expected
                });
            }
            Role::Renewed(object) => return self.pointers.initial.get(&object).copied(),
            Role::Initial => ObjectKey::Created(thread, self.threads[usize::from(thread)].created),
            Role::Static(number) => ObjectKey::Static(number),
        };
        let index = self.graph.objects.iter().position(|o| o.key == key)?;
        let object = &self.graph.objects[index];
        if object.value_type != ValueType::Pointer {
            return None;
        }
        let index = u32::try_from(index).expect("fewer objects than operations");
        self.pointers.initial.insert(index, object.initial);
        Some(object.initial)
    }

    /// Whether the thread has written this name or read it.
    fn is_published(&self, thread: u8, name: u64) -> bool {
        let mut events = self.gone_events(thread).iter();
        events.any(|node| {
            let object = node.operation.object;
            object != NO_OBJECT
                && self.graph.object(object).value_type == ValueType::Pointer
                && (node.writes && node.written == name || node.reads() && node.read == name)
        })
    }

    /// The pointer that this name stands for, now that a thread has got it.
    pub(in crate::explore) fn pointer_of(&mut self, thread: u8, name: u64) -> *mut () {
        if name == 0 {
            return std::ptr::null_mut();
        }
        let pointer = *self
            .pointers
            .addresses
            .get(&name)
            .expect("what is read has been written in this run");
        self.pointers.own.insert((thread, pointer.addr()), name);
        pointer
    }
}
