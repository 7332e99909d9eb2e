//! Every state of a program that a lab shows, and what there is to cause in them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::explore::{Explorer, FailureKind, MemoryModel, Schedule, StateGraph, StateNode};
use crate::proof::Returned;
use crate::view::Subject;
use crate::view::state_graph::{About, Aim};

use super::command;
use super::demonstration::Goal;
use super::explored::{Program, explorer, subject};
use super::instance::Instance;
use super::play::{among, possible};

/// The states near an execution: how many steps they may be away from it, and how many there may
/// be.
const RADIUS: usize = 3;
const MOST_NEAR: usize = 3_000;

/// The states of a program, with its outcomes.
pub(super) struct States {
    pub(super) graph: StateGraph,
    /// The outcomes by their texts, since the graph has only the texts.
    outcomes: BTreeMap<String, Returned>,
}

/// Which steps a graph has.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Whether a read may return an older value, and a write take an earlier place.
    pub(super) weak: bool,
    /// Whether a wait may end spuriously, and a weak compare-exchange fail so.
    pub(super) spurious: bool,
}

impl States {
    /// The states of the program, up to `most`, that are found in this processor time.
    pub(super) fn of(program: &Program, rules: Rules, most: usize, patience: Duration) -> Self {
        Self::around(program, rules, most, patience, None)
    }

    /// For programs with too many states: the states near the execution that reaches the first goal
    /// that some execution reaches. `None` if no state is found in this processor time.
    pub(super) fn near(
        instance: &dyn Instance,
        exercise: bool,
        program: &Program,
        rules: Rules,
        patience: Duration,
    ) -> Option<Self> {
        let model = match rules.weak {
            true => MemoryModel::Rc11,
            false => MemoryModel::Sc,
        };
        let explorer = explorer(model, patience).spurious(rules.spurious);
        let again = Arc::clone(program);
        let found = explorer.explore(move || again());
        let goals = possible(instance, exercise, &found);
        let mut examples = goals
            .iter()
            .filter_map(|goal| goal.example(instance, &found));
        let any = || {
            found
                .outcomes()
                .values()
                .map(|outcome| &outcome.example)
                .next()
        };
        let example = examples.next().or_else(any)?;
        let around = Some((example.schedule.clone(), RADIUS));
        Some(Self::around(program, rules, MOST_NEAR, patience, around))
    }

    fn around(
        program: &Program,
        rules: Rules,
        most: usize,
        patience: Duration,
        around: Option<(Schedule, usize)>,
    ) -> Self {
        let outcomes = Arc::new(Mutex::new(BTreeMap::new()));
        let (seen, program) = (Arc::clone(&outcomes), Arc::clone(program));
        let explorer = Explorer::new()
            .spurious(rules.spurious)
            .max_duration(patience);
        let graph = explorer.wide_state_graph(most, rules.weak, around, move || {
            let outcome = program();
            let mut seen = seen.lock();
            seen.insert(format!("{outcome:?}"), outcome.clone());
            outcome
        });
        let outcomes = std::mem::take(&mut *outcomes.lock());
        Self { graph, outcomes }
    }

    /// The subject of the graph, with the rating of each outcome.
    pub(super) fn subject(&self, instance: &dyn Instance, exercise: bool) -> Subject {
        let mut subject = subject(instance, exercise);
        for (text, outcome) in &self.outcomes {
            let rating = instance.rate(outcome);
            subject.ratings.insert(text.clone(), rating);
        }
        subject
    }

    /// The same, with the goals and the command that replays an execution.
    pub(super) fn about(&self, instance: &dyn Instance, exercise: bool) -> About {
        let flag = if exercise { "--exercise" } else { "" };
        let words = ["replay", "SCHEDULE", flag, &instance.typed()];
        About {
            lab: instance.lab().name.to_owned(),
            subject: self.subject(instance, exercise),
            command: command(instance.lab(), &words),
            aims: self.aims(instance, exercise),
        }
    }

    fn aims(&self, instance: &dyn Instance, exercise: bool) -> Vec<Aim> {
        let reached = |goal: &Goal<Returned>| -> Vec<usize> {
            let nodes = self.graph.nodes.iter().enumerate();
            let holds = nodes.filter(|(_, node)| self.holds(goal, instance, node));
            holds.map(|(number, _)| number).collect()
        };
        let goals = among(instance, exercise, |goal| !reached(goal).is_empty());
        let aims = goals.iter().map(|goal| Aim {
            task: goal.task(instance.noun()),
            nodes: reached(goal),
        });
        aims.collect()
    }

    fn holds(&self, goal: &Goal<Returned>, instance: &dyn Instance, node: &StateNode) -> bool {
        let outcome = node.outcome.as_ref();
        let outcome = outcome.and_then(|text| self.outcomes.get(text));
        let mut kinds = FailureKind::ALL.to_vec();
        kinds.retain(|kind| node.failures.iter().any(|f| f.kind == kind.to_string()));
        goal.holds(instance, outcome, &kinds)
    }
}
