//! The chart: the goals that the player can still reach from each state. The state graph of the
//! whole program answers that, so `play` computes the chart once, at the start.

use std::sync::Arc;
use std::time::Duration;

use crate::explore::{Distance, FailureKind, SpaceState, StateSpace, Step};
use crate::proof::Returned;
use crate::view::Rating;

use super::super::Error;
use super::super::arguments::Play;
use super::super::demonstration::Goal;
use super::super::explored::program;
use super::super::instance::Instance;
use super::goal;
use super::walk::{Game, is_unusual};

/// The most processor time for the chart; the player waits for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// The same for one instance of the student's code. A lab names several, and the small ones take
/// almost no time.
const OF_EXERCISE: Duration = Duration::from_secs(1);

/// The most states of a chart.
const MOST_STATES: usize = 60_000;

/// The instance to play, and its states.
pub(super) struct Surveyed {
    pub(super) instance: Arc<dyn Instance>,
    /// `None` if there are too many.
    pub(super) space: Option<StateSpace<Returned>>,
    /// Whether `space` has all states; it may lack those after a spurious wake-up or failure.
    pub(super) is_whole: bool,
}

impl Surveyed {
    /// Chooses the instance to play.
    ///
    /// The `asked` instance is played if its states are few enough to compute hints from; with the
    /// student's code, something must also go wrong in it. Otherwise the first of the lab's other
    /// instances in which something goes wrong is played. If there is none, the choice is the last
    /// instance with few enough states, or the asked one without states.
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
        // A wait may end spuriously any number of times, which makes too many states. If something
        // goes wrong without spurious wake-ups too, they can be left out.
        if found.space.is_none() && options.exercise {
            found.space = space(false);
            found.is_whole = false;
            if !found.can_fail(options) {
                found.space = None;
            }
        }
        Ok(found)
    }

    /// Whether some goal is known to be possible.
    fn can_fail(&self, options: &Play) -> bool {
        self.space.as_ref().is_some_and(|space| {
            let possible = |goal: &_| Chart::is_possible(&*self.instance, space, goal);
            !goal::among(&*self.instance, options.exercise, possible).is_empty()
        })
    }
}

/// Every state that the player can reach.
pub(super) struct Chart {
    space: StateSpace<Returned>,
    /// One for each goal.
    ways: Vec<Ways>,
    /// For each state, whether every continuation ends badly.
    doomed: Vec<bool>,
    /// Whether the chart has all states. Otherwise there may be ways that it does not know.
    is_whole: bool,
}

/// The distance of each state from a goal.
struct Ways {
    /// By ordinary steps only: none that needs weak memory, none that is spurious.
    ordinary: Vec<Distance>,
    /// By any step.
    any: Vec<Distance>,
}

impl Chart {
    /// The chart of these states for these goals. The game stops at a state that reaches a goal, so
    /// no way continues there.
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

    /// Whether some state reaches the goal.
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

    /// Whether a thread uses the object with this name in a state of the chart.
    pub(super) fn uses(&self, object: &str) -> bool {
        self.space.used.contains(object)
    }

    /// A shortest way from the state after these steps to the goal with this number. The inner
    /// `None`: no way leads there any more. The outer `None`: the chart does not know.
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
            // Prefer a step without a mark, then a step of the thread that moved last.
            let best =
                steps.min_by_key(|(step, _)| (step.mark.is_some(), Some(step.thread) != last));
            let &(step, to) = best?;
            way.push(step);
            at = to;
        }
        Some(Some(way))
    }

    /// Whether every continuation of these steps ends badly; `None` if the chart does not know.
    pub(super) fn is_doomed(&self, made: &[Step]) -> Option<bool> {
        if !self.is_whole {
            return None;
        }
        Some(self.doomed[self.space.after(made)?])
    }

    /// The number of the first step after which every continuation ends badly. `None` if no step of
    /// these is one, or if a bad end was unavoidable from the beginning.
    pub(super) fn decisive(&self, made: &[Step]) -> Option<usize> {
        if self.is_doomed(&[])? {
            return None;
        }
        (1..=made.len()).find(|&number| self.is_doomed(&made[..number]) == Some(true))
    }
}
