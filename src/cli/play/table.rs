//! The game: its state, and what can be reached from there.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::explore::{Execution, Exploration, MemoryModel, Step};
use crate::proof::Returned;
use crate::view::Source;

use super::super::Error;
use super::super::arguments::Play;
use super::super::demonstration::Goal;
use super::super::explored::{explorer, program};
use super::super::instance::Instance;
use super::chart::{Chart, Surveyed};
use super::goal;
use super::walk::{Game, Walk, Way};

/// The processor time of the exploration at the start, which finds the possible goals.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most time for a search for a way, where there is no chart.
const SEARCH: Duration = Duration::from_secs(2);

/// A game.
pub(super) struct Table {
    pub(super) instance: Arc<dyn Instance>,
    pub(super) options: Play,
    pub(super) game: Game,
    /// The goals that each state can still reach; `None` where there are too many states.
    pub(super) chart: Option<Chart>,
    pub(super) goals: Vec<Goal<Returned>>,
    /// For each goal, whether the player has reached it without `show`.
    pub(super) reached: Vec<bool>,
    /// The exploration at the start, which says why there may be nothing to cause.
    pub(super) found: Exploration<Returned>,
    /// Whether weak memory allows a goal that no interleaving reaches.
    pub(super) only_weak: bool,
    pub(super) source: Source,
    pub(super) walk: Walk,
    /// The remaining steps of the way that `show` found.
    pub(super) plan: VecDeque<Step>,
    /// The number of steps at the time of `show`.
    pub(super) shown_from: Option<usize>,
    /// Whether the game plays another instance than the student asked for.
    pub(super) is_another: bool,
    /// Whether the player has left the game.
    pub(super) left: bool,
}

impl Table {
    pub(super) fn new(instance: &Arc<dyn Instance>, options: &Play) -> Result<Self, Error> {
        let asked = instance;
        let Surveyed {
            instance,
            space,
            is_whole,
        } = Surveyed::of(asked, options)?;
        let is_another = !Arc::ptr_eq(asked, &instance);
        let program = program(&instance, options.exercise)?;
        let explore = |model| {
            let explorer = explorer(model, PATIENCE).spurious(options.exercise);
            let program = Arc::clone(&program);
            explorer.explore(move || program())
        };
        let found = explore(match options.weak {
            true => MemoryModel::Rc11,
            false => MemoryModel::Sc,
        });
        let mut goals = match &space {
            Some(space) => goal::among(&*instance, options.exercise, |goal| {
                Chart::is_possible(&*instance, space, goal)
                    || !is_whole && goal.is_possible(&*instance, &found)
            }),
            None => goal::possible(&*instance, options.exercise, &found),
        };
        let mut only_weak = false;
        if goals.is_empty() && !options.weak {
            let weak = explore(MemoryModel::Rc11);
            // The race occurs in an interleaving too; only the weak orderings make it a data race.
            goals.extend(goal::interleaved_race(&weak));
            only_weak =
                goals.is_empty() && !goal::possible(&*instance, options.exercise, &weak).is_empty();
        }
        let chart = space.map(|space| Chart::new(&*instance, space, is_whole, &goals));
        let game = Game::new(program, options.weak, options.exercise);
        let walk = game.walk(Vec::new())?;
        let places = examples(&found).flat_map(|example| &example.events);
        let places = places.filter(|event| event.step).map(|event| event.place);
        Ok(Self {
            options: options.clone(),
            reached: vec![false; goals.len()],
            source: Source::of(places),
            is_another,
            instance,
            game,
            chart,
            goals,
            found,
            only_weak,
            walk,
            plan: VecDeque::new(),
            shown_from: None,
            left: false,
        })
    }

    /// Whether the player has left after reaching every goal.
    pub(super) fn is_won(&self) -> bool {
        self.left && !self.goals.is_empty() && self.wanted().is_none()
    }

    pub(super) fn go_to(&mut self, steps: Vec<Step>) {
        // These steps were possible before, so they still are.
        if let Ok(walk) = self.game.walk(steps) {
            self.walk = walk;
        }
    }

    /// The number of the goal that the player is to reach now, if any.
    pub(super) fn wanted(&self) -> Option<usize> {
        self.reached.iter().position(|reached| !reached)
    }

    /// The goal that the player is to reach now, if any.
    pub(super) fn goal(&self) -> Option<&Goal<Returned>> {
        self.goals.get(self.wanted()?)
    }

    /// Whether the execution is over or stands at a goal, so that no choice is left.
    pub(super) fn is_over(&self) -> bool {
        self.walk.situation.over || self.has_arrived()
    }

    /// Whether the current state reaches a goal.
    pub(super) fn has_arrived(&self) -> bool {
        let situation = &self.walk.situation;
        let mut goals = self.goals.iter();
        goals.any(|goal| goal.is_reached(&*self.instance, situation))
    }

    /// A way to the goal with this number: from the chart, or else by a search.
    pub(super) fn way(&self, goal: usize, from: &Walk) -> Way {
        let charted = self.chart.as_ref();
        match charted.and_then(|chart| chart.way(goal, &from.steps)) {
            Some(Some(steps)) => Way::Found {
                steps,
                shortest: true,
            },
            Some(None) => Way::None,
            None => {
                let wanted = |s: &_| self.goals[goal].is_reached(&*self.instance, s);
                self.game.way(from, wanted, SEARCH)
            }
        }
    }

    /// The number of the first step so far after which every continuation ends badly.
    pub(super) fn decisive(&self) -> Option<usize> {
        self.chart.as_ref()?.decisive(&self.walk.steps)
    }

    /// Whether every execution ends badly.
    pub(super) fn is_doomed(&self) -> bool {
        let chart = self.chart.as_ref();
        chart.and_then(|chart| chart.is_doomed(&[])) == Some(true)
    }
}

/// All example executions of an exploration.
fn examples(found: &Exploration<Returned>) -> impl Iterator<Item = &Execution> {
    let outcomes = found.outcomes().values().map(|outcome| &outcome.example);
    outcomes.chain(found.failures().iter().map(|failure| &failure.execution))
}
