//! An exploration: its workers, and the results of all of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::collect::Collection;
use super::os_thread::{on_own_thread, result_of};
use super::program::Program;
use super::sharing::{Shared, Stop};
use super::worker::Worker;
use crate::explore::exploration::Exploration;
use crate::explore::limits::{MemoryModel, StoppedBy};
use crate::explore::runtime::Learned;
use crate::explore::settings::Settings;

/// The results of all workers together.
pub(in crate::explore) struct Found {
    pub(in crate::explore) collection: Collection,
    pub(in crate::explore) stopped_by: Option<StoppedBy>,
    /// The number of preemptions up to which a search by preemptions has covered all interleavings.
    pub(in crate::explore) preemptions: Option<usize>,
    /// The processor time of all workers together.
    pub(in crate::explore) processor_time: Duration,
}

impl Found {
    /// The results of a program that returned these values, each with its number.
    pub(in crate::explore) fn of_values<O: Ord>(
        mut self,
        values: BTreeMap<O, usize>,
        memory_model: MemoryModel,
    ) -> Exploration<O> {
        let mut numbered = self.collection.outcomes();
        let mut outcomes = BTreeMap::new();
        // Not `collect`: the compiler copies the whole of its sort and its tree for each type.
        for (value, number) in values {
            if let Some(outcome) = numbered.get_mut(number).and_then(Option::take) {
                outcomes.insert(value, outcome);
            }
        }
        let interleavings = self.collection.interleavings;
        Exploration {
            memory_model,
            executions: self.collection.executions,
            discarded: self.collection.discarded,
            interleavings: interleavings.filter(|_| self.stopped_by.is_none()),
            outcomes,
            failures: self.collection.failures(),
            stopped_by: self.stopped_by,
            preemptions: self.preemptions,
            processor_time: self.processor_time,
            graphs: self.collection.graphs,
            busiest: self.collection.busiest,
            gave_up_a_loop: self.collection.gave_up_a_loop,
        }
    }
}

/// Explores `program` on the number of OS threads in the settings.
pub(in crate::explore) fn explore(settings: &Settings, program: Arc<dyn Program>) -> Found {
    let budget = settings.budget();
    let mut learned = Learned::default();
    // The results, while only trials of loops are left.
    let mut explored: Option<Found> = None;
    loop {
        let shared = Arc::new(Shared::new(
            settings.clone(),
            budget.clone(),
            explored.is_some(),
        ));
        if let Some(watch) = &settings.watch {
            watch.begin();
        }
        let mut collection = Collection::new(settings.notes());
        for (seen, more) in work(&shared, &program, &learned) {
            learned.merge(more);
            collection.merge(seen);
        }
        let found = Found {
            collection,
            stopped_by: None,
            preemptions: None,
            processor_time: budget.spent(),
        };
        match (shared.stop(), explored.take()) {
            (Some(Stop::Restart), _) => {}
            (None, Some(_)) if learned.loops.keep_the_rest() => {}
            (_, Some(explored)) => {
                return Found {
                    processor_time: found.processor_time,
                    ..explored
                };
            }
            (Some(Stop::By(stopped_by)), None) => {
                return Found {
                    stopped_by: Some(stopped_by),
                    ..found
                };
            }
            (_, None) if learned.loops.has_trials_to_make() => explored = Some(found),
            (_, None) => return found,
        }
    }
}

/// Starts the workers, and waits for what each has seen and learned.
fn work(
    shared: &Arc<Shared>,
    program: &Arc<dyn Program>,
    learned: &Learned,
) -> Vec<(Collection, Learned)> {
    let start = |_| {
        let (shared, program) = (shared.clone(), program.clone());
        let learned = learned.clone();
        on_own_thread(move || {
            let mut worker = Worker::new(shared, learned);
            worker.work(&mut *program.runs());
            worker.finish()
        })
    };
    let threads: Vec<_> = (0..shared.settings.workers).map(start).collect();
    threads.into_iter().map(result_of).collect()
}
