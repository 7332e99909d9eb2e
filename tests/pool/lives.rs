//! Rows 33 to 46: the starts and ends of pools and workers.

use std::collections::HashMap;
use std::io::Read;
use std::process::Stdio;

use racelab::process::{Error, EventKind, Pool, chunked};

use crate::support::{Gate, Scratch, is_reaped, outcome, program, until, wait_ready};
use crate::tasks::{add, identity, nested_pool, note_pid, note_pid_and_fail, pid, square, wait_at};

fn is_misuse<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Misuse { .. }))
}

/// A negative number does not compile: it is a `usize`.
pub(crate) fn row_33_make_pool() {
    assert!(is_misuse(Pool::new(0)));
    let pool = Pool::new(3).unwrap();
    assert_eq!(pool.pids().len(), 3);
    let pids = wait_ready(&pool, 3);
    assert!(pids.iter().all(|pid| pool.pids().contains(pid)));
}

pub(crate) fn row_34_release_unused_processes() {
    let (code, said, errors) = outcome(program("too_few_files", &[]));
    assert_eq!(code, Some(0), "{errors}");
    let said: Vec<_> = said.lines().collect();
    assert!(said[0].starts_with("cannot start a process: "), "{said:?}");
    // The fourth name: the elder has none yet. No child, no zombie and no file is left.
    assert_eq!(said[1..], ["Process-4", "0", "true", "true"]);
}

pub(crate) fn row_35_terminate() {
    let pool = Pool::new(2).unwrap();
    let gate = Gate::new();
    let items = (0..10_000).map(|id| (gate.path(), id));
    let result = pool.starmap_async(wait_at, chunked(items, 1)).unwrap();
    let visitors = gate.visitors(2);
    pool.terminate();
    assert_eq!(pool.join(), Ok(()));
    assert_eq!(result.get(), Err(Error::Terminated));
    // No task was released before.
    drop(visitors);
}

pub(crate) fn row_36_context() {
    let pool = Pool::new(2).unwrap();
    let gate = Gate::new();
    let result = pool.apply_async(wait_at, (gate.path(), 0)).unwrap();
    let mut stream = pool.imap(square, 0..).unwrap();
    let mut visitor = gate.visitor();
    drop(pool);
    assert!(visitor.is_gone());
    assert_eq!(result.get(), Err(Error::Terminated));
    // Results that were finished before are still delivered; then the error comes.
    let last = stream.find_map(Result::err);
    assert_eq!(last, Some(Error::Terminated));
}

pub(crate) fn row_38_wrong_order() {
    let pool = Pool::new(1).unwrap();
    assert!(is_misuse(pool.join()));
    pool.close();
    pool.close();
    assert_eq!(pool.apply(square, (1,)), Err(Error::Closed));
    assert_eq!(pool.map(square, [1]), Err(Error::Closed));
    assert_eq!(pool.starmap(add, [(1, 1)]), Err(Error::Closed));
    assert_eq!(pool.imap(square, [1]).err(), Some(Error::Closed));
    assert_eq!(pool.join(), Ok(()));
    assert_eq!(pool.join(), Ok(()));
    pool.terminate();
    pool.terminate();
    pool.close();
    assert_eq!(pool.join(), Ok(()));
    assert_eq!(pool.apply(square, (1,)), Err(Error::Terminated));
}

pub(crate) fn row_39_close_then_join() {
    let pool = Pool::new(2).unwrap();
    let gate = Gate::new();
    let held = pool.apply_async(wait_at, (gate.path(), 7)).unwrap();
    let visitor = gate.visitor();
    let queued = pool.map_async(identity, chunked(0..100, 1)).unwrap();
    pool.close();
    drop(visitor);
    assert_eq!(pool.join(), Ok(()));
    assert!(held.ready() && queued.ready());
    assert_eq!(held.get(), Ok(7));
    assert_eq!(queued.get(), Ok((0..100).collect()));
}

pub(crate) fn row_40_drop_leaves_nothing() {
    let pool = Pool::new(3).unwrap();
    let gate = Gate::new();
    let result = pool.apply_async(wait_at, (gate.path(), 0)).unwrap();
    let pids = wait_ready(&pool, 3);
    let visitor = gate.visitor();
    assert!(pids.iter().all(|&pid| !is_reaped(pid)));
    drop(pool);
    // There is neither a process nor a zombie, and no thread waits in vain.
    assert!(pids.iter().all(|&pid| is_reaped(pid)));
    assert_eq!(result.get(), Err(Error::Terminated));
    drop(visitor);
}

