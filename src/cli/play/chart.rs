//! The chart: what can be reached from where. It is made once, of every state that the player
//! can come to, so all that is said of the future follows from the state graph.

use std::sync::Arc;
use std::time::Duration;

use crate::explore::{Distance, FailureKind, SpaceState, StateSpace, Step};
use crate::proof::Returned;
use crate::view::Rating;

use super::super::Error;
use super::super::arguments::Play;
use super::super::exploration::program;
use super::super::instance::Instance;
use super::goal::{self, Goal};
use super::walk::{Game, is_unusual};

/// How much processor time the chart may take. A player waits for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// How much for an instance of the student's code: a lab names others to try, and the small
/// ones among them take no time.
const OF_EXERCISE: Duration = Duration::from_secs(1);

/// The most states of a chart.
const MOST_STATES: usize = 60_000;

/// The instance that is played, and its states.
pub(super) struct Surveyed {
    pub(super) instance: Arc<dyn Instance>,
    /// `None` where there are too many.
    pub(super) space: Option<StateSpace<Returned>>,
    /// Whether no state is left out: those behind a spurious wake-up or failure may be.
    pub(super) is_whole: bool,
}

impl Surveyed {
    /// The instance that was asked for, if it has few enough states to compute hints from. Else
    /// the first of the others in which there is something to cause, or the last one that has
    /// few enough. If none has, the one that was asked for, without states. Of the student's
    /// code, another one is played as well where nothing goes wrong in this one.
    pub(super) fn of(asked: &Arc<dyn Instance>, options: &Play) -> Result<Self, Error> {
        let instance = asked.smaller().unwrap_or_else(|| Arc::clone(asked));
        let patience = match options.exercise {
            true => OF_EXERCISE,
            false => PATIENCE,
        };
        let mut found = Self::look_at(instance, options, patience)?;
        if found.space.is_some() && (!options.exercise || found.can_fail(options)) {
            return Ok(found);
        }
        for other in found.instance.others_to_play(options.exercise) {
            let other = Self::look_at(other, options, patience)?;
            if other.can_fail(options) {
                return Ok(other);
            }
            if found.space.is_none() && other.space.is_some() {
                found = other;
            }
        }
        Ok(found)
    }

    fn look_at(
        instance: Arc<dyn Instance>,
        options: &Play,
        patience: Duration,
    ) -> Result<Self, Error> {
        let program = program(&instance, options.exercise)?;
        let game = Game::new(program, options.weak, options.exercise);
        let space = |spurious| {
            let space = game.space(MOST_STATES, patience, spurious);
            Some(space).filter(StateSpace::is_complete)
        };
        let mut found = Self {
            instance,
            space: space(true),
            is_whole: true,
        };
        // A wait may end spuriously again and again. Where something goes wrong without, that
        // is what to cause.
        if found.space.is_none() && options.exercise {
            found.space = space(false);
            found.is_whole = false;
            if !found.can_fail(options) {
                found.space = None;
            }
        }
        Ok(found)
    }

    /// Whether it is known that there is something to cause.
    fn can_fail(&self, options: &Play) -> bool {
        self.space.as_ref().is_some_and(|space| {
            let possible = |goal: &_| Chart::is_possible(&*self.instance, space, goal);
            !goal::among(&*self.instance, options.exercise, possible).is_empty()
        })
    }
}

/// Every state that the player can come to.
pub(super) struct Chart {
    space: StateSpace<Returned>,
    /// By goal.
    ways: Vec<Ways>,
    /// For each state, whether every way from it ends badly.
    doomed: Vec<bool>,
    /// Whether no state is left out. If one is, there may be more ways than are known.
    is_whole: bool,
}

/// How far each state is from a goal.
struct Ways {
    /// Without the help of weak memory, and with nothing spurious.
    ordinary: Vec<Distance>,
    /// With every step that is offered.
    any: Vec<Distance>,
}

impl Chart {
    /// The chart of these states for these goals. At a state where one of them is reached,
    /// the player goes no further.
    pub(super) fn new(
        instance: &dyn Instance,
        space: StateSpace<Returned>,
        is_whole: bool,
        goals: &[Goal<Returned>],
    ) -> Self {
        let outcome = |state: &SpaceState| state.outcome.map(|at| &space.outcomes[at]);
        let holds = |goal: &Goal<Returned>, state: &SpaceState| {
            goal.holds(instance, outcome(state), &state.failures)
        };
        let ends = |state: &SpaceState| goals.iter().any(|goal| holds(goal, state));
        let ways = goals.iter().map(|goal| {
            let far =
                |takes: fn(Step) -> bool| space.distances(|state| holds(goal, state), ends, takes);
            Ways {
                ordinary: far(|step| !is_unusual(&step)),
                any: far(|_| true),
            }
        });
        let ways = ways.collect();
        let only_race = goals == [Goal::Failure(FailureKind::DataRace)];
        let doomed = space.inevitable(|state| {
            let failed = |kind: &FailureKind| *kind != FailureKind::DataRace;
            let forbidden = outcome(state).is_some_and(|o| instance.rate(o).0 == Rating::Forbidden);
            let bad_end = state.over && (forbidden || state.failures.iter().any(failed));
            bad_end || only_race && !state.failures.is_empty()
        });
        Self {
            space,
            ways,
            doomed,
            is_whole,
        }
    }

    /// Whether some way from the beginning reaches the goal.
    pub(super) fn is_possible(
        instance: &dyn Instance,
        space: &StateSpace<Returned>,
        goal: &Goal<Returned>,
    ) -> bool {
        space.states.iter().any(|state| {
            let outcome = state.outcome.map(|at| &space.outcomes[at]);
            goal.holds(instance, outcome, &state.failures)
        })
    }

    /// A shortest way to the goal of this number from where these steps lead: inside, `None`
    /// where no way leads there any more. The outer `None`: the chart does not know.
    pub(super) fn way(&self, goal: usize, made: &[Step]) -> Option<Option<Vec<Step>>> {
        let mut at = self.space.after(made)?;
        let ways = self.ways.get(goal)?;
        let (far, unusual) = match ways.ordinary[at] {
            Some(_) => (&ways.ordinary, false),
            None => (&ways.any, true),
        };
        let Some(mut left) = far[at] else {
            return self.is_whole.then_some(None);
        };
        let mut way: Vec<Step> = Vec::new();
        while left > 0 {
            left -= 1;
            let last = way.last().or(made.last()).map(|step| step.thread);
            let steps = self.space.states[at].steps.iter();
            let steps =
                steps.filter(|(step, to)| far[*to] == Some(left) && (unusual || !is_unusual(step)));
            // The thread that has moved goes on where it can; a mark only where it must be.
            let best =
                steps.min_by_key(|(step, _)| (step.mark.is_some(), Some(step.thread) != last));
            let &(step, to) = best?;
            way.push(step);
            at = to;
        }
        Some(Some(way))
    }

    /// Whether every way from where these steps lead ends badly; `None` where the chart does
    /// not have them, or not all.
    pub(super) fn is_doomed(&self, made: &[Step]) -> Option<bool> {
        if !self.is_whole {
            return None;
        }
        Some(self.doomed[self.space.after(made)?])
    }

    /// The number of the step behind which every way ends badly, and no sooner: `None` if
    /// there is none among these, or it stood so from the beginning.
    pub(super) fn decisive(&self, made: &[Step]) -> Option<usize> {
        if self.is_doomed(&[])? {
            return None;
        }
        (1..=made.len()).find(|&number| self.is_doomed(&made[..number]) == Some(true))
    }
}
