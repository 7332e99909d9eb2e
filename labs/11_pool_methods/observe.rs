//! Observes what a method of a pool does: it runs the method, and reads the pool's log.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use labs::worker::{pool, sleep};
use racelab::process::{EventKind, Pool, Result, chunked};

/// A method, or a way to use one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Apply,
    ApplyAsync,
    /// `apply_async`, with a callback for each result.
    Callback,
    Map,
    MapAsync,
    Starmap,
    Imap,
    ImapUnordered,
}

/// All of them, the notebook's first.
pub(crate) const METHODS: [Method; 8] = [
    Method::Apply,
    Method::ApplyAsync,
    Method::Callback,
    Method::Map,
    Method::MapAsync,
    Method::Starmap,
    Method::Imap,
    Method::ImapUnordered,
];

/// The order in which results came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// The results came in the order of the items.
    Asked,
    /// The results came in the order in which the tasks finished, which was another one.
    Finished,
    /// The results came in neither of these two orders.
    Neither,
}

/// The observations of a method.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    /// How many arguments the function got in the worker.
    pub(crate) arguments: usize,
    /// How many workers were at work at the same time, of how many.
    pub(crate) at_work: (usize, usize),
    /// How many tasks were finished when the call returned, of how many that it asked
    /// for.
    pub(crate) done: (usize, usize),
    /// The order in which the results came.
    pub(crate) order: Order,
}

impl Observed {
    pub(crate) fn is_blocking(&self) -> bool {
        self.done.0 == self.done.1
    }
}

/// How many arguments a task got, and the place of its item.
type Arrived = (usize, u64);

/// A task of one argument, which is a pair.
pub(crate) fn one(pair: (u64, u64)) -> Arrived {
    let (place, units) = pair;
    arrived(&[&pair], place, units)
}

/// A task of two arguments.
pub(crate) fn two(place: u64, units: u64) -> Arrived {
    arrived(&[&place, &units], place, units)
}

fn arrived(arguments: &[&dyn Debug], place: u64, units: u64) -> Arrived {
    sleep(2 * units);
    (arguments.len(), place)
}

/// Two items for each worker: their places, and how many units of time each takes. No two tasks
/// finish at the same time, and the first item's task finishes last.
fn items(processes: u64) -> Vec<(u64, u64)> {
    let long = (0..processes).map(|place| (place, (processes - place) * (processes + 1)));
    let short = (processes..2 * processes).map(|place| (place, 1));
    long.chain(short).collect()
}

/// Observes a method on a pool of `processes` processes. If a busy machine may be the reason for an
/// observation, it repeats it with longer tasks.
pub(crate) fn observe(method: Method, processes: usize) -> Result<Observed> {
    let mut observed = run(method, processes, 4)?;
    for unit in [8, 32, 128] {
        let some = observed.at_work.0 > 1 && observed.at_work.0 < processes;
        // A caller scheduled late finds every task finished, even if the call did not wait.
        let all_done = observed.is_blocking() && unit == 8;
        if !some && !all_done && observed.order != Order::Neither {
            break;
        }
        observed = run(method, processes, unit)?;
    }
    Ok(observed)
}

fn run(method: Method, processes: usize, unit: u64) -> Result<Observed> {
    let pool = pool(processes, unit, false)?;
    let items = items(processes as u64);
    let asked = if is_one_call(method) { items.len() } else { 1 };
    // Read as soon as the first call has returned.
    let mut done = None;
    let mut returned = || {
        done.get_or_insert_with(|| finished(&pool).len());
    };
    let arrived = results(method, &pool, &items, &mut returned)?;
    let finished = finished(&pool);
    let observed = Observed {
        arguments: arrived.first().map_or(0, |(arguments, _)| *arguments),
        at_work: (pool.most_at_work(), processes),
        done: (done.unwrap_or(0), asked),
        order: order(&arrived, &finished),
    };
    pool.close();
    pool.join()?;
    Ok(observed)
}

/// Whether a call of the method asks for all items.
fn is_one_call(method: Method) -> bool {
    !matches!(
        method,
        Method::Apply | Method::ApplyAsync | Method::Callback
    )
}

/// The results of the method, in the order in which they come; it calls `returned` when the
/// method's call has returned.
fn results(
    method: Method,
    pool: &Pool,
    items: &[(u64, u64)],
    returned: &mut dyn FnMut(),
) -> Result<Vec<Arrived>> {
    let all = chunked(items.to_vec(), 1);
    match method {
        Method::Apply => {
            let results = items
                .iter()
                .map(|&item| noted(pool.apply(two, item), returned));
            results.collect()
        }
        Method::ApplyAsync => {
            let asked = items
                .iter()
                .map(|&item| noted(pool.apply_async(two, item), returned));
            let asked = asked.collect::<Result<Vec<_>>>()?;
            asked.iter().map(|result| result.get()).collect()
        }
        Method::Callback => {
            let heard = Arc::new(Mutex::new(Vec::new()));
            let asked = items.iter().map(|&item| {
                let heard = Arc::clone(&heard);
                let result = noted(pool.apply_async(two, item), returned);
                Ok(result?.callback(move |arrived| {
                    heard.lock().expect("pushing does not panic").push(arrived);
                }))
            });
            let asked = asked.collect::<Result<Vec<_>>>()?;
            // `get` returns only after the callback of its result.
            asked.iter().try_for_each(|result| result.get().map(drop))?;
            let heard = heard.lock().expect("pushing does not panic");
            Ok(heard.clone())
        }
        Method::Map => noted(pool.map(one, all), returned),
        Method::MapAsync => noted(pool.map_async(one, all), returned)?.get(),
        Method::Starmap => noted(pool.starmap(two, all), returned),
        Method::Imap => noted(pool.imap(one, all), returned)?.collect(),
        Method::ImapUnordered => noted(pool.imap_unordered(one, all), returned)?.collect(),
    }
}

/// The value that a call of a method has just returned.
fn noted<T>(given: T, returned: &mut dyn FnMut()) -> T {
    returned();
    given
}

/// The places of the items whose tasks have finished, in the order of their ends: each task is
/// a chunk of its own, and chunks have numbers in the order in which they were asked for.
fn finished(pool: &Pool) -> Vec<u64> {
    let events = pool.events().into_iter();
    let finished = events.filter_map(|event| match event.kind {
        EventKind::Finished { chunk } => Some(chunk),
        _ => None,
    });
    finished.collect()
}

fn order(arrived: &[Arrived], finished: &[u64]) -> Order {
    let places: Vec<u64> = arrived.iter().map(|(_, place)| *place).collect();
    if places.is_sorted() {
        Order::Asked
    } else if places == finished {
        Order::Finished
    } else {
        Order::Neither
    }
}
