//! The texts of the game: the state of the threads, and the results of steps.

use crate::explore::{Schedule, Standing, letter};
use crate::view::screen::{BAD, GOOD, ODD, STRONG, labelled, paragraph, styled, width};
use crate::view::{Lanes, counted, situation};

use super::super::command;
use super::super::results::{failed, lanes};
use super::goal::is_race;
use super::table::Table;

/// The rule of the game.
const SAY: &str = "You choose which thread makes the next step: type its letter, press Enter.";

/// The other commands, in a line.
const KEYS: &str = "u undo, r restart, h hint, s show me, q quit, ? help";

impl Table {
    /// The text before the first command.
    pub(super) fn opening(&self) -> String {
        let lab = self.instance.lab();
        let title = format!("Lab {:02} · {}: be the scheduler", lab.number, lab.title);
        let mut text = format!("{}\n\n", styled(STRONG, title));
        if self.is_another {
            text += "  Another instance, for playing by hand:\n";
        }
        let whose = if self.options.exercise {
            "Your code: "
        } else {
            ""
        };
        text += &paragraph(
            &format!("{whose}{}", self.instance.words(self.options.exercise)),
            2,
            width(),
        );
        text += &paragraph(&self.task(), 2, width());
        if self.is_doomed() {
            text += "  Every way from here ends badly.\n";
        }
        text.push('\n');
        text += &paragraph(SAY, 2, width());
        text += &paragraph(KEYS, 2, width());
        text.push('\n');
        text + &self.situation() + "\n"
    }

    /// The current task.
    pub(super) fn task(&self) -> String {
        let Some(at) = self.wanted() else {
            return match (self.goals.is_empty(), self.only_weak) {
                (false, _) => "Every goal is reached.".to_owned(),
                (true, true) => "No interleaving goes wrong, but weak memory does: play with \
                                 --weak, which offers older values to read."
                    .to_owned(),
                (true, false) => self.nothing(),
            };
        };
        let task = self.goals[at].task(self.instance.noun());
        let goal = match self.goals.len() {
            1 => "Goal:".to_owned(),
            all => format!("Goal {} of {all}:", at + 1),
        };
        format!("{} {task}.", styled(STRONG, goal))
    }

    /// The sentence after the step from which on every continuation ends badly.
    pub(super) fn turning_point(&self) -> String {
        match self.decisive() == Some(self.walk.steps.len()) {
            true => format!(
                "  {}\n",
                styled(BAD, "Here the bad end becomes unavoidable.")
            ),
            false => String::new(),
        }
    }

    /// At a bad end: the step that made it unavoidable, if later steps followed.
    fn looking_back(&self) -> String {
        let made = self.walk.steps.len();
        let Some(number) = self.decisive().filter(|number| *number < made) else {
            return String::new();
        };
        let step = situation::step(&self.walk.situation.execution, number).unwrap_or_default();
        let sentence = format!("This end was unavoidable from step {number} on, {step}.");
        paragraph(&sentence, 2, width())
    }

    /// The reason why there is nothing to cause.
    fn nothing(&self) -> String {
        let executions = counted(self.found.executions(), "execution");
        let nothing = match self.found.stopped_by() {
            None => format!("There is nothing to cause: of all {executions}, none goes wrong."),
            Some(reason) => format!("No failure was found in {executions} ({reason})."),
        };
        let instead = match self.options.exercise {
            true => "You can be the scheduler all the same.",
            false => "Play your exercise with --exercise; --help lists other instances.",
        };
        format!("{nothing} {instead}")
    }

    /// The source, the memory, and the state of every thread.
    pub(super) fn situation(&self) -> String {
        let situation = &self.walk.situation;
        let standing = situation.threads.iter().enumerate();
        let places = standing.filter_map(|(thread, standing)| match standing {
            Standing::Ready { place, .. } => Some((letter(thread), *place)),
            // Main only waits for the other threads.
            Standing::Waiting { place, .. } if thread > 0 => Some((letter(thread), *place)),
            _ => None,
        });
        let places: Vec<_> = places.collect();
        let mut source = self.source.clone();
        for (_, place) in &places {
            source.add(*place);
        }
        let mut text = source.with(&places, situation.threads.len() - 1, width());
        // A chart that is not whole may lack an object, until a thread uses it.
        let is_listed = |name: &str| match &self.chart {
            Some(chart) => {
                let mut used = situation.execution.objects.iter();
                chart.uses(name) || used.any(|object| object.name == name)
            }
            None => true,
        };
        text += &situation::shared(situation, is_listed, width());
        text += &situation::threads(situation, |s| self.game.choices(s), width());
        text
    }

