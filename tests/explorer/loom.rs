//! The explorer compared with loom, on random programs whose operations are all SeqCst.
//!
//! loom is not complete: after a load it misses interleavings of the thread's next operations (its
//! issues 166 and 392). So it must have the same outcomes if no load precedes another operation,
//! and otherwise none that the explorer lacks.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use racelab::explore::{Explorer, MemoryModel};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::differential::compare;
use crate::oracle::generator::{Family, generate};
use crate::oracle::interleavings::{Spurious, interleave};
use crate::oracle::program::{Operation, Outcome, Program};
use crate::oracle::seam::{closure, explore};
use crate::thorough::sample;

/// The most interleavings of a program for loom, which is slow.
const INTERLEAVINGS: u128 = 40;

#[test]
fn loom_has_the_same_outcomes() {
    let programs = 600;
    compare(Family::Sequential, programs, agrees);
    let equal = (1..=sample(programs, 10)).map(|seed| generate(Family::Sequential, seed));
    let equal = equal.filter(|program| !loads_early(program) && is_small(program));
    let (equal, least) = (equal.count(), sample(50, 10));
    assert!(
        equal as u64 >= least,
        "only {equal} programs must have equal outcomes"
    );
}

fn is_small(program: &Program) -> bool {
    interleave(program, Spurious::Never).is_some_and(|of| of.interleavings <= INTERLEAVINGS)
}

/// The smallest program that shows the fault. If a later loom finds the outcome, the comparison
/// can demand more of it.
#[test]
fn loom_misses_interleavings_after_a_load() {
    let text = "a = x.load(sc) | b = x.load(sc)
                               | x.store(1, sc)";
    let program: Program = text.parse().expect("the text is in the language");
    let missed = vec![1, 0, 1];
    let found = explore(&Explorer::new(), &program, MemoryModel::Sc);
    assert!(found.is_ok_and(|found| found.outcomes().contains_key(&missed)));
    assert!(loom(&program).is_ok_and(|outcomes| !outcomes.contains(&missed)));
}

/// loom's outcomes and the explorer's are the same; if loom's fault applies,
/// the explorer's outcomes include loom's. Larger programs are skipped.
fn agrees(program: &Program) -> Result<(), String> {
    if !is_small(program) {
        return Ok(());
    }
    let found = explore(&Explorer::new(), program, MemoryModel::Sc)?;
    let explored: BTreeSet<Outcome> = found.outcomes().keys().cloned().collect();
    let looms = loom(program)?;
    let agrees = match loads_early(program) {
        true => looms.is_subset(&explored),
        false => looms == explored,
    };
    match agrees {
        true => Ok(()),
        false => Err(format!("the explorer has {explored:?}, loom {looms:?}")),
    }
}

/// Whether a thread continues after a load, or after a compare_exchange, which acts as a load if
/// it fails.
fn loads_early(program: &Program) -> bool {
    let loads = |operation| {
        matches!(
            operation,
            Operation::Load { .. } | Operation::CompareExchange { .. }
        )
    };
    let early = |thread: &Vec<_>| thread.len().saturating_sub(1);
    let mut threads = program.threads.iter();
    threads.any(|thread| thread[..early(thread)].iter().any(|i| loads(i.operation)))
}

/// The outcomes that loom finds.
fn loom(program: &Program) -> Result<BTreeSet<Outcome>, String> {
    let outcomes = Arc::new(Mutex::new(BTreeSet::new()));
    let (seen, run) = (Arc::clone(&outcomes), closure(program));
    let verdict = judge(&LoomLimits::default(), move || {
        let outcome = run();
        seen.lock().expect("no thread panics here").insert(outcome);
    });
    match verdict {
        LoomVerdict::Holds { .. } => Ok(outcomes.lock().expect("no thread panics here").clone()),
        other => Err(format!("loom: {other:?}")),
    }
}
