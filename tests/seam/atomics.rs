//! Atomics: the same values as std's, for every operation, in every way.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic as std_atomic;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};

use racelab::explore::{FailureKind, Value};
use racelab::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
use racelab::sync::{Arc, thread};

use crate::ways;

/// Random operations on an atomic of the seam's and on one of std's, side by side: `$steps` of
/// them, with values that are often equal and often at the ends of the type.
macro_rules! like_std {
    ($Atomic:ident, $word:ty, $values:expr, [$($method:ident),*]) => {
        |seed: u64, steps: usize| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            let values: &[$word] = &$values;
            let value = |rng: &mut Xoshiro256PlusPlus| values[rng.random_range(0..values.len())];
            let first = value(&mut rng);
            let mut ours = $Atomic::new(first);
            let mut theirs = std_atomic::$Atomic::new(first);
            for _ in 0..steps {
                let (a, b) = (value(&mut rng), value(&mut rng));
                let [load, store, update] = orderings(&mut rng);
                match rng.random_range(0..8) {
                    0 => assert_eq!(ours.load(load), theirs.load(load)),
                    1 => assert_eq!(ours.store(a, store), theirs.store(a, store)),
                    2 => assert_eq!(
                        ours.compare_exchange(a, b, update, load),
                        theirs.compare_exchange(a, b, update, load)
                    ),
                    3 => {
                        let f = |v| (v == a).then_some(b);
                        assert_eq!(
                            ours.fetch_update(update, load, f),
                            theirs.fetch_update(update, load, f)
                        );
                        assert_eq!(
                            ours.update(update, load, |_| a),
                            theirs.update(update, load, |_| a)
                        );
                    }
                    4 => {
                        assert_eq!(ours.get_mut(), theirs.get_mut());
                        *ours.get_mut() = b;
                        *theirs.get_mut() = b;
                        assert_eq!(ours.get_mut(), theirs.get_mut());
                    }
                    5 => assert_eq!(format!("{ours:?}"), format!("{theirs:?}")),
                    _ => {
                        let methods = [$(stringify!($method)),*];
                        match methods[rng.random_range(0..methods.len())] {
                            $(stringify!($method) => {
                                assert_eq!(ours.$method(a, update), theirs.$method(a, update));
                            })*
                            _ => unreachable!(),
                        }
                    }
                }
            }
            assert_eq!(ours.into_inner(), theirs.into_inner());
        }
    };
}

/// An ordering each for a load, a store and a read-modify-write.
fn orderings(rng: &mut impl Rng) -> [Ordering; 3] {
    use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
    [
        [Relaxed, Acquire, SeqCst][rng.random_range(0..3)],
        [Relaxed, Release, SeqCst][rng.random_range(0..3)],
        [Relaxed, Acquire, Release, AcqRel, SeqCst][rng.random_range(0..5)],
    ]
}

/// Runs the same comparison in every way.
macro_rules! like_std_in_every_way {
    ($($name:ident: $Atomic:ident $word:ty, $values:expr, $methods:tt;)*) => {$(
        #[test]
        fn $name() {
            let compare = like_std!($Atomic, $word, $values, $methods);
            for seed in 0..20 {
                compare(seed, 2_000);
            }
            ways::holds_in_models(|| {
                let compare = like_std!($Atomic, $word, $values, $methods);
                for seed in 0..10 {
                    compare(seed, 60);
                }
            });
        }
    )*};
}

