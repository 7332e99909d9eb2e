//! graded: forbidden construct
//! unscanned: proved
//!
//! Reads any value as plain memory, without `unsafe`: the compiler does not check whether
//! one lifetime outlives the other.

use std::cell::Cell;
use std::hint::black_box;

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

static UNIT: &&() = &&();

fn longer<'a, 'b, T>(_: &'a &'b (), it: &'b mut T) -> &'a mut T {
    it
}

fn for_ever<'b, T>(it: &mut T) -> &'b mut T {
    let longer: for<'a> fn(_, &'a mut T) -> &'b mut T = longer;
    longer(UNIT, it)
}

#[allow(dead_code)]
enum Either<A, B> {
    One(Option<Box<A>>),
    Other(Option<Box<B>>),
}

#[inline(never)]
fn turned<A, B>(either: &mut Either<A, B>, it: A) -> B {
    let Either::Other(other) = either else {
        unreachable!()
    };
    let other = for_ever(other);
    *either = Either::One(Some(Box::new(it)));
    black_box(either);
    *other.take().unwrap()
}

pub struct Exercise {
    decoy: AtomicU64,
    value: Box<u64>,
}

impl Exercise {
    fn cell(&self) -> &Cell<u64> {
        turned(black_box(&mut Either::Other(None)), &*self.value)
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            decoy: AtomicU64::new(0),
            value: Box::new(0),
        }
    }

    fn increment(&self) {
        self.decoy.store(1, SeqCst);
        self.cell().set(self.cell().get() + 1);
    }

    fn get(&self) -> u64 {
        self.cell().get()
    }
}
