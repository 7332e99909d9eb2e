//! Random programs with an `Arc`, compared with the same programs and a count by hand.
//!
//! By hand the count is an atomic, and every clone, drop and look is an operation on it, as in
//! std. Both must have the same outcomes. If the explorer has made the handles of the `Arc`
//! events, both must have the same number of executions; if not, the `Arc` must not have more. (By
//! hand an upgrade is a loop, as in std, so programs with upgrades compare only the outcomes.)

use std::fmt::Debug;
use std::mem;
use std::sync::Arc as StdArc;
use std::sync::atomic::{AtomicU64 as StdAtomicU64, Ordering as StdOrdering};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use racelab::explore::{Exploration, Explorer, MemoryModel, StoppedBy};
use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab::sync::atomic::{AtomicU64, fence};
use racelab::sync::{Arc, Weak, thread};

use crate::thorough::sample;

/// One operation of a thread, on the newest of its handles.
#[derive(Clone, Copy, Debug)]
enum Step {
    Clone,
    Drop,
    Count,
    TryUnwrap,
    IntoInner,
    IsOnly,
    /// Makes a handle from a `Weak`.
    Upgrade,
    /// Adds to the payload.
    Use,
    /// Writes a flag that all threads share.
    Raise,
    /// Reads the flag.
    Look,
}

/// The steps of the main thread and its children, each with its own handle.
type Program = Vec<Vec<Step>>;

/// An owner with a count.
trait Owner: Clone + Send + 'static {
    type Weak: Clone + Send + 'static;
    fn new() -> Self;
    fn downgrade(&self) -> Self::Weak;
    fn upgrade(weak: &Self::Weak) -> Option<Self>;
    fn payload(&self) -> &AtomicU64;
    fn count(&self) -> usize;
    fn try_unwrap(self) -> Result<(), Self>;
    fn into_inner(self) -> bool;
    fn is_only(&mut self) -> bool;
}

/// The payload: its destructor is an operation, or nothing.
struct Payload<const ACTS: bool>(AtomicU64);

impl<const ACTS: bool> Drop for Payload<ACTS> {
    fn drop(&mut self) {
        if ACTS {
            self.0.load(Relaxed);
        }
    }
}

impl<const ACTS: bool> Owner for Arc<Payload<ACTS>> {
    type Weak = Weak<Payload<ACTS>>;

    fn new() -> Self {
        Arc::new(Payload(AtomicU64::new(0)))
    }

    fn downgrade(&self) -> Self::Weak {
        Arc::downgrade(self)
    }

    fn upgrade(weak: &Self::Weak) -> Option<Self> {
        weak.upgrade()
    }

    fn payload(&self) -> &AtomicU64 {
        &self.0
    }

    fn count(&self) -> usize {
        Arc::strong_count(self)
    }

    fn try_unwrap(self) -> Result<(), Self> {
        Arc::try_unwrap(self).map(|_| ())
    }

    fn into_inner(self) -> bool {
        Arc::into_inner(self).is_some()
    }

    fn is_only(&mut self) -> bool {
        Arc::get_mut(self).is_some()
    }
}

/// The same by hand; std's `Arc` around it is not part of the program.
struct ByHand<const ACTS: bool>(Counted);

/// The number of owners, and the payload.
type Counted = StdArc<(AtomicU64, Payload<false>)>;

impl<const ACTS: bool> ByHand<ACTS> {
    /// The end of the payload.
    fn destroy(&self) {
        if ACTS {
            self.payload().load(Relaxed);
        }
    }

    fn leave(&self) -> bool {
        let last = self.0.0.fetch_sub(1, Release) == 1;
        if last {
            fence(Acquire);
        }
        last
    }
}

impl<const ACTS: bool> Clone for ByHand<ACTS> {
    fn clone(&self) -> Self {
        self.0.0.fetch_add(1, Relaxed);
        Self(StdArc::clone(&self.0))
    }
}

impl<const ACTS: bool> Drop for ByHand<ACTS> {
    fn drop(&mut self) {
        if self.leave() {
            self.destroy();
        }
    }
}

impl<const ACTS: bool> Owner for ByHand<ACTS> {
    type Weak = Counted;