    /// A sentence about a command that is impossible here.
    pub(super) fn wrong(&self, sentence: &str) -> String {
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

    /// The sentence about Enter while `show` has steps left.
    pub(super) fn shown_next(&self) -> String {
        let step = self.plan.front().map(|step| Schedule::new(vec![*step]));
        let step = step.map_or(String::new(), |step| step.to_string());
        format!("  Enter makes the next step, {step}.\n")
    }

    pub(super) fn help(&self) -> String {
        let mut lines = vec![
            (
                "A",
                "thread A makes its next step; abb or ab2 makes three steps",
            ),
            ("u", "takes back a step"),
            ("r", "starts again"),
            ("h", "a hint: which thread to step next, and why"),
            ("s", "shows the shortest way, a step for each Enter"),
            ("q", "stops; so do Ctrl-C and the end of the input"),
            ("Enter", "shows the state of all threads again"),
        ];
        if self.options.weak {
            lines.insert(1, ("A~1", "the same with another choice, as it is offered"));
        }
        let lines = lines.iter().map(|(key, what)| {
            let what = paragraph(what, 9, width());
            format!("  {key:5}  {}", what.trim_start())
        });
        let mut text: String = lines.collect();
        let explanation = "A step is one operation on memory or a lock; other code of the thread \
                           runs along with it. The mark > in the source shows the line that a \
                           thread runs next.";
        text += &paragraph(explanation, 2, width());
        text + &paragraph(&self.task(), 2, width())
    }

    /// The text at the end of an execution, or at a goal.
    pub(super) fn ending(&mut self) -> String {
        let situation = &self.walk.situation;
        let mut execution = situation.execution.clone();
        if !situation.over {
            // The lanes list threads that wait; here all threads simply have steps left.
            execution.waiting.clear();
        }
        let mut text = match &situation.outcome {
            Some(outcome) => lanes(&*self.instance, outcome, &execution),
            None => Lanes::new(&execution).width(width()).to_string(),
        };
        let fatal = situation
            .failures
            .iter()
            .filter(|failure| !is_race(failure));
        for failure in fatal {
            text += &failed(failure);
        }
        text += &self.looking_back();
        text.push('\n');
        let wanted = self.wanted();
        let is_here = |at: &usize| self.goals[*at].is_reached(&*self.instance, situation);
        let mut here = (0..self.goals.len()).filter(is_here);
        // The wanted goal comes before another goal that the same state reaches.
        let Some(at) = wanted.filter(is_here).or_else(|| here.next()) else {
            text += &self.missed();
            return text;
        };
        let number = match self.goals.len() {
            1 => "the goal".to_owned(),
            all => format!("goal {} of {all}", at + 1),
        };
        let task = self.goals[at].task(self.instance.noun());
        if self.shown_from.is_some() {
            text += &paragraph(&format!("That is {number}: {task}."), 2, width());
            text += &self.replay("Replay it:");
            text += "  Now you, without help: Enter starts again.\n";
            return text;
        }
        self.reached[at] = true;
        let sentence = match Some(at) == wanted {
            true => format!("{} You reached {number}: {task}.", styled(GOOD, "Yes.")),
            false => format!(
                "{} That is {number}: {task}. It counts.",
                styled(ODD, "Another goal.")
            ),
        };
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

    /// The text at an end that is no goal.
    pub(super) fn missed(&self) -> String {
        let back = "Take back steps with u, start again with r, or ask for a hint with h.";
        let rest = match self.goal() {
            Some(goal) => format!(
                "{} The goal is to {}. {back}",
                styled(ODD, "Not that."),
                goal.task(self.instance.noun())
            ),
            None => {
                "This execution is over. Take back steps with u, or start again with r.".to_owned()
            }
        };
        paragraph(&rest, 2, width())
    }

    /// The command that replays the schedule so far.
    pub(super) fn replay(&self, words: &str) -> String {
        let schedule = Schedule::new(self.walk.steps.clone()).to_string();
        let exercise = if self.options.exercise {
            "--exercise"
        } else {
            ""
        };
        let arguments = self.instance.typed();
        let replay = command(
            self.instance.lab(),
            &["replay", &schedule, exercise, &arguments],
        );
        labelled(&format!("  {words} "), &replay, width())
    }

    /// The text after the last goal.
    fn farewell(&mut self) -> String {
        self.left = true;
        let check = command(self.instance.lab(), &["check"]);
        let mut text = String::new();
        if self.goals.len() > 1 {
            text += "  That was the last goal.\n";
        }
        text += &format!(
            "  Next, the exercise:   {}\n",
            self.instance.lab().exercise()
        );
        text + &labelled("  and have it proved:   ", &check, width())
    }
}
