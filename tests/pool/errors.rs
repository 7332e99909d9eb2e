//! Rows 22 to 32: errors of tasks, of values and of iterators.

use std::panic::{self, AssertUnwindSafe};

use racelab::process::{Error, Panic, Pool, chunked};

use crate::support::{Gate, Scratch, outcome, program, text};
use crate::tasks::{
    PANIC_LINE, Undecodable, Unencodable, panic_at, panic_line, panic_long, panic_with_number,
    panic_without_hook, pid, square, square_or_note, take_undecodable, take_unencodable,
    undecodable, unencodable, wait_at,
};

fn panic_of<T: std::fmt::Debug>(result: Result<T, Error>) -> Panic {
    match result {
        Err(Error::Panicked(panic)) => panic,
        other => panic!("a panic expected: {other:?}"),
    }
}

pub(crate) fn row_22_traceback() {
    let pool = Pool::new(1).unwrap();
    assert_eq!(pool.apply(panic_line, ()), Ok(PANIC_LINE));
    let panic = panic_of(pool.apply(panic_at, (3, 3)));
    assert_eq!(panic.message, "3 is bad");
    assert_eq!(panic.line, PANIC_LINE);
    assert!(
        panic
            .file
            .as_ref()
            .unwrap()
            .ends_with("tests/pool/tasks.rs")
    );
    let place = format!("tasks.rs:{PANIC_LINE}: 3 is bad");
    assert!(panic.to_string().lines().next().unwrap().ends_with(&place));
    // A backtrace comes along when the environment asks for it.
    let mut traced = program("traceback", &[]);
    traced.env("RUST_BACKTRACE", "1");
    let (code, said, _) = outcome(traced);
    assert_eq!(code, Some(0));
    assert!(said.contains(&format!("tasks.rs:{PANIC_LINE}: 1 is bad")));
    assert!(
        said.lines().skip(1).any(|line| line.contains("panic_at")),
        "{said}"
    );
}

pub(crate) fn panics_of_every_kind_are_told() {
    let pool = Pool::new(1).unwrap();
    let worker = pool.apply(pid, ()).unwrap();
    let panic = panic_of(pool.apply(panic_with_number, ()));
    assert_eq!(panic.message, "(a panic whose payload is not text)");
    assert!(panic.line > 0);
    let panic = panic_of(pool.apply(panic_without_hook, ()));
    assert_eq!((panic.message.as_str(), panic.file), ("no hook", None));
    // All of this ran on the same worker.
    assert_eq!(pool.apply(pid, ()), Ok(worker));
}

pub(crate) fn row_24_map_no_failfast() {
    let pool = Pool::new(2).unwrap();
    let gate = Gate::new();
    // Item 1 fails while item 0 waits at the gate.
    let items = [(gate.path(), 0), (String::new(), 1), (String::new(), 2)];
    let result = pool
        .starmap_async(stand_or_fail, chunked(items, 1))
        .unwrap();
    let visitor = gate.visitor();
    crate::support::until("the failing items to be done", || finished(&pool) == 2);
    assert!(!result.ready());
    drop(visitor);
    assert_eq!(panic_of(result.get()).message, "item 1");
    // Long errors fill the sockets, and still no process waits for another.
    let length = 1 << 20;
    let long = pool
        .map_async(panic_long, chunked(vec![length; 20], 1))
        .unwrap();
    pool.close();
    assert_eq!(pool.join(), Ok(()));
    assert_eq!(panic_of(long.get()).message.len(), length);
}

fn finished(pool: &Pool) -> usize {
    let finished = |kind| matches!(kind, racelab::process::EventKind::Finished { .. });
    pool.events()
        .iter()
        .filter(|event| finished(event.kind))
        .count()
}

/// Waits at the gate if there is one.
pub(crate) fn stand_or_fail(gate: String, id: u64) -> u64 {
    assert!(!gate.is_empty(), "item {id}");
    wait_at(gate, id)
}

pub(crate) fn row_25_chunk_abort() {
    let pool = Pool::new(2).unwrap();
    let scratch = Scratch::new();
    let items = (0..8).map(|x| (scratch.path(), x));
    let panic = panic_of(pool.starmap(square_or_note, chunked(items, 4)));
    assert!(panic.message.contains("2 fails"));
    let mut ran = scratch.lines();
    ran.sort();
    // Item 3 follows item 2 in the same chunk.
    assert_eq!(ran, ["0", "1", "2", "4", "5", "6", "7"]);
}

pub(crate) fn row_26_imap_continues() {
    let pool = Pool::new(2).unwrap();
    let mut results = pool.imap(fail_at_two, 0..5).unwrap();
    assert_eq!(results.next(), Some(Ok(0)));
    assert_eq!(results.next(), Some(Ok(1)));
    assert_eq!(panic_of(results.next().unwrap()).message, "2 is bad");
    assert_eq!(results.next(), Some(Ok(3)));
    assert_eq!(results.next(), Some(Ok(4)));
    assert_eq!(results.next(), None);
}

pub(crate) fn fail_at_two(x: i64) -> i64 {
    panic_at(x, 2)
}

