//! The atomic pointer: the same values as std's, for every operation, in every way.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr::null_mut;
use std::sync::atomic as std_atomic;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use racelab::sync::atomic::{
    AtomicPtr,
    Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst},
};
use racelab::sync::{Arc, thread};

use crate::ways;

/// Random operations on the seam's and on std's, side by side.
fn compare(seed: u64, steps: usize) {
    static NODES: [u32; 4] = [0; 4];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let value = |rng: &mut Xoshiro256PlusPlus| -> *mut u32 {
        match rng.random_range(0..=NODES.len()) {
            0 => null_mut(),
            n => (&raw const NODES[n - 1]).cast_mut(),
        }
    };
    let first = value(&mut rng);
    let mut ours = AtomicPtr::new(first);
    let mut theirs = std_atomic::AtomicPtr::new(first);
    for _ in 0..steps {
        let (a, b) = (value(&mut rng), value(&mut rng));
        let load = [Relaxed, Acquire, SeqCst][rng.random_range(0..3)];
        let store = [Relaxed, Release, SeqCst][rng.random_range(0..3)];
        let order = [Relaxed, Acquire, Release, AcqRel, SeqCst][rng.random_range(0..5)];
        match rng.random_range(0..15) {
            0 => assert_eq!(ours.load(load), theirs.load(load)),
            1 => {
                ours.store(a, store);
                theirs.store(a, store);
            }
            2 => assert_eq!(ours.swap(a, order), theirs.swap(a, order)),
            3 | 4 => assert_eq!(
                ours.compare_exchange(a, b, order, load),
                theirs.compare_exchange(a, b, order, load)
            ),
            5 => {
                let f = |v| (v == a).then_some(b);
                assert_eq!(
                    ours.fetch_update(order, load, f),
                    theirs.fetch_update(order, load, f)
                );
                assert_eq!(
                    ours.try_update(order, load, f),
                    theirs.try_update(order, load, f)
                );
                assert_eq!(
                    ours.update(order, load, |_| a),
                    theirs.update(order, load, |_| a)
                );
            }
            6 => {
                assert_eq!(ours.get_mut(), theirs.get_mut());
                *ours.get_mut() = b;
                *theirs.get_mut() = b;
                assert_eq!(ours.get_mut(), theirs.get_mut());
            }
            7 => {
                assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
                assert_eq!(format!("{ours:p}"), format!("{theirs:p}"));
            }
            8 => assert_eq!(ours.fetch_ptr_add(2, order), theirs.fetch_ptr_add(2, order)),
            9 => assert_eq!(ours.fetch_ptr_sub(1, order), theirs.fetch_ptr_sub(1, order)),
            10 => assert_eq!(
                ours.fetch_byte_add(5, order),
                theirs.fetch_byte_add(5, order)
            ),
            11 => assert_eq!(
                ours.fetch_byte_sub(3, order),
                theirs.fetch_byte_sub(3, order)
            ),
            12 => assert_eq!(ours.fetch_or(1, order), theirs.fetch_or(1, order)),
            13 => assert_eq!(ours.fetch_and(!1, order), theirs.fetch_and(!1, order)),
            _ => assert_eq!(ours.fetch_xor(2, order), theirs.fetch_xor(2, order)),
        }
    }
    assert_eq!(ours.into_inner(), theirs.into_inner());
}

#[test]
fn an_atomic_pointer_has_the_values_of_stds() {
    for seed in 0..20 {
        compare(seed, 2_000);
    }
    ways::holds_in_models(|| {
        for seed in 0..10 {
            compare(seed, 60);
        }
    });
}

#[test]
fn conversions_and_defaults_are_those_of_std() {
    ways::holds(|| {
        let mut x = 5;
        assert!(AtomicPtr::<u8>::default().into_inner().is_null());
        let p = AtomicPtr::from(&raw mut x).named("p");
        assert_eq!(p.into_inner(), &raw mut x);
    });
}

#[test]
fn it_may_be_sent_and_shared_and_caught_as_stds() {
    fn is<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}
    is::<AtomicPtr<u8>>();
    is::<std_atomic::AtomicPtr<u8>>();
    // Also for a type that may be neither sent nor shared.
    fn travels<T: Send + Sync + RefUnwindSafe>() {}
    travels::<AtomicPtr<std::rc::Rc<std::cell::Cell<u8>>>>();
    travels::<std_atomic::AtomicPtr<std::rc::Rc<std::cell::Cell<u8>>>>();
}

#[test]
fn a_value_behind_a_pointer_is_handed_over_in_every_way() {
    ways::holds(|| {
        let place = Arc::new(AtomicPtr::<u64>::default());
        let maker = thread::spawn({
            let place = place.clone();
            // Not a store: loom may order a store before what main's first swap wrote.
            move || assert!(place.swap(Box::into_raw(Box::new(7)), Release).is_null())
        });
        let found = place.swap(null_mut(), Acquire);
        maker.join().unwrap();
        let left = place.swap(null_mut(), Relaxed);
        assert_ne!(found.is_null(), left.is_null());
        for node in [found, left] {
            if !node.is_null() {
                // SAFETY: it was taken out of the pointer, and only once.
                assert_eq!(*unsafe { Box::from_raw(node) }, 7);
            }
        }
    });
}

#[test]
fn an_atomic_pointer_in_a_static_is_fresh_in_every_execution() {
    static NODE: u8 = 0;
    static FIRST: AtomicPtr<u8> = AtomicPtr::const_new(null_mut());
    static SET: AtomicPtr<u8> = AtomicPtr::const_new((&raw const NODE).cast_mut());
    let exploration = ways::explore(|| {
        let finds_null = || FIRST.swap(SET.load(Relaxed), AcqRel).is_null();
        let other = thread::spawn(finds_null);
        let mine = finds_null();
        (
            mine,
            other.join().unwrap(),
            FIRST.load(Relaxed) == SET.load(Relaxed),
        )
    });
    assert!(exploration.failures().is_empty());
    assert!(
        exploration
            .outcomes()
            .keys()
            .eq(&[(false, true, true), (true, false, true)])
    );
}

#[test]
fn orderings_that_make_no_sense_panic_as_in_std() {
    let p = AtomicPtr::<u8>::default();
    let refuses = |f: &dyn Fn()| {
        let f = std::panic::AssertUnwindSafe(f);
        assert!(std::panic::catch_unwind(f).is_err());
    };
    let orders: [Ordering; 2] = [Release, AcqRel];
    for order in orders {
        refuses(&|| _ = p.load(order));
        refuses(&|| _ = p.compare_exchange(null_mut(), null_mut(), Relaxed, order));
    }
    for order in [Acquire, AcqRel] {
        refuses(&|| p.store(null_mut(), order));
    }
}
