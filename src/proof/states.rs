//! The states near a failure, for a page on which a student walks to it.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::explore::{Activity, Execution, FailureKind, Mark, SourceLine, StateGraph};

use super::report::Proof;
use super::verdict::Verdict;

/// The most states of a page, and how much processor time they may take.
const MOST_STATES: usize = 2_000;
const PATIENCE: Duration = Duration::from_secs(3);

/// How far from the example the states on the page are, in steps, if the program has too many.
const RADIUS: usize = 3;

impl Proof {
    /// The states of the program, or those near the example, and among them those in which the
    /// program fails as in the example. `None` if no execution shows the failure, or if its states
    /// are not found.
    pub(crate) fn states(&self) -> Option<(StateGraph, Vec<usize>)> {
        let (refuted, example) = (self.refuted.as_ref()?, self.example.as_ref()?);
        let wrong = Arc::new(Mutex::new(Vec::new()));
        let look = |around| {
            let (program, judge) = (Arc::clone(&refuted.program), Arc::clone(&refuted.judge));
            let wrong = Arc::clone(&wrong);
            let program = move || {
                let outcome = program();
                let (text, mut wrong) = (format!("{outcome:?}"), wrong.lock());
                if judge(&outcome).is_err() && !wrong.contains(&text) {
                    wrong.push(text);
                }
                outcome
            };
            let (weak, spurious) = unusual(self.verdict, example);
            let explorer = refuted.explorer.clone().spurious(spurious);
            let explorer = explorer.max_duration(PATIENCE);
            explorer.wide_state_graph(MOST_STATES, weak, around, program)
        };
        let mut graph = look(None);
        if !graph.complete {
            graph = look(Some((example.schedule.clone(), RADIUS)));
        }
        let end = graph.after(&example.schedule)?;
        tell_calls(&mut graph, example);
        let wrong = wrong.lock();
        let is_goal = |&node: &usize| {
            let state = &graph.nodes[node];
            let failed = |kind: FailureKind| {
                let kind = kind.to_string();
                state.failures.iter().any(|failure| failure.kind == kind)
            };
            let is_wrong = |text| wrong.contains(text);
            let ends_wrong = || state.outcome.as_ref().is_some_and(is_wrong);
            node == end
                || match self.verdict {
                    Verdict::DataRace if self.consequence.is_some() => ends_wrong(),
                    Verdict::DataRace => failed(FailureKind::DataRace),
                    Verdict::Deadlock => failed(FailureKind::Deadlock),
                    Verdict::Livelock => failed(FailureKind::Livelock),
                    Verdict::Panic => failed(FailureKind::Panic),
                    _ => ends_wrong(),
                }
        };
        let nodes = (0..graph.nodes.len()).filter(is_goal).collect();
        Some((graph, nodes))
    }

    /// What goes wrong, in a sentence without its full stop.
    pub(crate) fn goes_wrong(&self) -> &str {
        self.consequence.as_deref().unwrap_or(&self.sentence)
    }
}

/// Whether a page of this verdict has steps of weak memory, and whether it has spurious ones.
fn unusual(verdict: Verdict, example: &Execution) -> (bool, bool) {
    let steps = example.schedule.steps().iter();
    let spurious = steps.clone().any(|step| step.mark == Some(Mark::Spurious));
    let is_weak = |mark| matches!(mark, Mark::Older(_) | Mark::Behind(_));
    let weak = verdict == Verdict::Ordering || steps.filter_map(|step| step.mark).any(is_weak);
    (weak, spurious)
}

/// Replaces a line outside the exercise by the student's line that leads to it, if the example
/// knows exactly one such line.
fn tell_calls(graph: &mut StateGraph, example: &Execution) {
    type Place = (&'static str, u32);
    let place = |line: SourceLine| (line.file, line.line);
    let events = example.events.iter().map(|e| (place(e.place), e.called_at));
    let waiting = example
        .waiting
        .iter()
        .map(|w| (place(w.place), w.called_at));
    let mut calls: Vec<(Place, Option<Place>)> = Vec::new();
    for (from, call) in events.chain(waiting) {
        let call = call.map(place);
        match calls.iter_mut().find(|(known, _)| *known == from) {
            Some((_, known)) if *known != call => *known = None,
            Some(_) => {}
            None => calls.push((from, call)),
        }
    }
    let moved = |file: &mut &'static str, line: &mut u32| {
        let known = calls.iter().find(|(from, _)| *from == (*file, *line));
        if let Some(&(_, Some(call))) = known {
            (*file, *line) = call;
        }
    };
    for thread in graph.nodes.iter_mut().flat_map(|node| &mut node.threads) {
        if let Activity::Ready { file, line, .. } | Activity::Waiting { file, line, .. } =
            &mut thread.activity
        {
            moved(file, line);
        }
    }
    for step in &mut graph.steps {
        moved(&mut step.file, &mut step.line);
    }
}
