//! Rows 1 to 14: values and their order.

use std::sync::atomic::Ordering;
use std::time::Duration;

use racelab::process::{Error, EventKind, Pool, chunked};

use crate::support::{Gate, until};
use crate::tasks::{
    Raise, TOKENS, Token, add, identity, live_tokens, raise, square, tokens, wait_at,
};

pub(crate) fn row_01_apply() {
    let pool = Pool::new(2).unwrap();
    assert_eq!(pool.apply(square, (5,)), Ok(25));
    assert_eq!(pool.apply(add, (5, -2)), Ok(3));
    let arguments = Raise {
        base: 2,
        exponent: 10,
    };
    assert_eq!(pool.apply(raise, (arguments,)), Ok(1024));
}

pub(crate) fn row_02_map() {
    let pool = Pool::new(4).unwrap();
    let serial = |n| (0..n).map(square).collect::<Vec<_>>();
    assert_eq!(pool.map(square, 0..10), Ok(serial(10)));
    assert_eq!(pool.map(square, chunked(0..100, 20)), Ok(serial(100)));
    assert_eq!(pool.map(square, vec![3, 1, 2]), Ok(vec![9, 1, 4]));
}

pub(crate) fn row_03_map_order() {
    let pool = Pool::new(4).unwrap();
    let gate = Gate::new();
    let items = (0..4).map(|id| (gate.path(), id));
    let result = pool.starmap_async(wait_at, chunked(items, 1)).unwrap();
    // The last item is released first, and the next one only after it has finished.
    let mut visitors = gate.visitors(4);
    let mut finished = Vec::new();
    while let Some(visitor) = visitors.pop() {
        finished.push(visitor.id);
        drop(visitor);
        until("one more to finish", || finished_chunks(&pool) == finished);
    }
    assert_eq!(finished, [3, 2, 1, 0]);
    assert_eq!(result.get(), Ok(vec![0, 1, 2, 3]));
}

fn finished_chunks(pool: &Pool) -> Vec<u64> {
    let events = pool.events().into_iter();
    events
        .filter_map(|event| match event.kind {
            EventKind::Finished { chunk } => Some(chunk),
            _ => None,
        })
        .collect()
}

pub(crate) fn row_04_starmap() {
    let pool = Pool::new(4).unwrap();
    let pairs = |n| (0..n).map(|a| (a, 2 * a));
    let serial = |n| pairs(n).map(|(a, b)| a + b).collect::<Vec<_>>();
    assert_eq!(pool.starmap(add, pairs(10)), Ok(serial(10)));
    assert_eq!(pool.starmap(add, chunked(pairs(100), 20)), Ok(serial(100)));
    let later = pool.starmap_async(add, pairs(10)).unwrap();
    let chunks = pool.starmap_async(add, chunked(pairs(100), 20)).unwrap();
    assert_eq!(later.get(), Ok(serial(10)));
    assert_eq!(chunks.get(), Ok(serial(100)));
}

pub(crate) fn row_05_map_async() {
    let pool = Pool::new(4).unwrap();
    let result = pool.map_async(square, 0..10).unwrap();
    assert_eq!(result.get(), Ok((0..10).map(square).collect()));
}

pub(crate) fn row_06_async() {
    let pool = Pool::new(2).unwrap();
    let gate = Gate::new();
    // It returns although the task cannot end before the test lets it.
    let result = pool.apply_async(wait_at, (gate.path(), 7)).unwrap();
    let visitor = gate.visitor();
    assert!(!result.ready());
    std::thread::scope(|scope| {
        let getting = scope.spawn(|| result.get());
        assert!(!getting.is_finished());
        drop(visitor);
        assert_eq!(getting.join().unwrap(), Ok(7));
    });
}

pub(crate) fn row_07_imap() {
    let pool = Pool::new(4).unwrap();
    let mut squares = pool.imap(square, 0..10).unwrap();
    for i in 0..10 {
        assert_eq!(squares.next(), Some(Ok(square(i))));
    }
    assert_eq!(squares.next(), None);
    assert_eq!(squares.next(), None);
    let squares: Result<Vec<_>, _> = pool.imap(square, chunked(0..1000, 100)).unwrap().collect();
    assert_eq!(squares, Ok((0..1000).map(square).collect()));
    // A second wait for a result that is not there yet works.
    let gate = Gate::new();
    let path = gate.path();
    let mut held = pool.imap(hold, [path]).unwrap();
    let visitor = gate.visitor();
    let short = Duration::from_millis(1);
    assert_eq!(held.next_timeout(short), Some(Err(Error::Timeout)));
    drop(visitor);
    assert_eq!(held.next(), Some(Ok(1)));
    assert_eq!(held.next(), None);
}

