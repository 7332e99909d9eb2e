//! The table that somebody plays at: answers to what is typed.

use std::collections::VecDeque;
use std::time::Duration;

use crate::course::Lab;
use crate::explore::{
    Execution, Exploration, Explorer, Failure, FailureKind, MemoryModel, Schedule, Standing, Step,
    letter,
};
use crate::view::screen::{BAD, GOOD, ODD, STRONG, paragraph, styled, to_paste, width};
use crate::view::{Lanes, Source, counted, situation};

use super::super::arguments::Play;
use super::super::exploration::{explorer, lanes, program};
use super::super::{Demonstration, WrongUse, command};
use super::command::Command;
use super::goal::{self, Goal};
use super::hint;
use super::walk::{Game, Walk, Way};

/// How long the beginning explores, to know what can be reached.
const PATIENCE: Duration = Duration::from_secs(2);

/// What can be typed, in a line.
const KEYS: &str = "u undo, r restart, h hint, s show me, q quit, ? help";

/// A game that is being played.
pub(super) struct Table<D: Demonstration> {
    lab: &'static Lab,
    demonstration: D,
    options: Play,
    game: Game<D::Outcome>,
    goals: Vec<Goal<D::Outcome>>,
    /// Which goals have been reached without being shown the way.
    reached: Vec<bool>,
    /// What there is to cause, or why there is nothing.
    found: Exploration<D::Outcome>,
    /// Whether weak memory does what no interleaving does.
    only_weak: bool,
    source: Source,
    walk: Walk<D::Outcome>,
    /// The rest of the way that is being shown.
    plan: VecDeque<Step>,
    /// How many steps had been made when the way was shown.
    shown_from: Option<usize>,
    /// The schedule for which a hint was given last.
    hinted: Option<Vec<Step>>,
    /// Whether a smaller instance is played than was asked for.
    is_smaller: bool,
    left: bool,
}

impl<D: Demonstration> Table<D> {
    pub(super) fn new(demonstration: &D, options: &Play) -> Result<Self, WrongUse> {
        let lab = Lab::named(D::LAB).expect("every lab stands in the catalogue");
        let small = demonstration.small();
        let is_smaller = small != *demonstration;
        let demonstration = small;
        let program = std::sync::Arc::new(program(lab, &demonstration, options.exercise)?);
        let explore = |model| {
            let explorer = explorer(model, PATIENCE).spurious(options.exercise);
            let program = std::sync::Arc::clone(&program);
            explorer.explore(move || program())
        };
        let found = explore(match options.weak {
            true => MemoryModel::Rc11,
            false => MemoryModel::Sc,
        });
        let goals = goal::possible(&demonstration, &found);
        let only_weak = goals.is_empty()
            && !options.weak
            && !goal::possible(&demonstration, &explore(MemoryModel::Rc11)).is_empty();
        let game = Game::new(
            Explorer::new().spurious(options.exercise),
            move || program(),
            options.weak,
        );
        let walk = game.walk(Vec::new()).map_err(|error| error.to_string())?;
        let places = examples(&found).flat_map(|example| &example.events);
        let places = places.filter(|event| event.step).map(|event| event.place);
        Ok(Self {
            lab,
            options: options.clone(),
            reached: vec![false; goals.len()],
            source: Source::of(places),
            is_smaller,
            demonstration,
            game,
            goals,
            found,
            only_weak,
            walk,
            plan: VecDeque::new(),
            shown_from: None,
            hinted: None,
            left: false,
        })
    }

    /// Whether the game is over for good.
    pub(super) fn is_left(&self) -> bool {
        self.left
    }

    /// What there is to see before anything is typed.
    pub(super) fn opening(&self) -> String {
        let title = format!(
            "Lab {:02} · {}: be the scheduler",
            self.lab.number, self.lab.title
        );
        let mut text = format!("{}\n\n", styled(STRONG, title));
        if self.is_smaller {
            text += "  Smaller, to be played by hand:\n";
        }
        let whose = if self.options.exercise {
            "Your code: "
        } else {
            ""
        };
        text += &paragraph(
            &format!("{whose}{}", self.demonstration.instance()),
            2,
            width(),
        );
        text += &paragraph(&self.task(), 2, width());
        text.push('\n');
        text += "  You say which thread makes the next step: type its letter, press Enter.\n";
        text += &format!("  {KEYS}\n\n");
        text + &self.situation() + "\n"
    }

