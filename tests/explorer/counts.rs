//! Programs with a known number of executions: the explorer misses none, and explores none
//! twice.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use racelab::explore::MemoryModel::{self, Rc11, Sc};
use racelab::explore::{Exploration, Explorer};

use crate::programs;
use crate::thorough::thorough;

/// The most graphs of a program for a comparison of each graph with all others.
const WRITTEN_DOWN: u64 = 20_000;

/// Asserts that a program has exactly this number of executions, and no failure.
///
/// # Panics
///
/// If that is not so.
fn explore_all<O, F>(model: MemoryModel, executions: u64, program: F) -> Exploration<O>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Clone + Debug + Send + 'static,
{
    let explorer = Explorer::new().memory_model(model);
    let found = explorer
        .record_graphs(executions <= WRITTEN_DOWN)
        .explore(program);
    assert_eq!(found.executions(), executions, "executions under {model}");
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(
        found.failures().is_empty(),
        "{}",
        found.failures()[0].message
    );
    assert_eq!(found.discarded(), 0, "no spin loop, so nothing to discard");
    let once: BTreeSet<&String> = found.graphs().iter().collect();
    assert_eq!(once.len(), found.graphs().len(), "a graph occurs twice");
    assert!(executions > WRITTEN_DOWN || once.len() as u64 == executions);
    found
}

/// Explores a program under both models, which have the same number of executions.
fn explore_both<O, F>(executions: u64, program: impl Fn() -> F)
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Clone + Debug + Send + 'static,
{
    for model in [Rc11, Sc] {
        explore_all(model, executions, program());
    }
}

#[test]
fn a_counter_that_two_threads_race_for() {
    for (times, executions) in [(1, 4), (2, 34), (3, 328), (4, 3334)] {
        explore_both(executions, || {
            programs::racing_counter(&[1, 2], times, (Relaxed, Relaxed))
        });
    }
}

#[test]
fn three_increments_of_two_threads_never_end_at_two() {
    let found = explore_all(
        Rc11,
        328,
        programs::racing_counter(&[1, 2], 3, (Relaxed, Relaxed)),
    );
    assert!(found.outcomes().keys().copied().eq(3..=9));
}

#[test]
fn a_counter_that_three_threads_race_for() {
    for (times, executions) in [(1, 36), (2, 7134)] {
        explore_both(executions, || {
            programs::racing_counter(&[1, 2, 3], times, (Relaxed, Relaxed))
        });
    }
}

/// The number of interleavings that a tester would have to try.
#[test]
fn interleavings_of_a_racing_counter() {
    let two: &[u64] = &[1, 2];
    let three: &[u64] = &[1, 2, 3];
    let of_two = [(two, 1, 6), (two, 2, 70), (two, 3, 924), (two, 4, 12_870)];
    let of_three = [(three, 1, 90), (three, 2, 34_650)];
    for (adds, times, interleavings) in of_two.into_iter().chain(of_three) {
        for model in [Rc11, Sc] {
            let explorer = Explorer::new()
                .memory_model(model)
                .count_interleavings(true);
            let found = explorer.explore(programs::racing_counter(adds, times, (SeqCst, SeqCst)));
            assert_eq!(
                found.interleavings(),
                Some(interleavings),
                "{times} times, {model}"
            );
        }
    }
}

#[test]
fn a_counter_under_a_lock() {
    let once = [
        (1, 1),
        (2, 2),
        (3, 6),
        (4, 24),
        (5, 120),
        (6, 720),
        (7, 5040),
    ];
    for (threads, executions) in once {
        explore_both(executions, || programs::mutex_counter(threads, 1));
    }
    for (threads, times, executions) in [(3, 2, 90), (3, 3, 1680), (4, 2, 2520)] {
        explore_both(executions, || programs::mutex_counter(threads, times));
    }
}

#[test]
fn a_bounded_buffer() {
    for (items, executions) in [(1, 32), (2, 18_064)] {
        let found = explore_all(Rc11, executions, programs::bounded_buffer(items, false));
        let sum = items * (items + 1);
        assert!(found.outcomes().keys().eq([&sum]));
    }
    explore_all(Sc, 32, programs::bounded_buffer(1, false));
}

#[test]
fn a_bounded_buffer_that_notifies_under_the_lock() {
    for (items, executions) in [(1, 16), (2, 2432)] {
        explore_both(executions, || programs::bounded_buffer(items, true));
    }
}

