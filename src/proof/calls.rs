//! The student's own lines in an example.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::explore::Execution;

use super::case::Case;

/// The file in which a student writes.
pub(crate) const EXERCISE: &str = "exercise.rs";

/// How long the check waits for a replay; most take a few hundredths of a second. A replay
/// comes to no end if a thread holds a lock of std, which the explorer does not see, where
/// another one asks for it. The parent stops a check that stands still for three seconds.
const PATIENCE: Duration = Duration::from_secs(2);

impl Case {
    /// The same execution with the student's lines that led to operations of other files, as
    /// far as a replay can tell.
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
                example
            }
            _ => example,
        }
    }

    fn replayed(&self, example: &Execution) -> Option<Execution> {
        let (program, schedule) = (Arc::clone(&self.program), example.schedule.clone());
        let explorer = self.explorer.clone().calls_in(EXERCISE);
        let (sender, receiver) = mpsc::channel();
        let replay = move || {
            let replay = explorer.replay(&schedule, move || program());
            // A replay that has taken too long finds the receiver gone.
            let _ = sender.send(replay.ok().map(|replay| replay.execution));
        };
        std::thread::Builder::new().spawn(replay).ok()?;
        receiver.recv_timeout(PATIENCE).ok().flatten()
    }
}
