//! The game: it answers the player's commands.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::explore::{Execution, Exploration, MemoryModel, Schedule, Standing, Step, letter};
use crate::proof::Returned;
use crate::view::screen::{paragraph, width};
use crate::view::{Source, situation};

use super::super::Error;
use super::super::arguments::Play;
use super::super::demonstration::Goal;
use super::super::explored::{explorer, program};
use super::super::instance::Instance;
use super::super::results::failed;
use super::chart::{Chart, Surveyed};
use super::command::Command;
use super::goal::{self, is_race};
use super::walk::{Game, Walk, is_weak};

/// The processor time of the exploration at the start, which finds the possible goals.
const PATIENCE: Duration = Duration::from_secs(2);

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

    /// Whether the player has left the game.
    pub(super) fn is_left(&self) -> bool {
        self.left
    }

    /// Whether the player has left after reaching every goal.
    pub(super) fn is_won(&self) -> bool {
        self.left && !self.goals.is_empty() && self.wanted().is_none()
    }

    /// Answers a line, and adds an empty line.
    pub(super) fn answer(&mut self, line: &str) -> String {
        let answer = self.obey(line);
        if answer.is_empty() || self.left {
            return answer;
        }
        answer + "\n"
    }

    fn obey(&mut self, line: &str) -> String {
        match Command::parse(line, self.walk.situation.threads.len()) {
            Err(sentence) => self.wrong(&sentence),
            Ok(Command::Enter) => self.enter(),
            Ok(Command::Steps(steps)) => {
                self.plan.clear();
                self.make(&steps)
            }
            Ok(Command::Undo) => self.undo(),
            Ok(Command::Restart) => self.restart(),
            Ok(Command::Hint) => self.hint(),
            Ok(Command::Show) => self.show(),
            Ok(Command::Help) => self.help(),
            Ok(Command::Quit) => self.leave(),
        }
    }

    /// The text at the end of the game.
    pub(super) fn leave(&mut self) -> String {
        self.left = true;
        match self.walk.steps.is_empty() || self.is_over() {
            true => String::new(),
            false => self.replay("You stop here. Replay it:"),
        }
    }

    fn enter(&mut self) -> String {
        if let Some(step) = self.plan.pop_front() {
            return self.make(&[step]);
        }
        if self.has_arrived() {
            return self.restart();
        }
        if self.is_over() {
            return self.missed();
        }
        self.situation() + &paragraph(&self.task(), 2, width())
    }

    /// Makes these steps, up to the first that is impossible, and shows the result.
    fn make(&mut self, steps: &[Step]) -> String {
        let before = self.walk.situation.execution.events.len();
        let raced = self.walk.situation.failures.iter().any(is_race);
        let mut wrong = None;
        let mut text = String::new();
        for &step in steps {
            if self.is_over() {
                wrong = Some("the execution is over".to_owned());
                break;
            }
            let since = self.walk.situation.execution.events.len();
            if let Err(sentence) = self.step(step) {
                wrong = Some(sentence);
                break;
            }
            text += &situation::happened(&self.walk.situation.execution, since, width());
            text += &self.turning_point();
        }
        let now = &self.walk.situation;
        if now.execution.events.len() > before {
            if !self.is_over() {
                text += &situation::happened_alone(&now.execution, before, width());
            }
            // Only the first data race is shown: the others rarely say more.
            let race = now
                .failures
                .iter()
                .find(|failure| !raced && is_race(failure));
            if let Some(race) = race {
                text += &failed(race);
                if !self.is_over() {
                    text += "  The program continues all the same.\n";
                }
            }
            text.push('\n');
            text += &match self.is_over() {
                true => self.ending(),
                false => self.situation(),
            };
            if !self.plan.is_empty() {
                text += &self.shown_next();
            }
        }
        if let Some(sentence) = wrong {
            if !text.is_empty() {
                text.push('\n');
            }
            text += &self.wrong(&sentence);
        }
        text
    }

    /// Makes a step; the error is a sentence.
    fn step(&mut self, step: Step) -> Result<(), String> {
        let situation = &self.walk.situation;
        if !self.game.steps(situation).contains(&step) {
            let thread = usize::from(step.thread);
            let typed = Schedule::new(vec![step]).to_string();
            return Err(match situation.threads.get(thread) {
                None => format!("there is no thread {}", letter(thread)),
                Some(Standing::Ended) => format!("{} has come to its end", letter(thread)),
                Some(Standing::Panicked) => format!("{} has panicked", letter(thread)),
                Some(Standing::Waiting { reason, .. }) if step.mark.is_none() => {
                    format!("{} cannot move, it {reason}", letter(thread))
                }
                Some(_) if is_weak(&step) && !self.options.weak => {
                    format!("{typed} is not offered here (older values are, with --weak)")
                }
                Some(_) => format!("{typed} is not offered here"),
            });
        }
        let next = self.game.then(&self.walk, step);
        self.walk = next.map_err(|error| error.to_string())?;
        Ok(())
    }

    fn undo(&mut self) -> String {
        self.plan.clear();
        let mut steps = self.walk.steps.clone();
        let Some(taken) = steps.pop() else {
            return self.wrong("there is no step to take back");
        };
        if self.shown_from.is_some_and(|from| steps.len() <= from) {
            self.shown_from = None;
        }
        let taken = Schedule::new(vec![taken]);
        let number = steps.len() + 1;
        self.go_to(steps);
        format!(
            "  Step {number}, {taken}, is taken back.\n\n{}",
            self.situation()
        )
    }

    fn restart(&mut self) -> String {
        self.plan.clear();
        self.shown_from = None;
        self.go_to(Vec::new());
        let sentence = format!("From the start. {}", self.task());
        format!("{}\n{}", paragraph(&sentence, 2, width()), self.situation())
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
}

/// All example executions of an exploration.
fn examples(found: &Exploration<Returned>) -> impl Iterator<Item = &Execution> {
    let outcomes = found.outcomes().values().map(|outcome| &outcome.example);
    outcomes.chain(found.failures().iter().map(|failure| &failure.execution))
}