/// A task of one argument that waits at a gate.
pub(crate) fn hold(gate: String) -> u64 {
    wait_at(gate, 1)
}

pub(crate) fn row_08_imap_unordered() {
    let pool = Pool::new(4).unwrap();
    for (items, size) in [(10, 1), (1000, 100)] {
        let squares = pool
            .imap_unordered(square, chunked(0..items, size))
            .unwrap();
        let mut squares: Vec<_> = squares.map(Result::unwrap).collect();
        squares.sort();
        assert_eq!(squares, (0..items).map(square).collect::<Vec<_>>());
    }
}

pub(crate) fn row_09_imap_unordered_completion() {
    let pool = Pool::new(3).unwrap();
    let gates: Vec<_> = (0..3).map(|_| Gate::new()).collect();
    let paths = gates.iter().map(Gate::path);
    let mut results = pool.imap_unordered(held_at, paths.enumerate()).unwrap();
    let mut visitors: Vec<_> = gates.iter().map(|gate| Some(gate.visitor())).collect();
    for next in [1, 2, 0] {
        visitors[next] = None;
        assert_eq!(results.next(), Some(Ok(next)));
    }
    assert_eq!(results.next(), None);
}

/// A task of one argument, a pair, that waits at a gate.
pub(crate) fn held_at((id, gate): (usize, String)) -> usize {
    wait_at(gate, 0);
    id
}

pub(crate) fn row_10_empty_iterable() {
    let pool = Pool::new(2).unwrap();
    let none = || std::iter::empty::<i64>();
    assert_eq!(pool.map(square, none()), Ok(vec![]));
    assert_eq!(pool.starmap(add, []), Ok(vec![]));
    assert_eq!(pool.map_async(square, none()).unwrap().get(), Ok(vec![]));
    assert_eq!(pool.imap(square, none()).unwrap().count(), 0);
    assert_eq!(pool.imap_unordered(square, none()).unwrap().count(), 0);
}

pub(crate) fn row_11_map_chunksize() {
    let pool = Pool::new(2).unwrap();
    let result = pool.map_async(square, chunked([], 1)).unwrap();
    assert_eq!(result.get_timeout(Duration::from_secs(30)), Ok(vec![]));
}

pub(crate) fn row_12_default_chunksize() {
    // ceil(10 / 8) = 2, ceil(17 / 8) = 3, and never less than 1.
    for (items, chunks) in [
        (10, vec![2, 2, 2, 2, 2]),
        (17, vec![2, 3, 3, 3, 3, 3]),
        (8, vec![1; 8]),
        (1, vec![1]),
    ] {
        let pool = Pool::new(2).unwrap();
        pool.map(identity, 0..items).unwrap();
        let mut sizes: Vec<_> = pool
            .events()
            .into_iter()
            .filter_map(|event| match event.kind {
                EventKind::Started { calls, .. } => Some(calls),
                _ => None,
            })
            .collect();
        sizes.sort();
        assert_eq!(sizes, chunks, "{items} items");
    }
}

/// A size of -1 does not compile: it is a `usize`.
pub(crate) fn row_13_chunksize_zero() {
    let pool = Pool::new(2).unwrap();
    let misuse = |error: Option<Error>| matches!(error, Some(Error::Misuse { .. }));
    assert!(misuse(pool.map(square, chunked(0..4, 0)).err()));
    assert!(misuse(pool.map_async(square, chunked(0..4, 0)).err()));
    assert!(misuse(pool.imap(square, chunked(0..4, 0)).err()));
    assert!(misuse(pool.imap_unordered(square, chunked(0..4, 0)).err()));
    assert!(misuse(pool.starmap(add, chunked([(1, 2)], 0)).err()));
    assert!(misuse(pool.starmap_async(add, chunked([(1, 2)], 0)).err()));
    assert_eq!(pool.map(square, 0..3), Ok(vec![0, 1, 4]));
}

pub(crate) fn row_14_release_task_refs() {
    let live = || TOKENS.load(Ordering::SeqCst);
    let pool = Pool::new(2).unwrap();
    let result = pool
        .map_async(tokens, (0..10).map(|_| Token::new()))
        .unwrap();
    // The arguments are dropped as soon as they are encoded.
    assert_eq!(live(), 0);
    let values = result.get().unwrap();
    assert_eq!(live(), 20);
    drop(values);
    // Neither the pool nor its workers keep a value.
    assert_eq!(live(), 0);
    for _ in 0..10 {
        assert_eq!(pool.apply(live_tokens, ()), Ok(0));
    }
}
