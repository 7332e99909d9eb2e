//! All programs of this test: spurious wake-ups remove no execution of theirs.

use std::fmt::Debug;

use racelab::explore::{Explorer, MemoryModel};
use racelab::sync::atomic::Ordering::Relaxed;

use crate::oracle::seam::{closure, with_main};
use crate::spurious_or_not::compare;
use crate::{catalogue, litmus, programs};

/// The most graphs of an entry of the catalogue.
const FEW: u64 = 200;

fn only_adds<O: Ord + Clone + Debug + Send + 'static>(
    name: &str,
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let both = compare(&Explorer::new().memory_model(model), program.clone());
        let both = both.unwrap_or_else(|why| panic!("{name}, {model}: {why}"));
        let executions = both.map(|found| found.executions());
        assert!(
            executions[0] <= executions[1],
            "{name}, {model}: {executions:?}"
        );
    }
}

#[test]
fn the_catalogue_keeps_its_executions() {
    for entry in catalogue::entries() {
        if entry.graphs(MemoryModel::Rc11) <= FEW {
            only_adds(entry.name, closure(&entry.program));
            only_adds(entry.name, with_main(&entry.program));
        }
    }
}

#[test]
fn the_litmus_tests_keep_their_executions() {
    for litmus in litmus::all() {
        only_adds(litmus.name, closure(&litmus.program()));
    }
}

#[test]
fn the_programs_with_known_counts_keep_their_executions() {
    let orderings = (Relaxed, Relaxed);
    only_adds("racing", programs::racing_counter(&[1, 2], 2, orderings));
    only_adds("mutex", programs::mutex_counter(2, 2));
    for under_lock in [false, true] {
        only_adds("buffer", programs::bounded_buffer(1, under_lock));
    }
    only_adds("increments", programs::increments(3, 1));
    only_adds("readers", programs::readers(3));
    only_adds("lastzero", programs::lastzero(3));
    only_adds("casrot", programs::casrot(3));
    only_adds("cas", programs::cas(3));
    only_adds("casw", programs::casw(3));
    only_adds("wcas", programs::wcas(3));
    only_adds("wainc", programs::wainc(3));
    only_adds("wrw", programs::wrw(3));
    only_adds("writers", programs::writers(3));
    only_adds("coa", programs::coa(2));
    only_adds("fib_bench", programs::fib_bench(2));
    only_adds("indexer", programs::indexer(11));
    only_adds("par_length", programs::par_length(3));
    only_adds("publish", programs::publish());
}
