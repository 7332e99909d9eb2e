//! Explorations with spurious wake-ups, compared with those without.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use racelab::explore::{Execution, Exploration, Explorer, Failure, Mark};

/// Explores without and with spurious wake-ups. Spurious wake-ups only add executions:
/// no graph occurs twice, the graphs without a spurious step are those
/// explored without, and so outcomes and failures stay. An example has a spurious step only
/// if no execution without one shows the same, and each example replays.
///
/// # Errors
///
/// If that is not so.
pub(crate) fn compare<O>(
    explorer: &Explorer,
    program: impl Fn() -> O + Clone + Send + Sync + 'static,
) -> Result<[Exploration<O>; 2], String>
where
    O: Ord + Clone + Debug + Send + 'static,
{
    let both = [false, true].map(|spurious| {
        let explorer = explorer.clone().record_graphs(true).spurious(spurious);
        explorer.explore(program.clone())
    });
    let [without, with] = &both;
    for found in &both {
        if let Some(stopped_by) = found.stopped_by() {
            return Err(format!("the exploration {stopped_by}"));
        }
        let once: BTreeSet<&String> = found.graphs().iter().collect();
        if once.len() != found.graphs().len() {
            return Err("a graph occurs twice".to_owned());
        }
    }
    let usual = with.graphs().iter().filter(|graph| !graph.contains('-'));
    let (mut usual, mut all): (Vec<String>, Vec<String>) = (
        usual.map(|graph| numbered_anew(graph)).collect(),
        without.graphs().iter().map(|g| numbered_anew(g)).collect(),
    );
    usual.sort();
    all.sort();
    if usual != all {
        return Err(format!(
            "{} graphs without a spurious step, {} explored without:\n{usual:#?}\n{all:#?}",
            usual.len(),
            all.len()
        ));
    }
    let replay = |example: &Execution| {
        let replay = explorer.replay(&example.schedule, program.clone());
        replay.map_err(|e| format!("schedule {}: {e}", example.schedule))
    };
    if let Some(lost) = without
        .outcomes()
        .keys()
        .find(|&o| with.outcomes().get(o).is_none())
    {
        return Err(format!("the outcome {lost:?} is lost"));
    }
    for (outcome, of) in with.outcomes() {
        let usually = without.outcomes().get(outcome).map_or(0, |o| o.executions);
        judge(&of.example, of.executions, usually).map_err(|e| format!("{outcome:?}: {e}"))?;
        let again = replay(&of.example)?.outcome;
        if again.as_ref() != Some(outcome) {
            let schedule = &of.example.schedule;
            return Err(format!("{schedule}, for {outcome:?}, replays to {again:?}"));
        }
    }
    let name = |failure: &Failure| (failure.kind, failure.message.clone());
    let usually = without.failures().iter().map(|f| (name(f), f.executions));
    let mut usually: BTreeMap<_, _> = usually.collect();
    for failure in with.failures() {
        let usually = usually.remove(&name(failure)).unwrap_or(0);
        let example = &failure.execution;
        judge(example, failure.executions, usually).map_err(|e| format!("{failure:?}: {e}"))?;
        let again = replay(example)?.failures;
        if !again.iter().any(|f| name(f) == name(failure)) {
            let again: Vec<_> = again.iter().map(name).collect();
            let schedule = &example.schedule;
            return Err(format!(
                "{schedule}, for {:?}, replays to {again:?}",
                name(failure)
            ));
        }
    }
    match usually.keys().next() {
        Some(lost) => Err(format!("the failure {lost:?} is lost")),
        None => Ok(both),
    }
}

/// Checks the example of `executions` executions, of which `usually` have no spurious step.
fn judge(example: &Execution, executions: u64, usually: u64) -> Result<(), String> {
    let mut steps = example.schedule.steps().iter();
    let spurious = steps.any(|step| step.mark == Some(Mark::Spurious));
    if executions < usually {
        Err(format!(
            "{executions} executions, {usually} without spurious steps"
        ))
    } else if spurious != (usually == 0) {
        Err(format!(
            "the example {}, {usually} without spurious steps",
            example.schedule
        ))
    } else {
        Ok(())
    }
}

/// The graph without its events that neither read nor write, so that it is the same with
/// and without the events that choose to wait.
fn numbered_anew(graph: &str) -> String {
    let mut names = BTreeMap::new();
    let mut counts = BTreeMap::new();
    let seen = graph
        .split(' ')
        .filter(|event| event.contains(['<', '@', '?']));
    let seen: Vec<(&str, &str)> = seen
        .map(|event| event.split_at(event.find(['<', '@', '?']).unwrap_or(event.len())))
        .collect();
    for (name, _) in &seen {
        let thread = &name[..1];
        let count: &mut usize = counts.entry(thread).or_default();
        *count += 1;
        names.insert(*name, format!("{thread}{count}"));
    }
    let events = seen.iter().map(|(name, rest)| {
        let new = &names[name];
        let Some(rest) = rest.strip_prefix('<') else {
            return format!("{new}{rest}");
        };
        let (source, rest) = rest.split_at(rest.find(['@', '?']).unwrap_or(rest.len()));
        let source = names.get(source).map_or(source, String::as_str);
        format!("{new}<{source}{rest}")
    });
    events.collect::<Vec<_>>().join(" ")
}
