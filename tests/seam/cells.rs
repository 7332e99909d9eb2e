//! Unsynchronized memory: every type of word, and which accesses are data races.

use racelab::explore::FailureKind;
use racelab::sync::atomic::{AtomicBool, Ordering};
use racelab::sync::cell::{PlainCell, UnsafeCell, Word};
use racelab::sync::{Mutex, thread};

use crate::ways;

fn keeps_every_value<T: Word>(values: &[T]) {
    let cell = PlainCell::new(T::default());
    for &value in values {
        cell.set(value);
        assert_eq!(cell.get(), value);
        assert_eq!(PlainCell::from(value).into_inner(), value);
    }
}

#[test]
fn a_plain_cell_keeps_the_ends_of_every_type() {
    ways::holds(|| {
        keeps_every_value(&[0, 1, u8::MAX]);
        keeps_every_value(&[0, 1, u16::MAX]);
        keeps_every_value(&[0, 1, u32::MAX]);
        keeps_every_value(&[0, 1, u64::MAX]);
        keeps_every_value(&[0, 1, usize::MAX]);
        keeps_every_value(&[0, 1, -1, i8::MIN, i8::MAX]);
        keeps_every_value(&[0, 1, -1, i16::MIN, i16::MAX]);
        keeps_every_value(&[0, 1, -1, i32::MIN, i32::MAX]);
        keeps_every_value(&[0, 1, -1, i64::MIN, i64::MAX]);
        keeps_every_value(&[0, 1, -1, isize::MIN, isize::MAX]);
        keeps_every_value(&[true, false]);
    });
}

#[test]
fn a_plain_cell_of_const_new_keeps_values_for_real() {
    static CELL: PlainCell<i16> = PlainCell::const_new(-5);
    assert_eq!(CELL.get(), -5);
    for value in [i16::MIN, 0, i16::MAX, -5] {
        CELL.set(value);
        assert_eq!(CELL.get(), value);
    }
}

#[test]
fn a_plain_cell_shows_its_value() {
    ways::holds(|| assert_eq!(format!("{:?}", PlainCell::new(3)), "PlainCell(3)"));
}

#[test]
fn plain_cells_race_when_nothing_orders_the_accesses() {
    let program = || {
        let x = PlainCell::new(0).named("x");
        thread::scope(|s| {
            s.spawn(|| x.set(1));
            x.get();
        });
    };
    ways::fails_in_models(program, FailureKind::DataRace, "of x", "data race");
}

#[test]
fn plain_cells_do_not_race_across_a_lock_or_a_release() {
    ways::holds(|| {
        let (lock, x) = (Mutex::new(()), PlainCell::new(0));
        let (ready, y) = (AtomicBool::new(false), PlainCell::new(0));
        let increment = || {
            let _held = lock.lock();
            x.set(x.get() + 1);
        };
        thread::scope(|s| {
            s.spawn(|| {
                y.set(7);
                // Release: the write of y happens before ...
                ready.store(true, Ordering::Release);
                increment();
            });
            increment();
            // ... what comes after this load, if it reads true.
            if ready.load(Ordering::Acquire) {
                assert_eq!(y.get(), 7);
            }
        });
        assert_eq!((x.get(), y.get()), (2, 7));
    });
}

/// A cell that threads share.
struct Shared(UnsafeCell<[u64; 2]>);

// SAFETY: the tests that race on it do so only in a model, where one thread runs at a time and
// is not interrupted in the middle of an access.
unsafe impl Sync for Shared {}

impl Shared {
    fn new() -> Self {
        Self(UnsafeCell::new([0; 2]))
    }

    fn write(&self) {
        // SAFETY: see above.
        self.0.with_mut(|data| unsafe { (*data)[0] += 1 });
    }

    fn during_a_write(&self, f: impl FnOnce()) {
        self.0.with_mut(|_| f());
    }

    fn read(&self) -> u64 {
        // SAFETY: see above.
        self.0.with(|data| unsafe { (*data)[0] })
    }
}

#[test]
fn unsafe_cells_race_when_nothing_orders_the_accesses() {
    let program = || {
        let x = Shared::new();
        thread::scope(|s| {
            s.spawn(|| x.write());
            x.read();
        });
    };
    ways::fails_in_models(program, FailureKind::DataRace, "UnsafeCell", "data race");
}

#[test]
fn unsafe_cells_do_not_race_when_threads_only_read() {
    ways::holds(|| {
        let x = Shared::new();
        thread::scope(|s| {
            s.spawn(|| x.read());
            x.read();
        });
        x.write();
        let Shared(mut cell) = x;
        cell.get_mut()[1] = 5;
        assert_eq!(cell.into_inner(), [1, 5]);
    });
}

#[test]
fn an_access_to_an_unsafe_cell_lasts_until_its_closure_returns() {
    // The write begins before the store that the reader waits for, and ends after it.
    let program = || {
        let (x, ready) = (Shared::new(), AtomicBool::new(false));
        thread::scope(|s| {
            s.spawn(|| x.during_a_write(|| ready.store(true, Ordering::Release)));
            if ready.load(Ordering::Acquire) {
                x.read();
            }
        });
    };
    let exploration = ways::explore(program);
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FailureKind::DataRace]);
}
