//! What a method of a pool does: run, and read from the pool's log.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use labs::worker::{pool, sleep};
use racelab::process::{EventKind, Pool, Result, chunked};

/// A method, or a way to use one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Apply,
    ApplyAsync,
    /// `apply_async`, and each result is told to a callback.
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

/// In which order results came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// In that of the items.
    Asked,
    /// In that in which the tasks were finished, which was another one.
    Finished,
    /// In neither of the two.
    Neither,
}

/// What was seen of a method.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    /// How many arguments the function got in the worker.
    pub(crate) arguments: usize,
    /// How many workers were at work at the same time, of how many.
    pub(crate) at_work: (usize, usize),
    /// How many tasks were finished when the call returned, of how many that it asked
    /// for.
    pub(crate) done: (usize, usize),
    /// In which order the results came.
    pub(crate) order: Order,
}

impl Observed {
    pub(crate) fn is_blocking(&self) -> bool {
        self.done.0 == self.done.1
    }
}

/// How many arguments a task has got, and which item that was for.
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

/// Two items for each worker: their places, and how many units each takes. No two are
/// done at the same time, and the first is the last to be done.
fn items(processes: u64) -> Vec<(u64, u64)> {
    let long = (0..processes).map(|place| (place, (processes - place) * (processes + 1)));
    let short = (processes..2 * processes).map(|place| (place, 1));
    long.chain(short).collect()
}

/// Observes a method on a pool of so many processes. What may be the doing of a busy
/// machine is looked at again, with longer tasks.
pub(crate) fn observe(method: Method, processes: usize) -> Result<Observed> {
    let mut observed = run(method, processes, 4)?;
    for unit in [8, 32, 128] {
        let some = observed.at_work.0 > 1 && observed.at_work.0 < processes;
        // Whoever is let run late finds all done, even if nobody has waited.
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
    // Looked at as soon as the first call has returned.
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

/// What the method gives, in the order in which it does; `returned` is called when its
/// call has come back.
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
            // A result is there when its callback has run.
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

/// What a call of a method has given, which has just come back.
fn noted<T>(given: T, returned: &mut dyn FnMut()) -> T {
    returned();
    given
}

/// The places of the items whose tasks have been finished, in the order in which they
/// were: each is a chunk of its own, and chunks are numbered as they were asked for.
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
