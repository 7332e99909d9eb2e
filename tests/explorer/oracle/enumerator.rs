//! The naive enumerator: every execution graph that the axioms allow.
//!
//! The enumerator does not explore. It lists every choice of what each read reads from (rf), of
//! the coherence order of every variable (co) and of the order in which every mutex is held (lo),
//! and applies the axioms to each. It is slow, but simple enough to trust: the explorer must agree
//! with it.

use std::collections::BTreeMap;

use racelab::explore::MemoryModel;

use super::axioms::{Graph, happens_before};
use super::choices::{Choices, orders};
use super::program::{Outcome, Program};
use super::relation::Relation;
use super::run::{Run, runs};

/// The results of the enumerator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Enumeration {
    /// The number of consistent execution graphs.
    pub(crate) graphs: u64,
    /// Every outcome, with the number of graphs that end with it.
    pub(crate) outcomes: BTreeMap<Outcome, u64>,
    /// Whether in some graph two accesses of one plain variable conflict and no happens-before
    /// orders them. The enumerator does not judge races under SC.
    pub(crate) races: bool,
}

/// Enumerates the consistent executions of a program; see [`runs`] for what it
/// may contain.
pub(crate) fn enumerate(program: &Program, model: MemoryModel) -> Enumeration {
    let mut found = Enumeration::default();
    for run in runs(program) {
        of_run(program, &run, model, &mut found);
    }
    found
}

/// The number of combinations of choices that [`enumerate`] has to judge.
pub(crate) fn candidates(program: &Program) -> f64 {
    let factorial = |n: usize| (1..=n).map(|i| i as f64).product::<f64>();
    let of_run = |run: &Run| {
        let rf: f64 = run.sources().iter().map(|(_, s)| s.len() as f64).product();
        let writes = (0..program.variables.len()).map(|v| run.writes_of(v).len() - 1);
        let sections = (0..program.mutexes.len()).map(|m| run.sections(m).len());
        rf * writes.chain(sections).map(factorial).product::<f64>()
    };
    runs(program).iter().map(of_run).sum()
}

fn of_run(program: &Program, run: &Run, model: MemoryModel, found: &mut Enumeration) {
    let (n, sources) = (run.events.len(), run.sources());
    let writes: Vec<Vec<usize>> = (0..program.variables.len())
        .map(|v| run.writes_of(v))
        .collect();
    let sections = (0..program.mutexes.len()).map(|m| run.sections(m));
    let lock_orders = product(n, sections.map(|s| lock_orders(n, &s)).collect());
    let coherence_orders = writes.iter().map(|w| coherence_orders(n, w));
    let coherence_orders = product(n, coherence_orders.collect());
    for choice in Choices::new(sources.iter().map(|(_, s)| s.len()).collect()) {
        let mut source_of = vec![None; n];
        let mut rf = Relation::empty(n);
        for ((read, sources), choice) in sources.iter().zip(choice) {
            source_of[*read] = Some(sources[choice]);
            rf.add(sources[choice], *read);
        }
        // No values out of thin air: only then are the values defined.
        if !run.sb.or(&rf).acyclic() {
            continue;
        }
        let Some(values) = run.values(&source_of) else {
            continue;
        };
        for &lo in &lock_orders {
            let hb = happens_before(run, &rf, &lo);
            for &co in &coherence_orders {
                let graph = Graph::new(run, rf, co, lo, hb);
                let consistent = match model {
                    MemoryModel::Rc11 => graph.is_rc11(),
                    MemoryModel::Sc => graph.is_sc(),
                };
                if !consistent {
                    continue;
                }
                // All other writes precede the last write.
                let is_last = |&&w: &&usize| !(0..n).any(|other| co.has(w, other));
                let last = writes
                    .iter()
                    .map(|w| w.iter().find(is_last).expect("co is total"));
                let mut outcome = values.registers.clone();
                outcome.extend(last.map(|&write| values.written[write]));
                found.graphs += 1;
                *found.outcomes.entry(outcome).or_default() += 1;
                found.races |= model == MemoryModel::Rc11 && graph.races(&program.plain());
            }
        }
    }
}

/// Every order of the writes of a variable that begins with the initial one.
fn coherence_orders(events: usize, writes: &[usize]) -> Vec<Relation> {
    let (initial, others) = writes.split_first().expect("there is an initial write");
    let of_order = |order: Vec<usize>| {
        let mut sequence = vec![*initial];
        sequence.extend(order.into_iter().map(|i| others[i]));
        let mut co = Relation::empty(events);
        for (place, &earlier) in sequence.iter().enumerate() {
            sequence[place + 1..]
                .iter()
                .for_each(|&later| co.add(earlier, later));
        }
        co
    };
    orders(others.len()).into_iter().map(of_order).collect()
}

/// Every order of the critical sections of a mutex: from each unlock to each
/// later lock.
fn lock_orders(events: usize, sections: &[(usize, usize)]) -> Vec<Relation> {
    let of_order = |order: Vec<usize>| {
        let mut lo = Relation::empty(events);
        for (place, &earlier) in order.iter().enumerate() {
            for &later in &order[place + 1..] {
                lo.add(sections[earlier].1, sections[later].0);
            }
        }
        lo
    };
    orders(sections.len()).into_iter().map(of_order).collect()
}

/// One relation out of each list, united, in every combination.
fn product(events: usize, lists: Vec<Vec<Relation>>) -> Vec<Relation> {
    let unite = |all: Vec<Relation>, list: Vec<Relation>| {
        let combinations = all.iter().flat_map(|a| list.iter().map(move |b| a.or(b)));
        combinations.collect()
    };
    lists.into_iter().fold(vec![Relation::empty(events)], unite)
}