like_std_in_every_way! {
    an_atomic_u8_has_the_values_of_stds: AtomicU8 u8,
        [0, 1, 2, 5, u8::MAX, u8::MAX - 1, u8::MAX / 2, u8::MAX / 2 + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_u16_has_the_values_of_stds: AtomicU16 u16,
        [0, 1, 2, 5, u16::MAX, u16::MAX - 1, u16::MAX / 2, u16::MAX / 2 + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_u32_has_the_values_of_stds: AtomicU32 u32,
        [0, 1, 2, 5, u32::MAX, u32::MAX - 1, u32::MAX / 2, u32::MAX / 2 + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_u64_has_the_values_of_stds: AtomicU64 u64,
        [0, 1, 2, 5, u64::MAX, u64::MAX - 1, u64::MAX / 2, u64::MAX / 2 + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_usize_has_the_values_of_stds: AtomicUsize usize,
        [0, 1, 2, 5, usize::MAX, usize::MAX - 1, usize::MAX / 2, usize::MAX / 2 + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_i8_has_the_values_of_stds: AtomicI8 i8,
        [0, 1, -1, 2, -5, i8::MAX, i8::MAX - 1, i8::MIN, i8::MIN + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_i16_has_the_values_of_stds: AtomicI16 i16,
        [0, 1, -1, 2, -5, i16::MAX, i16::MAX - 1, i16::MIN, i16::MIN + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_i32_has_the_values_of_stds: AtomicI32 i32,
        [0, 1, -1, 2, -5, i32::MAX, i32::MAX - 1, i32::MIN, i32::MIN + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_i64_has_the_values_of_stds: AtomicI64 i64,
        [0, 1, -1, 2, -5, i64::MAX, i64::MAX - 1, i64::MIN, i64::MIN + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_isize_has_the_values_of_stds: AtomicIsize isize,
        [0, 1, -1, 2, -5, isize::MAX, isize::MAX - 1, isize::MIN, isize::MIN + 1], [swap, fetch_add, fetch_sub, fetch_and, fetch_nand, fetch_or, fetch_xor, fetch_max, fetch_min];
    an_atomic_bool_has_the_values_of_stds: AtomicBool bool, [false, true],
        [swap, fetch_and, fetch_nand, fetch_or, fetch_xor];
}

#[test]
fn updates_wrap_around_the_ends_of_eight_bits_for_every_value() {
    ways::holds_in_models(|| {
        for value in i8::MIN..=i8::MAX {
            let signed = AtomicI8::new(value);
            assert_eq!(signed.fetch_add(127, Ordering::Relaxed), value);
            assert_eq!(
                signed.fetch_max(0, Ordering::Relaxed),
                value.wrapping_add(127)
            );
            assert_eq!(signed.into_inner(), value.wrapping_add(127).max(0));
            let unsigned = AtomicU8::new(value.cast_unsigned());
            assert_eq!(
                unsigned.fetch_sub(200, Ordering::Relaxed),
                value.cast_unsigned()
            );
            assert_eq!(
                unsigned.into_inner(),
                value.cast_unsigned().wrapping_sub(200)
            );
        }
    });
}

#[test]
fn lanes_show_signed_values_as_signed() {
    let exploration = ways::explore(|| {
        let x = AtomicI8::new(-1).named("x");
        let y = AtomicIsize::new(isize::MIN).named("y");
        x.fetch_sub(127, Ordering::Relaxed);
        x.fetch_sub(1, Ordering::Relaxed);
        y.fetch_sub(1, Ordering::Relaxed);
        x.into_inner()
    });
    let [(&127, found)] = exploration.outcomes().iter().collect::<Vec<_>>()[..] else {
        panic!("{:?}", exploration.outcomes().keys());
    };
    let [x, y] = [0, 1].map(|at| &found.example.objects[at]);
    assert_eq!(x.initial, Some(Value::Signed(-1)));
    assert_eq!(x.last, Some(Value::Signed(127)));
    assert_eq!(y.initial.unwrap().to_string(), isize::MIN.to_string());
    assert_eq!(y.last, Some(Value::Signed(isize::MAX as i64)));
    let written = found
        .example
        .events
        .iter()
        .filter_map(|e| e.written.as_ref());
    let written: Vec<_> = written.map(|write| write.value.to_string()).collect();
    assert_eq!(written, ["-128", "127", isize::MAX.to_string().as_str()]);
}

#[test]
fn fetch_not_is_the_opposite_in_every_way() {
    ways::holds(|| {
        let bit = AtomicBool::from(true);
        assert!(bit.fetch_not(Ordering::SeqCst));
        assert!(!bit.fetch_not(Ordering::Relaxed));
        assert!(bit.into_inner());
    });
}

#[test]
fn conversions_and_defaults_are_those_of_std() {
    ways::holds(|| {
        assert_eq!(AtomicU32::default().into_inner(), 0);
        assert_eq!(AtomicU64::from(7).into_inner(), 7);
        assert_eq!(AtomicI64::from(-7).into_inner(), -7);
        assert!(!AtomicBool::default().into_inner());
        assert_eq!(AtomicUsize::new(3).named("three").into_inner(), 3);
    });
}

#[test]
fn a_weak_compare_exchange_in_a_loop_loses_no_update() {
    ways::holds(|| {
        let count = AtomicU64::new(0);
        let increment = || {
            let mut old = count.load(Ordering::Relaxed);
            while let Err(newer) =
                count.compare_exchange_weak(old, old + 1, Ordering::Relaxed, Ordering::Relaxed)
            {
                old = newer;
            }
        };
        thread::scope(|s| {
            s.spawn(increment);
            increment();
        });
        assert_eq!(count.into_inner(), 2);
    });
}

/// No such operation exists: the panic names the orderings that there are.
#[track_caller]
fn panics_with<R: Debug>(sentence: &str, f: impl FnOnce() -> R) {
    let panic = catch_unwind(AssertUnwindSafe(f)).expect_err("a panic");
    let text = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()))
        .expect("a message");
    assert!(text.contains(sentence), "{text}");
}

#[test]
fn orderings_that_make_no_sense_panic_as_in_std() {
    let x = AtomicU64::new(0);
    let mut refused = 0;
    for order in [Ordering::Release, Ordering::AcqRel] {
        panics_with("load", || x.load(order));
        panics_with("", || {
            x.compare_exchange(0, 0, Ordering::Relaxed, order).is_ok()
        });
        refused += 2;
    }
    for order in [Ordering::Acquire, Ordering::AcqRel] {
        panics_with("store", || x.store(0, order));
        refused += 1;
    }
    panics_with("there is no relaxed fence", || fence(Ordering::Relaxed));
    assert_eq!(refused, 6);
}

#[test]
fn orderings_that_make_no_sense_fail_in_the_models() {
    for (program, says) in [
        (
            (|| {
                AtomicU64::new(0).load(Ordering::Release);
            }) as fn(),
            "a load cannot be Release; choose Relaxed, Acquire or SeqCst",
        ),
        (
            || AtomicU64::new(0).store(0, Ordering::AcqRel),
            "a store cannot be AcqRel; choose Relaxed, Release or SeqCst",
        ),
        (|| fence(Ordering::Relaxed), "there is no relaxed fence"),
    ] {
        ways::fails_in_models(program, FailureKind::Panic, says, says);
    }
}

mod get_mut {
    use super::*;

    #[test]
    fn is_seen_by_the_same_thread_in_every_way() {
        ways::holds(|| {
            let mut x = AtomicU64::new(1);
            *x.get_mut() += 1;
            *x.get_mut() += 1;
            assert_eq!(x.fetch_add(1, Ordering::Relaxed), 3);
            assert_eq!(*x.get_mut(), 4);
            *x.get_mut() = 9;
            assert_eq!(x.into_inner(), 9);
        });
    }

    #[test]
    fn is_seen_by_every_thread_that_comes_later() {
        // If the change were a store by the thread that comes first, another thread could
        // still read the value before it.
        let exploration = ways::explore(|| {
            let mut x = AtomicU64::new(1).named("x");
            *x.get_mut() = 2;
            thread::scope(|s| {
                let a = s.spawn(|| x.load(Ordering::Relaxed));
                let b = s.spawn(|| x.load(Ordering::Relaxed));
                (a.join().unwrap(), b.join().unwrap())
            })
        });
        assert!(exploration.failures().is_empty());
        assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&(2, 2)]);
        assert_eq!(exploration.executions(), 1);
        let example = &exploration.outcomes()[&(2, 2)].example;
        assert_eq!(example.objects.last().unwrap().name, "x");
    }

    #[test]
    fn is_seen_whatever_the_change_depends_on() {
        // The value that was lent differs in each execution.
        let exploration = ways::explore(|| {
            let (x, y) = (AtomicU64::new(0), AtomicU64::new(0));
            let late = thread::scope(|s| {
                s.spawn(|| x.store(1, Ordering::Relaxed));
                s.spawn(|| y.store(10, Ordering::Relaxed));
                x.load(Ordering::Relaxed) + y.load(Ordering::Relaxed)
            });
            let mut z = AtomicU64::new(100);
            *z.get_mut() += late;
            thread::scope(|s| {
                s.spawn(|| z.fetch_add(1_000, Ordering::Relaxed));
                s.spawn(|| z.fetch_add(1_000, Ordering::Relaxed));
            });
            z.into_inner()
        });
        let outcomes: Vec<_> = exploration.outcomes().keys().copied().collect();
        assert_eq!(outcomes, [2_100, 2_101, 2_110, 2_111]);
        assert_eq!(exploration.executions(), 8);
    }

    #[test]
    fn gives_the_newest_value_after_the_writers_were_joined() {
        ways::holds(|| {
            let x = Arc::new(AtomicU64::new(0));
            let threads = [1, 2].map(|value| {
                let x = Arc::clone(&x);
                thread::spawn(move || x.fetch_max(value, Ordering::Relaxed))
            });
            for thread in threads {
                thread.join().unwrap();
            }
            let mut x = Arc::into_inner(x).expect("the threads have dropped theirs");
            assert_eq!(*x.get_mut(), 2);
            assert_eq!(x.into_inner(), 2);
        });
    }
}