    /// What is asked for now.
    fn task(&self) -> String {
        let Some(at) = self.reached.iter().position(|reached| !reached) else {
            return match (self.goals.is_empty(), self.only_weak) {
                (false, _) => "Every goal is reached.".to_owned(),
                (true, true) => "No interleaving goes wrong, but weak memory does: play with \
                                 --weak, which offers older values to read."
                    .to_owned(),
                (true, false) => self.nothing(),
            };
        };
        let task = self.goals[at].task(D::OUTCOME);
        let goal = match self.goals.len() {
            1 => "Goal:".to_owned(),
            all => format!("Goal {} of {all}:", at + 1),
        };
        format!("{} {task}.", styled(STRONG, goal))
    }

    /// Why there is nothing to cause.
    fn nothing(&self) -> String {
        let executions = counted(self.found.executions(), "execution");
        match self.found.stopped_by() {
            None => format!(
                "There is nothing to cause: of all {executions}, none goes wrong. You can be the \
                 scheduler all the same."
            ),
            Some(reason) => format!(
                "Nothing that goes wrong was found in {executions} ({reason}). You can be the \
                 scheduler all the same."
            ),
        }
    }

    /// The source, the memory, and how every thread stands.
    fn situation(&self) -> String {
        let situation = &self.walk.situation;
        let standing = situation.threads.iter().enumerate();
        let places = standing.filter_map(|(thread, standing)| match standing {
            Standing::Ready { place, .. } => Some((letter(thread), *place)),
            // Main only waits for the others.
            Standing::Waiting { place, .. } if thread > 0 => Some((letter(thread), *place)),
            _ => None,
        });
        let places: Vec<_> = places.collect();
        let mut source = self.source.clone();
        for (_, place) in &places {
            source.add(*place);
        }
        let mut text = source.with(&places, situation.threads.len() - 1, width());
        text += &situation::memory(situation, width());
        text += &situation::threads(situation, |s| self.game.choices(s), width());
        text
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

    /// One sentence for what cannot be done.
    fn wrong(&self, sentence: &str) -> String {
        let able: Vec<String> = self.able().iter().map(char::to_string).collect();
        let instead = match able.as_slice() {
            [] => "u takes back a step, r starts again".to_owned(),
            [one] => format!("type {one}, or ? for help"),
            all => format!("type {}, or ? for help", all.join(" or ")),
        };
        let mut sentence = sentence.to_owned();
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        paragraph(&format!("{sentence}; {instead}."), 2, width())
    }

    /// The threads that can move.
    fn able(&self) -> Vec<char> {
        if self.walk.situation.over {
            return Vec::new();
        }
        let mut able: Vec<char> = Vec::new();
        for step in self.game.steps(&self.walk.situation) {
            let letter = letter(usize::from(step.thread));
            if !able.contains(&letter) {
                able.push(letter);
            }
        }
        able
    }

    fn enter(&mut self) -> String {
        if let Some(step) = self.plan.pop_front() {
            return self.make(&[step]);
        }
        if self.has_arrived() {
            return self.restart();
        }
        self.situation() + &paragraph(&self.task(), 2, width())
    }

    /// Makes these steps, as far as they can be made, and shows what came of them.
    fn make(&mut self, steps: &[Step]) -> String {
        let before = self.walk.situation.execution.events.len();
        let raced = self.walk.situation.failures.iter().any(is_race);
        let mut wrong = None;
        for &step in steps {
            if self.is_over() {
                wrong = Some("the execution is over".to_owned());
                break;
            }
            if let Err(sentence) = self.step(step) {
                wrong = Some(sentence);
                break;
            }
        }
        let now = &self.walk.situation;
        let mut text = String::new();
        if now.execution.events.len() > before {
            text += &situation::happened(&now.execution, before, width());
            // The first says it all.
            let race = now
                .failures
                .iter()
                .find(|failure| !raced && is_race(failure));
            text += &race.map(describe).unwrap_or_default();
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
                Some(_) if !self.options.weak => {
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
        let task = paragraph(&self.task(), 2, width());
        format!(
            "  From the start. {}\n{}",
            task.trim_start(),
            self.situation()
        )
    }

    fn go_to(&mut self, steps: Vec<Step>) {
        // The steps have been made before, so they can be made.
        if let Ok(walk) = self.game.walk(steps) {
            self.walk = walk;
        }
    }

    /// The goal that is asked for now, if there is one.
    fn goal(&self) -> Option<&Goal<D::Outcome>> {
        let at = self.reached.iter().position(|reached| !reached)?;
        self.goals.get(at)
    }

    fn hint(&mut self) -> String {
        let Some(goal) = self.goal() else {
            return paragraph(&self.task(), 2, width());
        };
        let again = self.hinted.as_ref() == Some(&self.walk.steps);
        let hint = hint::hint(&self.demonstration, &self.game, &self.walk, goal, again);
        self.hinted = Some(self.walk.steps.clone());
        paragraph(&format!("{} {hint}", styled(ODD, "Hint:")), 2, width())
    }

    /// Finds a way to the goal: from here, or else from the start.
    fn show(&mut self) -> String {
        let Some(goal) = self.goal().cloned() else {
            return paragraph(&self.task(), 2, width());
        };
        let demonstration = self.demonstration.clone();
        let wanted = |s: &_| goal.is_reached(&demonstration, s);
        let mut text = String::new();
        let mut way = self.game.way(&self.walk, wanted, hint::PATIENCE);
        if !matches!(way, Way::Found { .. }) && !self.walk.steps.is_empty() {
            text += "  From here there is no way, so back to the start.\n\n";
            self.go_to(Vec::new());
            text += &self.situation();
            way = self.game.way(&self.walk, wanted, hint::PATIENCE);
        }
        let Way::Found { steps, shortest } = way else {
            return text + &self.wrong("no way was found in the time that anybody waits");
        };
        self.shown_from.get_or_insert(self.walk.steps.len());
        let schedule = Schedule::new(steps.clone());
        self.plan = steps.into();
        let left = counted(self.plan.len() as u64, "step");
        let which = if shortest { "The shortest" } else { "A" };
        text += &paragraph(&format!("{which} way is {left}: {schedule}."), 2, width());
        text + &self.shown_next()
    }

    /// What Enter does while a way is shown.
    fn shown_next(&self) -> String {
        let step = self.plan.front().map(|step| Schedule::new(vec![*step]));
        let step = step.map_or(String::new(), |step| step.to_string());
        format!("  Enter makes the next step, {step}.\n")
    }

    fn help(&self) -> String {
        let mut lines = vec![
            ("A", "thread A makes its next step; abb or ab2 makes three"),
            ("u", "takes back a step"),
            ("r", "starts again"),
            ("h", "a hint; h again says what to type"),
            ("s", "shows the shortest way, a step for each Enter"),
            ("q", "stops; so does the end of the input"),
            ("Enter", "shows again where everything stands"),
        ];
        if self.options.weak {
            lines.insert(1, ("A~1", "the same with another choice, as it is offered"));
        }
        let lines = lines
            .iter()
            .map(|(key, what)| format!("  {key:5}  {what}\n"));
        let mut text: String = lines.collect();
        let explanation = "A step is one operation on memory or a lock; what a thread does by \
                           itself between two of them comes along. The mark > in the source is \
                           where a thread stands: that line it would run next.";
        text += &paragraph(explanation, 2, width());
        text + &paragraph(&self.task(), 2, width())
    }

    /// Whether there is nothing more to choose.
    fn is_over(&self) -> bool {
        self.walk.situation.over || self.has_arrived()
    }

    /// Whether this is what some goal asks for.
    fn has_arrived(&self) -> bool {
        let situation = &self.walk.situation;
        let mut goals = self.goals.iter();
        goals.any(|goal| goal.is_reached(&self.demonstration, situation))
    }

    /// What to say where an execution is over, or a goal reached.
    fn ending(&mut self) -> String {
        let situation = &self.walk.situation;
        let mut text = match &situation.outcome {
            Some(outcome) => lanes::<D>(outcome, &situation.execution),
            None => Lanes::new(&situation.execution).width(width()).to_string(),
        };
        let fatal = situation
            .failures
            .iter()
            .filter(|failure| !is_race(failure));
        for failure in fatal {
            text += &describe(failure);
        }
        text.push('\n');
        let wanted = self.reached.iter().position(|reached| !reached);
        let here = self.goals.iter().enumerate();
        let mut here = here.filter(|(_, g)| g.is_reached(&self.demonstration, situation));
        let Some((at, goal)) = here
            .find(|(at, _)| Some(*at) == wanted)
            .or_else(|| here.next())
        else {
            text += &self.missed();
            return text;
        };
        let number = match self.goals.len() {
            1 => "the goal".to_owned(),
            all => format!("goal {} of {all}", at + 1),
        };
        let task = goal.task(D::OUTCOME);
        if self.shown_from.is_some() {
            text += &paragraph(&format!("That is {number}: {task}."), 2, width());
            text += &self.replay("Replay it:");
            text += "  Now you, without help: Enter starts again.\n";
            return text;
        }
        self.reached[at] = true;
        let sentence = format!("{} You reached {number}: {task}.", styled(GOOD, "Yes."));
        text += &paragraph(&sentence, 2, width());
        text += &self.replay("Replay it:");
        if self.goal().is_some() {
            let next = format!("{} Enter starts again.", self.task());
            text += &paragraph(&next, 2, width());
        } else {
            text += &self.farewell();
        }
        text
    }

    /// What to say where an execution is over and is not what was asked for.
    fn missed(&self) -> String {
        let back = "Take back steps with u, start again with r, or ask for a hint with h.";
        let rest = match self.goal() {
            Some(goal) => format!(
                "{} The goal is to {}. {back}",
                styled(ODD, "Not that."),
                goal.task(D::OUTCOME)
            ),
            None => {
                "This execution is over. Take back steps with u, or start again with r.".to_owned()
            }
        };
        paragraph(&rest, 2, width())
    }

    /// The command that replays the walk.
    fn replay(&self, words: &str) -> String {
        let schedule = Schedule::new(self.walk.steps.clone()).to_string();
        let exercise = if self.options.exercise {
            "--exercise"
        } else {
            ""
        };
        let arguments = self.demonstration.arguments();
        let replay = command(self.lab, &["replay", &schedule, exercise, &arguments]);
        let indent = 2 + words.len() + 1;
        format!(
            "  {words} {}",
            to_paste(&replay, indent, width()).trim_start()
        )
    }

    /// What comes after the last goal.
    fn farewell(&mut self) -> String {
        self.left = true;
        let check = command(self.lab, &["check"]);
        let mut text = String::new();
        if self.goals.len() > 1 {
            text += "  That was the last goal.\n";
        }
        text += &format!("  Next, the exercise:   {}\n", self.lab.exercise());
        text + &format!("  and have it proved:   {check}\n")
    }
}

fn is_race(failure: &Failure) -> bool {
    failure.kind == FailureKind::DataRace
}

fn describe(failure: &Failure) -> String {
    let kind = styled(BAD, failure.kind);
    paragraph(&format!("{kind}: {}.", failure.message), 2, width())
}

/// Every example that an exploration has.
fn examples<O>(found: &Exploration<O>) -> impl Iterator<Item = &Execution> {
    let outcomes = found.outcomes().values().map(|outcome| &outcome.example);
    outcomes.chain(found.failures().iter().map(|failure| &failure.execution))
}
