//! An array lock for up to eight threads; a scoped thread reads for the reader.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{hint, thread};

struct Slots<const N: usize> {
    last: AtomicUsize,
    may_go: [AtomicBool; N],
}

struct Slot<'a, const N: usize>(&'a Slots<N>, usize);

impl<const N: usize> Slots<N> {
    fn take(&self) -> Slot<'_, N> {
        let own = self.last.fetch_add(1, Relaxed) % N;
        while !self.may_go[own].swap(false, Acquire) {
            hint::spin_loop();
        }
        Slot(self, own)
    }
}

impl<const N: usize> Drop for Slot<'_, N> {
    fn drop(&mut self) {
        let Self(slots, own) = self;
        slots.may_go[(*own + 1) % N].store(true, Release);
    }
}

pub struct Exercise {
    slots: Slots<8>,
    fields: Fields,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        let may_go = std::array::from_fn(|slot| AtomicBool::new(slot == 0));
        Self {
            slots: Slots {
                last: AtomicUsize::new(0),
                may_go,
            },
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        let _slot = self.slots.take();
        self.fields
            .checking
            .set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let _slot = self.slots.take();
        let savings = thread::scope(|scope| {
            let helper = scope.spawn(|| self.fields.savings.get());
            helper.join().expect("it reads")
        });
        (self.fields.checking.get(), savings)
    }
}
