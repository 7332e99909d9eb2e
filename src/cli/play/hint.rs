//! A hint: the thread to step next and the reason; or that it is too late.

use crate::explore::{FailureKind, Mark, Schedule, Standing, Step, letter};
use crate::proof::Returned;
use crate::view::counted;
use crate::view::screen::{ODD, paragraph, styled, width};
use crate::view::situation;

use super::super::demonstration::Goal;
use super::reason::reason;
use super::table::Table;
use super::walk::{Walk, Way};

impl Table {
    /// A hint for the player's current state.
    pub(super) fn hint(&self) -> String {
        let Some(goal) = self.wanted() else {
            return paragraph(&self.task(), 2, width());
        };
        let hint = hint(self, goal);
        paragraph(&format!("{} {hint}", styled(ODD, "Hint:")), 2, width())
    }

    /// Finds a way to the goal: from the current state, or else from the start.
    pub(super) fn show(&mut self) -> String {
        let Some(goal) = self.wanted() else {
            return paragraph(&self.task(), 2, width());
        };
        let mut text = String::new();
        let mut way = self.way(goal, &self.walk);
        if !matches!(way, Way::Found { .. }) && !self.walk.steps.is_empty() {
            text += "  From here there is no way, so back to the start.\n\n";
            self.go_to(Vec::new());
            text += &self.situation();
            way = self.way(goal, &self.walk);
        }
        let Way::Found { steps, shortest } = way else {
            return text + &self.wrong("the search for a way took too long");
        };
        self.shown_from.get_or_insert(self.walk.steps.len());
        let schedule = Schedule::new(steps.clone());
        self.plan = steps.into();
        let left = counted(self.plan.len() as u64, "step");
        let which = if shortest { "The shortest" } else { "A" };
        text += &paragraph(&format!("{which} way is {left}: {schedule}."), 2, width());
        text + &self.shown_next()
    }
}

/// A hint towards the goal with this number, in a few sentences.
pub(super) fn hint(table: &Table, goal: usize) -> String {
    let steps = match table.way(goal, &table.walk) {
        Way::Found { steps, .. } => steps,
        Way::Unknown => {
            return "There is too much to search from here. Start again with r.".to_owned();
        }
        Way::None => return too_late(table, goal),
    };
    let Some(&first) = steps.first() else {
        return "You are there.".to_owned();
    };
    let typed = Schedule::new(vec![first]).to_string();
    let next = match table.walk.situation.threads.get(usize::from(first.thread)) {
        Some(Standing::Ready { next, .. }) => format!(" for its next step: {next}"),
        _ => String::new(),
    };
    let mut sentences = vec![format!("Type {typed}{next}.")];
    sentences.extend(of_mark(&first));
    let mut there = table.walk.steps.clone();
    there.extend(&steps);
    if let Ok(end) = table.game.walk(there) {
        let execution = &end.situation.execution;
        let step = table.walk.situation.execution.events.len();
        sentences.push(reason(execution, step));
        sentences.extend(of_the_end(&table.goals[goal], &end));
    }
    let left = counted(steps.len() as u64, "step");
    sentences.push(format!("The goal is {left} away."));
    sentences.join(" ")
}

/// The choice that a mark stands for, in words.
fn of_mark(step: &Step) -> Option<String> {
    let who = letter(usize::from(step.thread));
    Some(match step.mark? {
        Mark::Woke(whom) => {
            let whom = letter(usize::from(whom));
            format!("Of the waiting threads, {who} wakes {whom}.")
        }
        // The sentence about the read says already that the value is older.
        Mark::Older(_) => return None,
        Mark::Behind(_) => {
            "Nothing orders this write behind another one, so it may take its place before it."
                .to_owned()
        }
        Mark::Spurious => "This time it ends or fails spuriously.".to_owned(),
    })
}

/// The threads that wait where the goal is reached, if the goal is that they wait.
fn of_the_end(goal: &Goal<Returned>, end: &Walk) -> Option<String> {
    let waits = |kind: &_| matches!(kind, FailureKind::Deadlock | FailureKind::Livelock);
    let kind = goal.kind().filter(waits)?;
    let failure = end.situation.failures.iter().find(|f| f.kind == kind)?;
    Some(format!("At the end {}.", failure.message))
}

/// Says that the goal cannot be reached any more, and which step made it so.
fn too_late(table: &Table, goal: usize) -> String {
    let walk = &table.walk;
    let made = walk.steps.len();
    for kept in (0..made).rev() {
        let Ok(earlier) = table.game.walk(walk.steps[..kept].to_vec()) else {
            break;
        };
        match table.way(goal, &earlier) {
            Way::None => {}
            Way::Unknown => break,
            Way::Found { .. } => {
                let execution = &walk.situation.execution;
                let step = situation::step(execution, kept + 1).unwrap_or_default();
                let back = match made - kept {
                    1 => "Take it back with u.".to_owned(),
                    n => format!("Take back {n} steps, with u {n} times, or start again with r."),
                };
                return format!(
                    "From here the goal cannot be reached any more. Until step {}, {step}, it \
                     could. {back}",
                    kept + 1
                );
            }
        }
    }
    "From here the goal cannot be reached any more. Start again with r.".to_owned()
}
