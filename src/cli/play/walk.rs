//! A walk through an execution: the schedule of the player, step by step.

use std::collections::{HashSet, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::explore::{
    Choice, Event, Explorer, Mark, Schedule, ScheduleError, Situation, Standing, StateSpace, Step,
};
use crate::proof::Returned;

use super::super::explored::Program;

/// The program of the game, and the steps that the rules allow.
pub(super) struct Game {
    explorer: Explorer,
    program: Program,
    /// Whether a step may read an older value or take an earlier place in the coherence order.
    weak: bool,
    /// Whether a step may fail or wake up spuriously.
    spurious: bool,
}

/// The player's position.
#[derive(Clone)]
pub(super) struct Walk {
    pub(super) steps: Vec<Step>,
    pub(super) situation: Situation<Returned>,
}

/// The result of a search for a way.
pub(super) enum Way {
    /// These steps lead there.
    Found {
        steps: Vec<Step>,
        /// Whether no shorter way exists.
        shortest: bool,
    },
    /// No way leads there.
    None,
    /// The search takes longer than a player waits.
    Unknown,
}

impl Game {
    pub(super) fn new(program: Program, weak: bool, spurious: bool) -> Self {
        Self {
            explorer: Explorer::new().spurious(spurious),
            program,
            weak,
            spurious,
        }
    }

    /// The walk that makes these steps.
    pub(super) fn walk(&self, steps: Vec<Step>) -> Result<Walk, ScheduleError> {
        let program = Arc::clone(&self.program);
        let schedule = Schedule::new(steps.clone());
        let situation = self.explorer.look(&schedule, move || program())?;
        Ok(Walk { steps, situation })
    }

    /// The walk with one more step.
    pub(super) fn then(&self, walk: &Walk, step: Step) -> Result<Walk, ScheduleError> {
        let mut steps = walk.steps.clone();
        steps.push(step);
        self.walk(steps)
    }

    /// All states that the allowed steps reach, as far as they are found in this processor time;
    /// without `spurious`, by other than spurious steps.
    pub(super) fn space(
        &self,
        max_states: usize,
        patience: Duration,
        spurious: bool,
    ) -> StateSpace<Returned> {
        let program = Arc::clone(&self.program);
        let explorer = self.explorer.clone().max_duration(patience);
        let explorer = explorer.spurious(self.spurious && spurious);
        explorer.state_space(max_states, self.weak, move || program())
    }

    /// The steps that the rules allow this thread here.
    pub(super) fn choices(&self, standing: &Standing) -> Vec<Choice> {
        let (Standing::Ready { choices, .. } | Standing::Waiting { choices, .. }) = standing else {
            return Vec::new();
        };
        let offered = |mark: Mark| mark.is_offered(self.weak, self.spurious);
        let choices = choices.iter().copied();
        choices
            .filter(|choice| choice.step.mark.is_none_or(offered))
            .collect()
    }

    /// The steps that the rules allow any thread here.
    pub(super) fn steps(&self, situation: &Situation<Returned>) -> Vec<Step> {
        let threads = situation.threads.iter();
        let choices = threads.flat_map(|standing| self.choices(standing));
        choices.map(|choice| choice.step).collect()
    }

    /// A way from here to a situation that `wanted` accepts; one without weak memory is preferred.
    /// Half of the time goes to the search for the shortest way, and the rest to a search for any
    /// way.
    pub(super) fn way(
        &self,
        from: &Walk,
        wanted: impl Fn(&Situation<Returned>) -> bool,
        patience: Duration,
    ) -> Way {
        let mut found = Way::None;
        for marked in [false, true] {
            found = match self.search(from, &wanted, patience / 2, marked, true) {
                Way::Unknown => self.search(from, &wanted, patience / 2, marked, false),
                found => found,
            };
            if matches!(found, Way::Found { .. }) {
                break;
            }
        }
        found
    }

    /// Searches breadth first for the `shortest` way, or depth first for any; with all allowed
    /// steps if `marked`, or else with those without a mark.
    fn search(
        &self,
        from: &Walk,
        wanted: impl Fn(&Situation<Returned>) -> bool,
        patience: Duration,
        marked: bool,
        shortest: bool,
    ) -> Way {
        let deadline = Instant::now() + patience;
        let made = from.steps.len();
        let mut seen = HashSet::new();
        let mut queue = VecDeque::from([from.clone()]);
        while let Some(walk) = match shortest {
            true => queue.pop_front(),
            false => queue.pop_back(),
        } {
            if wanted(&walk.situation) {
                let steps = walk.steps[made..].to_vec();
                return Way::Found { steps, shortest };
            }
            if walk.situation.over {
                continue;
            }
            let mut steps = self.steps(&walk.situation);
            steps.retain(|step| marked || step.mark.is_none());
            if !shortest {
                // The queue is a stack here, so the step without a mark has to be pushed last.
                steps.reverse();
            }
            for step in steps {
                if Instant::now() >= deadline {
                    return Way::Unknown;
                }
                // The explorer refuses a step beyond its limit, and no player goes so far.
                let Ok(next) = self.then(&walk, step) else {
                    continue;
                };
                if seen.insert(self.state(&next.situation)) {
                    queue.push_back(next);
                }
            }
        }
        Way::None
    }

    /// The key by which the search recognizes a state that it has seen: two walks with the same key
    /// have the same continuations. The key contains what each thread did and read, the newest
    /// write of each object, and the order of all events that do not access memory, since that is
    /// the order of the waiters. Under weak memory it also contains the coherence order, because
    /// older writes count.
    fn state(&self, situation: &Situation<Returned>) -> String {
        let events = &situation.execution.events;
        let mut text = String::new();
        let mut threads = vec![String::new(); situation.threads.len()];
        let mut newest = vec![None; situation.execution.objects.len()];
        for (at, event) in events.iter().enumerate() {
            if !is_access(event) {
                let _ = write!(text, "{}{:?};", event.thread, event.operation);
            }
            let from = |write: usize| {
                let before = events[..write].iter();
                let writer = events[write].thread;
                (writer, before.filter(|e| e.thread == writer).count())
            };
            let read = event.read.as_ref().map(|read| read.from.map(from));
            let over = event.written.as_ref().filter(|_| self.weak);
            let over = over.and_then(|written| written.over.map(from));
            let _ = write!(
                threads[event.thread],
                "{:?}{:?}{read:?}{over:?};",
                event.operation, event.object
            );
            if let (Some(object), true) = (event.object, event.written.is_some()) {
                newest[object] = Some(from(at));
            }
        }
        let failures: Vec<_> = situation.failures.iter().map(|f| &f.message).collect();
        format!("{text}|{threads:?}|{newest:?}|{failures:?}")
    }
}

/// Whether only weak memory allows the step.
pub(super) fn is_weak(step: &Step) -> bool {
    matches!(step.mark, Some(Mark::Older(_) | Mark::Behind(_)))
}

/// Whether the step needs weak memory, or is spurious.
pub(super) fn is_unusual(step: &Step) -> bool {
    is_weak(step) || step.mark == Some(Mark::Spurious)
}

/// Whether the event only reads or writes memory.
fn is_access(event: &Event) -> bool {
    event.read.is_some() || event.written.is_some() || !event.step
}
