//! The student's own lines in an example.

use std::sync::{Arc, mpsc};

use parking_lot::Mutex;

use crate::explore::Execution;

use super::case::Case;
use super::patience::receive;

/// The file in which a student writes.
pub(crate) const EXERCISE: &str = "exercise.rs";

impl Case {
    /// The same execution, with the student's calls in place of operations in other files, as far
    /// as a replay finds them.
    pub(super) fn with_calls(&self, example: Execution) -> Execution {
        let steps = example.events.iter().filter(|event| event.step);
        let waiting = example.waiting.iter().map(|waiting| waiting.place);
        let mut places = steps.map(|event| event.place).chain(waiting);
        if places.all(|place| place.file_name() == EXERCISE) {
            return example;
        }
        match self.replayed(&example) {
            Some(told) if told.events.len() == example.events.len() => {
                let mut example = example;
                (example.events, example.waiting) = (told.events, told.waiting);
                example.races = told.races;
                example
            }
            _ => example,
        }
    }

    /// The sentence about what is wrong in the example, and the example, both with the student's
    /// calls.
    pub(super) fn told(&self, sentence: String, example: Execution) -> (String, Execution) {
        let races = example.races.clone();
        let example = self.with_calls(example);
        let mut told = races.iter().filter_map(|race| {
            let mut races = example.races.iter();
            let same = races.find(|r| (r.first, r.second) == (race.first, race.second))?;
            (race.sentence == sentence).then(|| same.sentence.clone())
        });
        (told.next().unwrap_or(sentence), example)
    }

    /// The same execution, run again; `None` if the replay does not end. It never ends if a thread
    /// asks for a lock of std that another one holds: the explorer does not see these locks.
    fn replayed(&self, example: &Execution) -> Option<Execution> {
        let (program, schedule) = (Arc::clone(&self.program), example.schedule.clone());
        let explorer = self.explorer.clone().calls_in(EXERCISE);
        let (ended, end) = mpsc::channel();
        let replayed = Arc::new(Mutex::new(None));
        let place = Arc::clone(&replayed);
        let replay = move || {
            let replay = explorer.replay(&schedule, move || program());
            *place.lock() = replay.ok().map(|replay| replay.execution);
            // Without a receiver there is no need for the result.
            let _ = ended.send(());
        };
        std::thread::Builder::new().spawn(replay).ok()?;
        receive(&end)?;
        replayed.lock().take()
    }
}