    fn downgrade(&self) -> Self::Weak {
        StdArc::clone(&self.0)
    }

    fn upgrade(weak: &Self::Weak) -> Option<Self> {
        let more = |owners| (owners > 0).then_some(owners + 1);
        let upgraded = weak.0.fetch_update(Acquire, Relaxed, more);
        upgraded.is_ok().then(|| Self(StdArc::clone(weak)))
    }

    fn new() -> Self {
        Self(StdArc::new((AtomicU64::new(1), Payload(AtomicU64::new(0)))))
    }

    fn payload(&self) -> &AtomicU64 {
        &self.0.1.0
    }

    fn count(&self) -> usize {
        usize::try_from(self.0.0.load(Relaxed)).unwrap()
    }

    fn try_unwrap(self) -> Result<(), Self> {
        if self.0.0.compare_exchange(1, 0, Relaxed, Relaxed).is_err() {
            return Err(self);
        }
        fence(Acquire);
        self.destroy();
        mem::forget(self);
        Ok(())
    }

    fn into_inner(self) -> bool {
        let last = self.leave();
        if last {
            self.destroy();
        }
        mem::forget(self);
        last
    }

    fn is_only(&mut self) -> bool {
        self.0.0.load(Acquire) == 1
    }
}

/// Runs the operations of a thread; returns the values that it saw.
fn run<O: Owner>(steps: &[Step], first: O, weak: Option<O::Weak>, flag: &AtomicU64) -> Vec<u64> {
    let mut owners = vec![first];
    let mut seen = Vec::new();
    for step in steps {
        match step {
            Step::Raise => flag.store(1, Release),
            Step::Look => seen.push(flag.load(Acquire)),
            Step::Upgrade => {
                let weak = weak.as_ref().expect("a program with upgrades");
                let owner = O::upgrade(weak);
                seen.push(owner.is_some().into());
                owners.extend(owner);
            }
            _ => {
                let Some(mut owner) = owners.pop() else {
                    continue;
                };
                match step {
                    Step::Drop => drop(owner),
                    Step::IntoInner => seen.push(owner.into_inner().into()),
                    Step::TryUnwrap => match owner.try_unwrap() {
                        Ok(()) => seen.push(1),
                        Err(owner) => {
                            seen.push(0);
                            owners.push(owner);
                        }
                    },
                    _ => {
                        match step {
                            Step::Clone => owners.push(owner.clone()),
                            Step::Count => seen.push(owner.count() as u64),
                            Step::IsOnly => seen.push(owner.is_only().into()),
                            Step::Use => seen.push(owner.payload().fetch_add(1, Relaxed)),
                            _ => unreachable!("handled above"),
                        }
                        owners.push(owner);
                    }
                }
            }
        }
    }
    // In this order, as in the drop of a `Vec`.
    drop(owners);
    seen
}

fn closure<O: Owner>(program: Program) -> impl Fn() -> Vec<Vec<u64>> + Send + Sync + 'static {
    move || {
        let flag = StdArc::new(AtomicU64::new(0));
        let mine = O::new();
        // get_mut would find it.
        let upgrades = |step: &Step| matches!(step, Step::Upgrade);
        let weak = program.iter().flatten().any(upgrades);
        let weak = weak.then(|| mine.downgrade());
        let (main, children) = program.split_first().expect("a main thread");
        let children: Vec<_> = children
            .iter()
            .map(|steps| {
                let (steps, owner, flag) = (steps.clone(), mine.clone(), flag.clone());
                let weak = weak.clone();
                thread::spawn(move || run(&steps, owner, weak, &flag))
            })
            .collect();
        let mut seen = vec![run(main, mine, weak, &flag)];
        seen.extend(children.into_iter().map(|child| child.join().unwrap()));
        seen
    }
}

