//! Pointers as values: an address differs from run to run, so the graph holds a name of it.
//!
//! Within one run two pointers have the same name if they are the same address. Across
//! runs the names are what the graph has recorded: where a thread does again what it did,
//! its pointer gets the name that it had. What nothing has recorded is named when its
//! event is added, behind the replay, when all recorded names are known; so no address gets
//! two names because of the order in which threads are replayed.
//!
//! An allocator may give out the address of freed memory again, in one run and not in the
//! next. Where it does so in this run and did not when the graph was recorded, two names
//! stand for one address, which no recorded comparison minds. Where it did when the graph
//! was recorded, two pointers have one name that are now different, and a compare-exchange
//! would be told to succeed that does not. Then the exploration begins anew, and at that
//! line a pointer counts as a new one unless its thread has not published it yet.

use std::collections::HashMap;

use crate::explore::MAX_THREADS;
use crate::explore::execution::Address;
use crate::explore::graph::{ObjectIndex, Place};

/// The names of the running execution.
#[derive(Default)]
pub(super) struct Pointers {
    /// What each name stands for.
    pub(super) addresses: HashMap<u64, *mut ()>,
    /// The latest name of each address.
    pub(super) names: HashMap<usize, u64>,
    /// The name by which a thread last gave an address to an operation, or got it.
    pub(super) own: HashMap<(u8, usize), u64>,
    /// How many addresses each thread has named.
    numbers: [u32; MAX_THREADS],
    /// The names of objects' initial values in the graph as it was recorded.
    pub(super) initial: HashMap<ObjectIndex, u64>,
    /// The lines at which allocations were seen to share an address. They outlive the
    /// execution.
    pub(super) shared: Vec<Place>,
    /// Whether there is a new one among them.
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

    /// The pointer has this name from now on.
    pub(super) fn bind(&mut self, thread: u8, name: u64, pointer: *mut ()) {
        self.addresses.insert(name, pointer);
        self.names.insert(pointer.addr(), name);
        self.own.insert((thread, pointer.addr()), name);
        self.count(name);
    }

    /// No other address gets this name.
    pub(super) fn count(&mut self, name: u64) {
        if let Some(address) = Address::of(name) {
            let number = &mut self.numbers[address.thread];
            *number = address.number.max(*number);
        }
    }

    /// Whether this name stands for nothing else than this pointer.
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
