//! The sentences around the rows: the initial values, the effects of weak memory, the result.

use super::super::screen::{WIDTH, columns, paragraph};
use super::Lanes;
use crate::view::counted;

impl Lanes<'_> {
    /// What each object holds before the first step: `x = 0, y = 0`.
    pub(super) fn initial(&self) -> Option<String> {
        let objects = self.objects().into_iter();
        let values: Vec<String> = objects
            .filter_map(|o| {
                let object = &self.execution.objects[o];
                Some(format!("{} = {}", object.name, object.initial?))
            })
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Which steps race, as a sentence.
    pub(super) fn race_in_words(&self) -> Option<String> {
        let [first, second] = self.race()?;
        Some(format!(
            "Steps {first} and {second} race: nothing makes them come in this order."
        ))
    }

    /// The effects that only weak memory explains, in words.
    pub(super) fn explanations(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        for (at, (_, event)) in self.numbered().enumerate() {
            let letter = self.execution.threads[event.thread].letter;
            let object = event.object.map_or("", |o| &self.execution.objects[o].name);
            if let Some((read, newer)) = event.read.as_ref().and_then(|r| Some((r, r.newer?))) {
                sentences.push(format!(
                    "Step {}: {letter} reads an older value of {object}, {}, though {} \
                     already; nothing orders that write before this read.",
                    at + 1,
                    read.value,
                    self.writing(newer)
                ));
            }
            if let Some(written) = event.written.as_ref().filter(|w| w.behind > 0) {
                sentences.push(format!(
                    "Step {}: {letter}'s {} takes a place before {} made earlier: nothing \
                     orders them, so {object} may keep the other value.",
                    at + 1,
                    written.value,
                    counted(written.behind as u64, "write")
                ));
            }
        }
        if !self.execution.interleaved {
            sentences.push("No interleaving of the steps shows this; weak memory does.".to_owned());
        } else if !sentences.is_empty() {
            let sentence = "In another order the same execution needs no weak memory.";
            sentences.push(sentence.to_owned());
        }
        sentences
    }

    /// `B wrote 1 at step 2`.
    fn writing(&self, write: usize) -> String {
        let event = &self.execution.events[write];
        let letter = self.execution.threads[event.thread].letter;
        let value = event.written.as_ref().map(|w| w.value.to_string());
        let value = value.unwrap_or_default();
        match self.step_of(write) {
            Some(step) => format!("{letter} wrote {value} at step {step}"),
            None => format!("{letter} wrote {value}"),
        }
    }

    /// The ending and the schedule, on one line if they fit.
    pub(super) fn last_line(&self) -> String {
        let schedule = self.execution.schedule.to_string();
        if schedule.is_empty() || self.steps() > self.most {
            return paragraph(&self.ending, 2, self.width);
        }
        let schedule = format!("schedule {schedule}");
        let left = 2 + columns(&self.ending);
        match self.width.checked_sub(left + 2 + columns(&schedule)) {
            Some(spare) => {
                let spare = spare.min(WIDTH.saturating_sub(left + 2 + columns(&schedule)));
                let gap = if self.ending.is_empty() { 0 } else { spare + 2 };
                format!("  {}{}{schedule}\n", self.ending, " ".repeat(gap))
            }
            None => format!("{}  {schedule}\n", paragraph(&self.ending, 2, self.width)),
        }
    }
}