#[test]
fn increments() {
    let ainc = [
        (1, 1),
        (2, 2),
        (3, 6),
        (4, 24),
        (5, 120),
        (6, 720),
        (7, 5040),
    ];
    for (threads, executions) in ainc {
        explore_both(executions, || programs::increments(threads, 1));
    }
    for (threads, executions) in [(2, 4), (3, 36), (4, 576)] {
        explore_both(executions, || programs::increments(threads, 2));
    }
    for (threads, executions) in [(2, 8), (3, 216), (4, 13_824)] {
        explore_both(executions, || programs::increments(threads, 3));
    }
}

#[test]
fn readers() {
    // The last takes longer than all before it.
    let counts = [(1, 2), (2, 4), (3, 8), (4, 16), (8, 256), (13, 8192)];
    let taken = if thorough() { 6 } else { 5 };
    for (readers, executions) in counts.into_iter().take(taken) {
        explore_both(executions, || programs::readers(readers));
    }
}

#[test]
fn lastzero() {
    for (writers, executions) in [(1, 2), (2, 5), (3, 12), (4, 28), (5, 64), (10, 3328)] {
        explore_both(executions, || programs::lastzero(writers));
    }
}

#[test]
fn casrot() {
    let counts = [
        (2, 2),
        (3, 5),
        (4, 14),
        (5, 43),
        (6, 144),
        (7, 523),
        (8, 2048),
        (9, 8597),
    ];
    for (threads, executions) in counts {
        explore_both(executions, || programs::casrot(threads));
    }
}

#[test]
fn compare_exchanges() {
    for (threads, executions) in [(2, 2), (3, 3), (4, 4), (5, 5)] {
        explore_both(executions, || programs::cas(threads));
    }
    for (threads, executions) in [(2, 6), (3, 66), (4, 1200)] {
        explore_both(executions, || programs::casw(threads));
    }
    let wcas = [
        (2, 5),
        (3, 13),
        (4, 33),
        (5, 81),
        (6, 193),
        (7, 449),
        (8, 1025),
        (9, 2305),
    ];
    for (threads, executions) in wcas {
        explore_both(executions, || programs::wcas(threads));
    }
}

#[test]
fn one_writer_among_updates() {
    for (threads, executions) in [(2, 6), (3, 24), (4, 120)] {
        explore_both(executions, || programs::wainc(threads));
    }
    for (threads, executions) in [(2, 22), (3, 300), (4, 6576)] {
        explore_both(executions, || programs::wrw(threads));
    }
}

#[test]
fn writers_and_a_reader() {
    explore_both(720, || programs::writers(5));
}

/// Two readers of two variables that all threads write in one order: SC forbids some outcomes.
#[test]
fn coa() {
    let counts = [(1, 4, 4), (2, 16, 15), (3, 144, 130), (4, 2304, 2028)];
    for (threads, rc11, sc) in counts {
        explore_all(Rc11, rc11, programs::coa(threads));
        explore_all(Sc, sc, programs::coa(threads));
    }
}

#[test]
fn fib_bench() {
    explore_all(Sc, 11, programs::fib_bench(1));
    explore_all(Sc, 140, programs::fib_bench(2));
    explore_all(Rc11, 11, programs::fib_bench(1));
    explore_all(Rc11, 153, programs::fib_bench(2));
}

/// The largest of the known figures: `cargo test --test explorer -- --ignored`.
#[test]
#[ignore = "takes a quarter of a minute"]
fn fib_bench_five_times() {
    let sc = explore_all(Sc, 218_243, programs::fib_bench(5));
    let rc11 = explore_all(Rc11, 525_630, programs::fib_bench(5));
    for outcomes in [sc.outcomes(), rc11.outcomes()] {
        assert!(outcomes.keys().all(|&(i, j)| i <= 144 && j <= 144));
    }
}

#[test]
fn a_hash_table() {
    explore_both(8, || programs::indexer(12));
}

/// The largest number of threads: `cargo test --test explorer -- --ignored`.
#[test]
#[ignore = "takes half a minute"]
fn a_hash_table_with_collisions() {
    explore_both(4096, || programs::indexer(15));
}

/// Longer threads make no further executions.
#[test]
fn long_threads() {
    for times in [400, 600] {
        explore_both(4, || programs::par_length(times));
    }
}

/// A loop with a bounded number of rounds is not a spin loop.
#[test]
fn a_reader_that_gives_up() {
    let found = explore_all(Rc11, 42, programs::publish());
    assert!(found.outcomes().keys().eq(&[None, Some(42)]));
}

#[test]
fn four_variables_and_four_threads() {
    explore_all(Rc11, 82_472, programs::big());
}

#[test]
#[ignore = "takes seconds, as the same under RC11 does"]
fn four_variables_and_four_threads_under_sc() {
    explore_all(Sc, 69_112, programs::big());
}