pub(crate) fn row_27_map_unencodable() {
    let pool = Pool::new(2).unwrap();
    let cannot = |error: Option<Error>| matches!(error, Some(Error::CannotEncode { what, .. }) if what.contains("Unencodable"));
    let items = || [1, 2, -3, 4].map(Unencodable);
    assert!(cannot(pool.map(take_unencodable, items()).err()));
    assert!(cannot(
        pool.apply(take_unencodable, (Unencodable(-1),)).err()
    ));
    // The others arrive one by one.
    let results: Vec<_> = pool.imap(take_unencodable, items()).unwrap().collect();
    assert_eq!(results.len(), 4);
    assert_eq!(
        (&results[0], &results[1], &results[3]),
        (&Ok(1), &Ok(2), &Ok(4))
    );
    assert!(cannot(results[2].clone().err()));
    assert_eq!(pool.apply(take_unencodable, (Unencodable(5),)), Ok(5));
}

pub(crate) fn row_28_unencodable_result() {
    let pool = Pool::new(1).unwrap();
    let worker = pool.apply(pid, ()).unwrap();
    for _ in 0..20 {
        let error = pool.apply(unencodable, (-1,)).unwrap_err();
        assert!(matches!(error, Error::CannotEncode { .. }));
    }
    assert_eq!(pool.apply(unencodable, (1,)), Ok(Unencodable(1)));
    assert_eq!(pool.apply(pid, ()), Ok(worker));
}

pub(crate) fn row_29_undecodable() {
    let pool = Pool::new(1).unwrap();
    let worker = pool.apply(pid, ()).unwrap();
    let cannot = |error: Option<Error>| matches!(error, Some(Error::CannotDecode { .. }));
    let bad = pool.apply_async(undecodable, (-1,)).unwrap();
    let good = pool.apply_async(undecodable, (1,)).unwrap();
    assert!(cannot(bad.get().err()));
    assert_eq!(bad.successful(), Ok(false));
    assert_eq!(good.get(), Ok(Undecodable(1)));
    // The same in the other direction.
    assert!(cannot(
        pool.apply(take_undecodable, (Undecodable(-1),)).err()
    ));
    assert_eq!(pool.apply(take_undecodable, (Undecodable(1),)), Ok(1));
    assert_eq!(pool.apply(pid, ()), Ok(worker));
}

/// An iterator over 0, 1, .. that panics at this item.
fn failing_at(bad: i64) -> impl Iterator<Item = i64> {
    (0..10).inspect(move |&x| assert_ne!(x, bad, "no item {bad}"))
}

/// The message of the panic of this call.
fn caught<T>(call: impl FnOnce() -> T) -> String {
    let payload = panic::catch_unwind(AssertUnwindSafe(call)).err();
    text(&*payload.expect("a panic"))
}

pub(crate) fn row_30_map_iterable_panics() {
    let pool = Pool::new(2).unwrap();
    for bad in [0, 3] {
        for size in [1, 2, 20] {
            let message = caught(|| pool.map(square, chunked(failing_at(bad), size)));
            assert!(message.contains(&format!("no item {bad}")));
        }
        caught(|| pool.map(square, failing_at(bad)));
        caught(|| drop(pool.map_async(square, failing_at(bad))));
        assert_eq!(pool.map(square, 0..3), Ok(vec![0, 1, 4]));
    }
    assert!(pool.most_at_work() >= 1);
}

pub(crate) fn row_31_imap_iterable_panics() {
    let pool = Pool::new(2).unwrap();
    // Complete chunks before the failure are delivered first.
    for (bad, size, before) in [(0, 1, 0), (3, 1, 3), (3, 2, 2), (7, 3, 6)] {
        let mut results = pool.imap(square, chunked(failing_at(bad), size)).unwrap();
        for x in 0..before {
            assert_eq!(results.next(), Some(Ok(x * x)));
        }
        let message = caught(|| results.next());
        assert!(message.contains(&format!("no item {bad}")));
        assert_eq!(results.next(), None);
    }
    assert_eq!(pool.map(square, 0..3), Ok(vec![0, 1, 4]));
}

pub(crate) fn row_32_imap_unordered_iterable_panics() {
    let pool = Pool::new(2).unwrap();
    for (bad, size) in [(0, 1), (3, 1), (7, 2)] {
        let mut results = pool
            .imap_unordered(square, chunked(failing_at(bad), size))
            .unwrap();
        let mut values = Vec::new();
        let message = caught(|| {
            values.extend(results.by_ref().map(Result::unwrap));
        });
        assert!(message.contains(&format!("no item {bad}")));
        // The panic in `extend` may have lost values, but produced no wrong ones.
        let valid: Vec<_> = (0..bad).map(square).collect();
        assert!(values.iter().all(|value| valid.contains(value)));
    }
    assert_eq!(pool.map(square, 0..3), Ok(vec![0, 1, 4]));
}

pub(crate) fn unregistered_functions_are_named() {
    fn stranger(x: i64) -> i64 {
        x
    }
    let pool = Pool::new(1).unwrap();
    let task = |error: Option<Error>| match error {
        Some(Error::NotRegistered { task }) => task,
        other => panic!("{other:?}"),
    };
    assert!(task(pool.apply(stranger, (1,)).err()).contains("stranger"));
    assert!(task(pool.map(|x: i64| x, [1]).err()).contains("closure"));
    let y = 5;
    assert!(task(pool.imap(move |x: i64| x + y, [1]).err()).contains("closure"));
    let mut process = racelab::process::Process::new(stranger).args((1,));
    assert!(task(process.start().err()).contains("stranger"));
}
