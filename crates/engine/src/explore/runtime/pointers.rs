//! Pointers as values: an address differs from run to run, so the graph contains a name for it.
//!
//! Within one run two pointers have the same name if they are the same address. Across runs the
//! graph records the names: a thread that repeats an operation gets the recorded name for its
//! pointer. A pointer without a recorded name gets its name with its event, after the replay, when
//! all recorded names are known. So the order of the threads in the replay gives no address two
//! names.
//!
//! An allocator may reuse the address of freed memory in one run and not in the next. If it does
//! so only in this run, two names represent one address, and no recorded comparison is wrong. If
//! it did so only in the recorded run, two pointers that now differ have one name, and a
//! compare-exchange would wrongly succeed. Then the exploration starts again, and at that line a
//! pointer counts as new unless its thread has not published it yet.

use std::collections::HashMap;

use crate::explore::MAX_THREADS;
use crate::explore::execution::Address;
use crate::explore::graph::{ObjectIndex, Place};

/// The names of the running execution.
#[derive(Default)]
pub(super) struct Pointers {
    /// The address of each name.
    pub(super) addresses: HashMap<u64, *mut ()>,
    /// The latest name of each address.
    pub(super) names: HashMap<usize, u64>,
    /// The name with which a thread last used an address.
    pub(super) own: HashMap<(u8, usize), u64>,
    /// The number of addresses that each thread has named.
    numbers: [u32; MAX_THREADS],
    /// The recorded names of objects' initial values in the graph.
    pub(super) initial: HashMap<ObjectIndex, u64>,
    /// The lines whose allocations shared an address. The list outlives the execution.
    pub(super) shared: Vec<Place>,
    /// Whether the list has a new line.
    pub(super) grown: bool,
}

impl Pointers {
    pub(super) fn new(shared: Vec<Place>) -> Self {
        Self {
            shared,
            ..Self::default()
        }
    }

    /// Forgets the execution.
    pub(super) fn clear(&mut self) {
        self.addresses.clear();
        self.names.clear();
        self.own.clear();
        self.initial.clear();
        self.numbers = [0; MAX_THREADS];
    }

    /// Gives the pointer this name from now on.
    pub(super) fn bind(&mut self, thread: u8, name: u64, pointer: *mut ()) {
        self.addresses.insert(name, pointer);
        self.names.insert(pointer.addr(), name);
        self.own.insert((thread, pointer.addr()), name);
        self.count(name);
    }

    /// Reserves this name: no other address gets it.
    pub(super) fn count(&mut self, name: u64) {
        if let Some(address) = Address::of(name) {
            let number = &mut self.numbers[address.thread];
            *number = address.number.max(*number);
        }
    }

    /// Whether this name represents this pointer and no other one.
    pub(super) fn fits(&self, name: u64, pointer: *mut ()) -> bool {
        let bound = self.addresses.get(&name);
        bound.is_none_or(|bound| bound.addr() == pointer.addr())
    }

    pub(super) fn new_name(&self, thread: u8) -> u64 {
        let address = Address {
            thread: usize::from(thread),
            number: self.numbers[usize::from(thread)] + 1,
        };
        address.bits()
    }
}
