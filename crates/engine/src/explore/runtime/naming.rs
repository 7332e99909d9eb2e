//! The names of pointers that threads pass to the explorer, and get from it: see `pointers`.

use super::state::{Phase, State};
use crate::explore::graph::{
    Action, Label, NO_OBJECT, Node, ObjectIndex, ObjectKey, OfAtomic, Place, ValueType, same_place,
};

/// The purpose for which a thread passes a pointer to the explorer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The thread's next operation writes it.
    Written,
    /// The thread's next operation compares with it.
    Expected,
    /// It is the initial value of the object that the thread creates next.
    Initial,
    /// It is another initial value of this object.
    Renewed(ObjectIndex),
    /// It is the initial value of the static with this number.
    Static(u32),
}

impl State {
    /// Whether a thread has to wait before the explorer can name its pointer.
    pub(super) fn must_wait_to_name(&self, thread: u8) -> bool {
        matches!(self.phase, Phase::Replaying) && self.recorded(thread).is_none()
    }

    /// Makes the thread wait as before any operation without an event.
    pub(super) fn wait_to_name(&mut self, thread: u8, place: Place) {
        let operation = Label::new(
            OfAtomic::Fence,
            NO_OBJECT,
            std::sync::atomic::Ordering::Relaxed,
            place,
        );
        self.threads[usize::from(thread)].pending = Some(operation);
    }

    /// The recorded next event of the thread.
    fn recorded(&self, thread: u8) -> Option<&Node> {
        let gone = self.threads[usize::from(thread)].gone;
        let next = self.behind_left_out(thread, gone);
        self.graph.event_of(thread, next)
    }

    /// The name for a thread in a probe, which records nothing.
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

    /// The name of a pointer that a thread passes to the explorer.
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
            // A failed compare-exchange may hold a pointer that its thread read from memory that
            // another thread has freed.
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
            // (The graph may have no name for a pointer that `get_mut` writes.)
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

    /// Reserves all recorded names of the graph, so that no other address gets one.
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

    /// The name that the graph has recorded for the thread's pointer in this role.
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

    /// The pointer with this name. The thread knows the name from now on.
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
