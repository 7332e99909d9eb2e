//! Replays by many schedules.

use std::fmt::Debug;

use super::drive::{self, Known, Numbered};
use super::exploration::Replay;
use super::schedule::{Schedule, ScheduleError};
use super::settings::{Explorer, Settings};

/// Replays of a program by many schedules. Before a replay the explorer looks at some other
/// executions, to know which operations are steps; here only the first replay does.
///
/// The program may differ in its size, such as the number of its threads, but not in its code.
#[derive(Clone, Debug)]
pub struct Replays {
    settings: Settings,
    known: Known,
}

impl Explorer {
    /// Prepares replays of a program by many schedules.
    ///
    /// ```
    /// use racelab::explore::Explorer;
    /// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
    ///
    /// let program = |threads: u64| move || {
    ///     let last = Arc::new(AtomicU64::new(0));
    ///     let threads: Vec<_> = (1..=threads).map(|number| {
    ///         let last = Arc::clone(&last);
    ///         thread::spawn(move || last.store(number, Relaxed))
    ///     }).collect();
    ///     threads.into_iter().for_each(|thread| thread.join().unwrap());
    ///     last.load(Relaxed)
    /// };
    /// let mut replays = Explorer::new().replays();
    /// assert_eq!(replays.replay(&"AB".parse()?, program(2))?.outcome, Some(2));
    /// assert_eq!(replays.replay(&"CBA".parse()?, program(3))?.outcome, Some(1));
    /// # Ok::<(), racelab::explore::ScheduleError>(())
    /// ```
    pub fn replays(&self) -> Replays {
        Replays {
            settings: self.settings.clone(),
            known: Known::default(),
        }
    }
}

impl Replays {
    /// Runs `program` once, by `schedule`.
    ///
    /// # Errors
    ///
    /// As [`Explorer::replay`].
    pub fn replay<O, F>(
        &mut self,
        schedule: &Schedule,
        program: F,
    ) -> Result<Replay<O>, ScheduleError>
    where
        F: Fn() -> O + Send + Sync + 'static,
        O: Ord + Clone + Debug + Send + 'static,
    {
        let program = Numbered::new(program);
        let replay = drive::replay(&self.settings, &mut self.known, schedule, program.clone())?;
        Ok(Replay {
            outcome: replay.outcome.and_then(|number| program.value(number)),
            failures: replay.failures,
            execution: replay.execution,
        })
    }
}
