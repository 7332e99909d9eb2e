//! A walk through an execution: a schedule that grows and shrinks.

use std::collections::{HashSet, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::explore::{
    Choice, Event, Explorer, Mark, Schedule, ScheduleError, Situation, Standing, StateSpace, Step,
};
use crate::proof::Returned;

use super::super::exploration::Program;

/// The program that is played, and by which rules.
pub(super) struct Game {
    explorer: Explorer,
    program: Program,
    /// Whether older values and earlier places are offered.
    weak: bool,
    /// Whether spurious failures and wake-ups are offered.
    spurious: bool,
}

/// Where a player stands.
#[derive(Clone)]
pub(super) struct Walk {
    pub(super) steps: Vec<Step>,
    pub(super) situation: Situation<Returned>,
}

/// What a search for a situation found.
pub(super) enum Way {
    /// These steps lead there.
    Found {
        steps: Vec<Step>,
        /// Whether no fewer do.
        shortest: bool,
    },
    /// Nothing leads there.
    None,
    /// There is more to search than anybody waits for.
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

    /// The walk with one step more.
    pub(super) fn then(&self, walk: &Walk, step: Step) -> Result<Walk, ScheduleError> {
        let mut steps = walk.steps.clone();
        steps.push(step);
        self.walk(steps)
    }

    /// Every state that the steps that are offered lead to, as far as it is found in this
    /// processor time; with spurious ones, if they are offered and not left out.
    pub(super) fn space(
        &self,
        max_states: usize,
        patience: Duration,
        spurious: bool,
    ) -> StateSpace<Returned> {
        let offered: fn(Mark) -> bool = match (self.weak, self.spurious && spurious) {
            (false, false) => |mark| matches!(mark, Mark::Woke(_)),
            (true, false) => |mark| mark != Mark::Spurious,
            (false, true) => |mark| matches!(mark, Mark::Woke(_) | Mark::Spurious),
            (true, true) => |_| true,
        };
        let program = Arc::clone(&self.program);
        let explorer = self.explorer.clone().max_duration(patience);
        explorer.state_space(max_states, offered, move || program())
    }

    /// The steps that the thread may make here.
    pub(super) fn choices(&self, standing: &Standing) -> Vec<Choice> {
        let (Standing::Ready { choices, .. } | Standing::Waiting { choices, .. }) = standing else {
            return Vec::new();
        };
        let offered = |choice: &Choice| match choice.step.mark {
            None | Some(Mark::Woke(_)) => true,
            Some(Mark::Older(_) | Mark::Behind(_)) => self.weak,
            Some(Mark::Spurious) => self.spurious,
        };
        choices.iter().copied().filter(offered).collect()
    }

    /// The steps that any thread may make here.
    pub(super) fn steps(&self, situation: &Situation<Returned>) -> Vec<Step> {
        let threads = situation.threads.iter();
        let choices = threads.flat_map(|standing| self.choices(standing));
        choices.map(|choice| choice.step).collect()
    }

    /// A way from here to where `wanted` holds, without the help of weak memory if
    /// there is one: the shortest if it can be found in half of the time that is
    /// given, and otherwise any that is found in the rest.
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

    /// Searches breadth first, for the shortest way, or depth first; with all steps
    /// that are offered, or the obvious ones only.
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
                // The last in is the first out, and the obvious step is to be first.
                steps.reverse();
            }
            for step in steps {
                if Instant::now() >= deadline {
                    return Way::Unknown;
                }
                // A step too many for the explorer is one that nobody will make.
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

    /// What two walks have in common from which the same may follow: what each
    /// thread did and read, whose write is the newest, and the order of everything
    /// that is no access to memory (who waits in front of whom). Under weak memory
    /// older writes count as well, and so does the whole coherence order.
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

/// Whether only weak memory allows the step, or what happens in it is spurious.
pub(super) fn is_unusual(step: &Step) -> bool {
    is_weak(step) || step.mark == Some(Mark::Spurious)
}

/// Whether the event does nothing but read or write memory.
fn is_access(event: &Event) -> bool {
    event.read.is_some() || event.written.is_some() || !event.step
}