pub(crate) fn row_41_exit_with_open_pool() {
    let gate = Gate::new();
    let mut command = program("open_pool", &[&gate.path()]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut visitor = gate.visitor();
    drop(child.stdin.take());
    // The program ends although its worker has not; then the worker ends.
    assert!(child.wait().unwrap().success());
    assert!(visitor.is_gone());
    let mut errors = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert_eq!(errors, "");
}

/// How many chunks and items each worker got.
fn work(pool: &Pool) -> HashMap<u32, (u32, u32)> {
    let mut work = HashMap::new();
    for event in pool.events() {
        if let EventKind::Started { calls, .. } = event.kind {
            let (chunks, items) = work.entry(event.pid).or_default();
            *chunks += 1;
            *items += calls;
        }
    }
    work
}

pub(crate) fn row_42_worker_lifetime() {
    let pool = Pool::builder()
        .processes(3)
        .maxtasksperchild(10)
        .start()
        .unwrap();
    let first = pool.pids();
    let results: Vec<_> = (0..100)
        .map(|x| pool.apply_async(square, (x,)).unwrap())
        .collect();
    for (x, result) in (0..).zip(&results) {
        assert_eq!(result.get(), Ok(square(x)));
    }
    let work_of = work(&pool);
    assert!(work_of.values().all(|&(chunks, _)| chunks <= 10));
    assert!(work_of.len() >= 10);
    until("all workers to be new", || {
        pool.pids().iter().all(|pid| !first.contains(pid))
    });
    // Chunks are counted, not items.
    let pool = Pool::builder()
        .processes(2)
        .maxtasksperchild(2)
        .start()
        .unwrap();
    assert_eq!(
        pool.map(square, chunked(0..100, 20)),
        Ok((0..100).map(square).collect())
    );
    assert!(work(&pool).values().all(|&(chunks, _)| chunks <= 2));
    assert!(work(&pool).values().any(|&(_, items)| items >= 20));
}

pub(crate) fn row_43_worker_lifetime_early_close() {
    let pool = Pool::builder()
        .processes(3)
        .maxtasksperchild(1)
        .start()
        .unwrap();
    let gate = Gate::new();
    let items = (0..6).map(|id| (gate.path(), id));
    let result = pool.starmap_async(wait_at, chunked(items, 1)).unwrap();
    let visitors = gate.visitors(3);
    pool.close();
    drop(visitors);
    drop(gate.visitors(3));
    assert_eq!(pool.join(), Ok(()));
    assert_eq!(result.get(), Ok((0..6).collect()));
    assert_eq!(work(&pool).len(), 6);
}

/// -1, 0.5 and "12" do not compile: it is a `usize`.
pub(crate) fn row_44_maxtasksperchild_invalid() {
    let started = Pool::builder().processes(1).maxtasksperchild(0).start();
    assert!(is_misuse(started));
}

pub(crate) fn row_45_initializer() {
    let scratch = Scratch::new();
    let builder = || Pool::builder().processes(3);
    let pool = builder()
        .initializer(note_pid, (scratch.path(),))
        .start()
        .unwrap();
    let mut pids = wait_ready(&pool, 3);
    for _ in 0..20 {
        pool.apply(pid, ()).unwrap();
    }
    let mut noted: Vec<u32> = scratch
        .lines()
        .iter()
        .map(|line| line.parse().unwrap())
        .collect();
    noted.sort();
    pids.sort();
    assert_eq!(noted, pids);

    // With an initializer that fails, the pool reports why, after a few starts and no more.
    let scratch = Scratch::new();
    let pool = builder()
        .initializer(note_pid_and_fail, (scratch.path(),))
        .start()
        .unwrap();
    let waiting = pool.apply_async(square, (1,));
    let error = waiting.and_then(|result| result.get()).unwrap_err();
    let Error::Broken { why } = &error else {
        panic!("{error}");
    };
    assert!(why.contains("the initializer does not want to"), "{why}");
    assert_eq!(pool.apply(square, (1,)), Err(error));
    pool.close();
    assert_eq!(pool.join(), Ok(()));
    let starts = scratch.lines().len();
    assert!((3..=20).contains(&starts), "{starts}");
}

pub(crate) fn row_46_nested_pool() {
    let pool = Pool::new(1).unwrap();
    let (for_pool, for_process) = pool.apply(nested_pool, ()).unwrap();
    assert!(for_pool.contains("not allowed to have children"));
    assert!(for_process.contains("not allowed to have children"));
}
