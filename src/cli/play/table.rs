//! The table that somebody plays at: answers to what is typed.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::explore::{Execution, Exploration, MemoryModel, Schedule, Standing, Step, letter};
use crate::proof::Returned;
use crate::view::screen::{paragraph, width};
use crate::view::{Source, situation};

use super::super::Error;
use super::super::arguments::Play;
use super::super::exploration::{explorer, failed, program};
use super::super::instance::Instance;
use super::chart::{Chart, Surveyed};
use super::command::Command;
use super::goal::{self, Goal, is_race};
use super::walk::{Game, Walk, is_weak};

/// How long the beginning explores, to know what can be reached.
const PATIENCE: Duration = Duration::from_secs(2);

/// A game that is being played.
pub(super) struct Table {
    pub(super) instance: Arc<dyn Instance>,
    pub(super) options: Play,
    pub(super) game: Game,
    /// What can be reached from where; `None` where there is too much.
    pub(super) chart: Option<Chart>,
    pub(super) goals: Vec<Goal<Returned>>,
    /// Which goals have been reached without being shown the way.
    pub(super) reached: Vec<bool>,
    /// What there is to cause, or why there is nothing.
    pub(super) found: Exploration<Returned>,
    /// Whether weak memory does what no interleaving does.
    pub(super) only_weak: bool,
    pub(super) source: Source,
    pub(super) walk: Walk,
    /// The rest of the way that is being shown.
    pub(super) plan: VecDeque<Step>,
    /// How many steps had been made when the way was shown.
    pub(super) shown_from: Option<usize>,
    /// Whether another instance is played than was asked for.
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
            // An interleaving shows it, and the orderings make it a race.
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

    /// Whether the game is over for good.
    pub(super) fn is_left(&self) -> bool {
        self.left
    }

    /// Whether it is, and every goal is reached.
    pub(super) fn is_won(&self) -> bool {
        self.left && !self.goals.is_empty() && self.wanted().is_none()
    }

    /// Answers a line, and leaves an empty one behind.
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

    /// What to say at the end.
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

    /// Makes these steps, as far as they can be made, and shows what came of them.
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
            // The first says it all.
            let race = now
                .failures
                .iter()
                .find(|failure| !raced && is_race(failure));
            if let Some(race) = race {
                text += &failed(race);
                if !self.is_over() {
                    text += "  The program goes on all the same.\n";
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

    /// Makes a step; an error is a sentence.
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
        // The steps have been made before, so they can be made.
        if let Ok(walk) = self.game.walk(steps) {
            self.walk = walk;
        }
    }

    /// The number of the goal that is asked for now, if there is one.
    pub(super) fn wanted(&self) -> Option<usize> {
        self.reached.iter().position(|reached| !reached)
    }

    /// The goal that is asked for now, if there is one.
    pub(super) fn goal(&self) -> Option<&Goal<Returned>> {
        self.goals.get(self.wanted()?)
    }

    /// Whether there is nothing more to choose.
    pub(super) fn is_over(&self) -> bool {
        self.walk.situation.over || self.has_arrived()
    }

    /// Whether this is what some goal asks for.
    pub(super) fn has_arrived(&self) -> bool {
        let situation = &self.walk.situation;
        let mut goals = self.goals.iter();
        goals.any(|goal| goal.is_reached(&*self.instance, situation))
    }
}

/// Every example that an exploration has.
fn examples(found: &Exploration<Returned>) -> impl Iterator<Item = &Execution> {
    let outcomes = found.outcomes().values().map(|outcome| &outcome.example);
    outcomes.chain(found.failures().iter().map(|failure| &failure.execution))
}
