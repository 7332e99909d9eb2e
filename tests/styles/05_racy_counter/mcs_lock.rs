//! An MCS queue lock over node numbers: each thread spins on a flag of its own, for up to 16 threads.

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Mutex, hint};

const NONE: usize = usize::MAX;

struct Node {
    next: AtomicUsize,
    must_wait: AtomicBool,
}

pub struct Exercise {
    nodes: [Node; 16],
    unused: Mutex<Vec<usize>>,
    tail: AtomicUsize,
    value: PlainCell<u64>,
}

impl Exercise {
    fn acquire(&self, own: usize) {
        let node = &self.nodes[own];
        node.next.store(NONE, Relaxed);
        node.must_wait.store(true, Relaxed);
        let before = self.tail.swap(own, AcqRel);
        if before != NONE {
            self.nodes[before].next.store(own, Release);
            while node.must_wait.load(Acquire) {
                hint::spin_loop();
            }
        }
    }

    fn release(&self, own: usize) {
        let node = &self.nodes[own];
        let mut next = node.next.load(Acquire);
        if next == NONE {
            if self
                .tail
                .compare_exchange(own, NONE, AcqRel, Relaxed)
                .is_ok()
            {
                return;
            }
            while next == NONE {
                hint::spin_loop();
                next = node.next.load(Acquire);
            }
        }
        self.nodes[next].must_wait.store(false, Release);
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        let node = |_| Node {
            next: AtomicUsize::new(NONE),
            must_wait: AtomicBool::new(false),
        };
        Self {
            nodes: std::array::from_fn(node),
            unused: Mutex::new((0..16).collect()),
            tail: AtomicUsize::new(NONE),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        let own = self.unused.lock().pop().expect("16 threads at a time");
        self.acquire(own);
        self.value.set(self.value.get() + 1);
        self.release(own);
        self.unused.lock().push(own);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
