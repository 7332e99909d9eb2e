//! The moves of a game: carries out what the player types, and answers it.

use crate::explore::{Schedule, Standing, Step, letter};
use crate::view::screen::{paragraph, width};
use crate::view::situation;

use super::super::results::failed;
use super::command::Command;
use super::goal::is_race;
use super::table::Table;
use super::walk::is_weak;

impl Table {
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
}