/// A random program. Children have fewer steps than main, so that the number of executions stays
/// small.
fn generate(rng: &mut StdRng, looks: &[Step]) -> Program {
    let children = rng.random_range(1..=2);
    let most = if children == 1 { 4 } else { 2 };
    let mut thread = |most| {
        let len = rng.random_range(0..=most);
        let step = |_| match rng.random_range(0..8) {
            0 | 1 => Step::Drop,
            2 => Step::Clone,
            3 => Step::Use,
            4 => [Step::Raise, Step::Look][rng.random_range(0..2)],
            _ => looks[rng.random_range(0..looks.len())],
        };
        (0..len).map(step).collect::<Vec<Step>>()
    };
    let mut program = vec![thread(most)];
    program.extend((0..children).map(|_| thread(most)));
    program
}

/// The most executions of a program by hand; larger programs are skipped.
const EXECUTIONS: u64 = 2_000;

/// Explores; `None` if the program is too large. Also returns the number of additional runs,
/// beyond one for each execution and outcome: those of an exploration that started again.
fn explore<O: Debug + Ord + Clone + Send + 'static>(
    model: MemoryModel,
    program: impl Fn() -> O + Send + Sync + 'static,
) -> Option<(Exploration<O>, u64)> {
    let runs = StdArc::new(StdAtomicU64::new(0));
    let counted = StdArc::clone(&runs);
    let explorer = Explorer::new().memory_model(model);
    let found = explorer.max_executions(EXECUTIONS).explore(move || {
        counted.fetch_add(1, StdOrdering::Relaxed);
        program()
    });
    if let Some(StoppedBy::Executions(_)) = found.stopped_by() {
        return None;
    }
    assert!(found.complete(), "{:?}", found.stopped_by());
    assert!(found.failures().is_empty(), "{:?}", found.failures());
    let needed = found.executions() + found.outcomes().len() as u64;
    let more = runs.load(StdOrdering::Relaxed) - needed;
    Some((found, more))
}

/// Compares random programs with these looks. In at least a quarter of them the handles
/// must be events.
fn compare<const ACTS: bool>(programs: u64, looks: &[Step]) {
    let (mut counted, mut compared, mut differ) = (0, 0, 0);
    for seed in 0..programs {
        let mut rng = StdRng::seed_from_u64(seed);
        let program = generate(&mut rng, looks);
        for model in [MemoryModel::Rc11, MemoryModel::Sc] {
            let what = || format!("seed {seed}, {model:?}: {program:?}");
            let Some((theirs, loops)) = explore(model, closure::<ByHand<ACTS>>(program.clone()))
            else {
                continue;
            };
            let ours = explore(model, closure::<Arc<Payload<ACTS>>>(program.clone()));
            let (ours, more) = ours.unwrap_or_else(|| panic!("{}: more", what()));
            // Repeated steps look like a loop: for these, both explorations start again.
            let restarted = more > loops;
            let [a, b] = [&ours, &theirs].map(|found| found.outcomes().keys());
            assert!(a.clone().eq(b.clone()), "{}: {a:?}, {b:?}", what());
            let (a, b) = (ours.executions(), theirs.executions());
            let upgrades = looks.iter().any(|look| matches!(look, Step::Upgrade));
            assert!(a <= b, "{}: {a}, {b}", what());
            differ += u64::from(restarted && !upgrades && a < b);
            counted += u64::from(restarted);
            compared += 1;
        }
    }
    assert!(
        counted * 4 > compared && compared > programs,
        "{counted} of {compared}"
    );
    // (Now and then only a step that looks like a loop makes the exploration run again.)
    assert!(
        differ * 20 < counted,
        "{differ} of {counted} have fewer executions"
    );
}

#[test]
fn looks_have_the_outcomes_of_a_count_by_hand() {
    let looks = [Step::Count, Step::TryUnwrap, Step::IntoInner, Step::IsOnly];
    let programs = sample(4000, 10);
    compare::<false>(programs, &looks);
}

#[test]
fn upgrades_have_the_outcomes_of_a_count_by_hand() {
    let looks = [Step::Count, Step::TryUnwrap, Step::Upgrade, Step::Upgrade];
    let programs = sample(2000, 10);
    compare::<false>(programs, &looks);
}

#[test]
fn destructors_have_the_outcomes_of_a_count_by_hand() {
    let programs = sample(4000, 10);
    compare::<true>(programs, &[Step::Use, Step::Drop, Step::Look]);
}
