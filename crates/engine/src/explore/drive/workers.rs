//! An exploration: its workers, and the results of all of them.

use std::collections::{BTreeMap, btree_map::Entry};
use std::sync::Arc;
use std::time::Duration;

use super::collect::Collection;
use super::os_thread::{on_own_thread, result_of};
use super::program::Program;
use super::sharing::{Shared, Stop};
use super::tally::Tally;
use super::worker::Worker;
use crate::explore::limits::StoppedBy;
use crate::explore::runtime::Learned;
use crate::explore::settings::Settings;

/// The results of all workers together.
pub(in crate::explore) struct Found<O> {
    pub(in crate::explore) collection: Collection,
    /// The outcomes with their numbers.
    pub(in crate::explore) outcomes: BTreeMap<O, Tally>,
    pub(in crate::explore) stopped_by: Option<StoppedBy>,
    /// The number of preemptions up to which a search by preemptions has covered all interleavings.
    pub(in crate::explore) preemptions: Option<usize>,
    /// The processor time of all workers together.
    pub(in crate::explore) processor_time: Duration,
}

/// The results of one worker.
struct Seen<O> {
    collection: Collection,
    numbers: BTreeMap<O, usize>,
    learned: Learned,
}

/// Explores `program` on the number of OS threads in the settings.
pub(in crate::explore) fn explore<O, F>(settings: &Settings, program: F) -> Found<O>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let program = Arc::new(program);
    let budget = settings.budget();
    let mut learned = Learned::default();
    // The results, while only trials of loops are left.
    let mut explored: Option<Found<O>> = None;
    loop {
        let shared = Arc::new(Shared::new(
            settings.clone(),
            budget.clone(),
            explored.is_some(),
        ));
        if let Some(watch) = &settings.watch {
            watch.begin();
        }
        let seen = start(&shared, &program, &learned);
        let mut found = Found::new(settings);
        for report in seen {
            learned.merge(report.learned);
            found.add(report.collection, report.numbers);
        }
        found.processor_time = budget.spent();
        match (shared.stop(), explored.take()) {
            (Some(Stop::Restart), _) => {}
            (None, Some(_)) if learned.loops.keep_the_rest() => {}
            (_, Some(explored)) => {
                let processor_time = found.processor_time;
                return Found {
                    processor_time,
                    ..explored
                };
            }
            (Some(Stop::By(stopped_by)), None) => {
                found.stopped_by = Some(stopped_by);
                return found;
            }
            (_, None) if learned.loops.has_trials_to_make() => explored = Some(found),
            (_, None) => return found,
        }
    }
}

impl<O: Ord> Found<O> {
    pub(in crate::explore) fn new(settings: &Settings) -> Self {
        Self {
            collection: Collection::new(settings.notes()),
            outcomes: BTreeMap::new(),
            stopped_by: None,
            preemptions: None,
            processor_time: Duration::ZERO,
        }
    }

    /// Adds the results of a worker, which gave the outcomes these `numbers`.
    pub(in crate::explore) fn add(&mut self, collection: Collection, numbers: BTreeMap<O, usize>) {
        let mut tallies: Vec<_> = self
            .collection
            .merge(collection)
            .into_iter()
            .map(Some)
            .collect();
        for (value, number) in numbers {
            // A value that only failed executions returned does not count.
            if let Some(tally) = tallies.get_mut(number).and_then(Option::take) {
                match self.outcomes.entry(value) {
                    Entry::Vacant(entry) => {
                        entry.insert(tally);
                    }
                    Entry::Occupied(mut entry) => {
                        entry.get_mut().merge(tally);
                    }
                }
            }
        }
    }
}

/// Starts the workers and waits for their reports.
fn start<O, F>(shared: &Arc<Shared>, program: &Arc<F>, learned: &Learned) -> Vec<Seen<O>>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let start = |_| {
        let (shared, program) = (shared.clone(), program.clone());
        let learned = learned.clone();
        on_own_thread(move || work(&shared, &program, learned))
    };
    let threads: Vec<_> = (0..shared.settings.workers).map(start).collect();
    threads.into_iter().map(result_of).collect()
}

/// The part of a worker that depends on the type of the outcome. It is as small as possible,
/// because the compiler compiles it with the caller.
fn work<O, F>(shared: &Arc<Shared>, program: &Arc<F>, learned: Learned) -> Seen<O>
where
    F: Fn() -> O + Send + Sync + 'static,
    O: Ord + Send + 'static,
{
    let program = Program::new(program.clone());
    let mut numbers = BTreeMap::new();
    let mut worker = Worker::new(shared.clone(), learned);
    let mut body = || program.body();
    let mut number = || {
        let value = program.take()?;
        let next = numbers.len();
        Some(*numbers.entry(value).or_insert(next))
    };
    worker.work(&mut body, &mut number);
    let (collection, learned) = worker.finish();
    Seen {
        collection,
        numbers,
        learned,
    }
}
