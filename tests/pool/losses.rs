//! Rows 47 to 55: workers, parents and messages that are lost or too large.
//! In nearly all of these cases Python's pool hangs.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::channel;

use racelab::process::{Error, EventKind, Pool, chunked};
use rustix::process::Signal;

use crate::support::{
    Gate, is_reaped, is_running, kill, outcome, program, ready_workers, signal, until, wait_ready,
};
use crate::tasks::{
    LOCK, abort, count_fds, echo, exit_with, grandchild_then_abort, identity, square, take_lock,
    wait_at,
};
use crate::thorough::sample;

pub(crate) fn row_47_kill_busy() {
    let pool = Pool::new(2).unwrap();
    let gate = Gate::new();
    let stand = |id| pool.apply_async(wait_at, (gate.path(), id)).unwrap();
    let (first, second) = (stand(0), stand(1));
    let visitors = gate.visitors(2);
    let (third, fourth) = (stand(2), stand(3));
    let lost = visitors[0].pid;
    kill(lost);
    let exitcode = Some(-9);
    assert_eq!(
        first.get(),
        Err(Error::WorkerLost {
            pid: lost,
            exitcode
        })
    );
    assert!(is_reaped(lost));
    // Another worker took the seat and runs the waiting tasks; the second task
    // was not affected.
    let third_visitor = gate.visitor();
    assert!(third_visitor.pid != lost && third_visitor.pid != visitors[1].pid);
    assert!(!second.ready());
    drop((visitors, third_visitor));
    drop(gate.visitor());
    assert_eq!(
        (second.get(), third.get(), fourth.get()),
        (Ok(1), Ok(2), Ok(3))
    );
    pool.close();
    assert_eq!(pool.join(), Ok(()));
}

pub(crate) fn row_48_kill_idle() {
    let pool = Pool::new(3).unwrap();
    for _ in 0..20 {
        for pid in wait_ready(&pool, 3) {
            kill(pid);
        }
        // Whether or not they were sent to dead workers, none had been started.
        let squares = pool.map(square, chunked(0..10, 1));
        assert_eq!(squares, Ok((0..10).map(square).collect()));
    }
}

pub(crate) fn idle_workers_are_replaced_without_being_asked() {
    let pool = Pool::new(2).unwrap();
    let before = wait_ready(&pool, 2);
    kill(before[0]);
    until("the worker to be replaced", || {
        is_reaped(before[0]) && pool.pids().len() == 2 && !pool.pids().contains(&before[0])
    });
    let ended = pool
        .events()
        .into_iter()
        .find_map(|event| match event.kind {
            EventKind::Ended { exitcode } => Some((event.pid, exitcode)),
            _ => None,
        });
    assert_eq!(ended, Some((before[0], Some(-9))));
}

pub(crate) fn row_49_exit_abort_overflow() {
    let pool = Pool::new(2).unwrap();
    let gate = Gate::new();
    // This task waits at the gate all the time, so its end cannot reveal the losses.
    let held = pool.apply_async(wait_at, (gate.path(), 1)).unwrap();
    let visitor = gate.visitor();
    let lost = |error: Option<Error>| match error {
        Some(Error::WorkerLost { exitcode, .. }) => exitcode.unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(lost(pool.apply(exit_with, (3,)).err()), 3);
    assert_eq!(lost(pool.apply(exit_with, (0,)).err()), 0);
    assert_eq!(lost(pool.apply(abort, ()).err()), -6);
    // A stack overflow prints a message, which does not belong in this test's output.
    let (code, said, errors) = outcome(program("overflow", &[]));
    let possible = [Signal::ABORT, Signal::SEGV, Signal::BUS];
    let possible = possible.map(|signal| format!("{}\n", -signal.as_raw()));
    assert!(code == Some(0) && possible.contains(&said), "{said}");
    assert!(errors.contains("overflowed its stack"));
    assert!(!held.ready());
    drop(visitor);
    assert_eq!(held.get(), Ok(1));
    // In a map, only the chunk with the failure is lost.
    let error = pool.map(exit_with, [4]).err();
    assert_eq!(lost(error.clone()), 4);
    assert!(error.unwrap().to_string().contains("exit code 4"));
}

pub(crate) fn row_50_grandchild_holds_fd() {
    let pool = Pool::new(1).unwrap();
    let gate = Gate::new();
    let result = pool
        .apply_async(grandchild_then_abort, (gate.path(),))
        .unwrap();
    let grandchild = gate.visitor();
    let exitcode = Some(-6);
    assert!(
        matches!(result.get(), Err(Error::WorkerLost { exitcode: code, .. }) if code == exitcode)
    );
    // Noticed while the grandchild, which inherited all that it could, still runs.
    assert!(is_running(grandchild.pid));
    assert_eq!(pool.apply(square, (4,)), Ok(16));
}

pub(crate) fn row_51_orphans() {
    let gate = Gate::new();
    let mut parent = program("parent", &[&gate.path()])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let busy = gate.visitors(2);
    // Three workers, one of them busy, and a daemon in its task.
    let said = BufReader::new(parent.stdout.take().unwrap()).lines();
    let pids: Vec<u32> = said
        .take(4)
        .map(|line| line.unwrap().parse().unwrap())
        .collect();
    assert!(busy.iter().all(|visitor| pids.contains(&visitor.pid)));
    assert!(pids.iter().all(|&pid| is_running(pid)));
    parent.kill().unwrap();
    parent.wait().unwrap();
    until("the orphans to end", || {
        pids.iter().all(|&pid| !is_running(pid))
    });
    drop(busy);
}

pub(crate) fn row_52_big_messages() {
    let pool = Pool::new(2).unwrap();
    let items = 1_000_000;
    let results: Vec<_> = (0..sample(20, 5))
        .map(|_| pool.map_async(identity, 0..items).unwrap())
        .collect();
    for result in results {
        let values = result.get().unwrap();
        assert!(values.into_iter().eq(0..items));
    }
}

pub(crate) fn row_53_bounded() {
    let pool = Pool::new(2).unwrap();
    let drawn = Cell::new(0);
    let endless = (0..).inspect(|_| drawn.set(drawn.get() + 1));
    let mut squares = pool.imap(square, endless).unwrap();
    let ahead = drawn.get();
    assert!(ahead > 0);
    for i in 0..100 {
        assert_eq!(squares.next(), Some(Ok(i * i)));
        assert!(drawn.get() <= i + 1 + ahead);
    }
    // However long no thread fetches a result.
    pool.apply(square, (1,)).unwrap();
    assert!(drawn.get() <= 100 + ahead);
}

pub(crate) fn row_54_fork_lock() {
    let (locked, wait_locked) = channel();
    let (unlock, wait_unlock) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let _guard = LOCK.lock().unwrap();
            locked.send(()).unwrap();
            let _ = wait_unlock.recv();
        });
        wait_locked.recv().unwrap();
        assert!(LOCK.try_lock().is_err());
        let pool = Pool::new(2).unwrap();
        assert_eq!(pool.apply(take_lock, ()), Ok(true));
        drop(unlock);
    });
}

pub(crate) fn row_55_fd_inflation() {
    let (_, alone) = Pool::new(1).unwrap().apply(count_fds, ()).unwrap();
    let pool = Pool::new(8).unwrap();
    let mut asked = HashSet::new();
    until("all workers to be asked", || {
        let (pid, count) = pool.apply(count_fds, ()).unwrap();
        assert_eq!(count, alone);
        asked.insert(pid);
        asked.len() == 8
    });
}

/// The chunk has been sent, but a stopped worker does not start it.
pub(crate) fn what_was_not_started_goes_to_another() {
    let pool = Pool::new(1).unwrap();
    for length in [10, 4 << 20] {
        let stopped = wait_ready(&pool, 1)[0];
        signal(stopped, Signal::STOP);
        let argument = vec![7; length];
        // No thread waits for the stopped worker, however long the argument.
        let result = pool.apply_async(echo, (argument.clone(),)).unwrap();
        assert!(!result.ready());
        kill(stopped);
        assert!(result.get() == Ok(argument));
        assert!(!ready_workers(&pool).contains(&stopped));
    }
}

pub(crate) fn a_stopped_worker_stops_nobody_else() {
    let pool = Pool::new(2).unwrap();
    let stopped = wait_ready(&pool, 2)[0];
    signal(stopped, Signal::STOP);
    let arguments: Vec<_> = (0..20).map(|x| vec![x; usize::from(x) << 12]).collect();
    let send = |argument: &Vec<u8>| pool.apply_async(echo, (argument.clone(),)).unwrap();
    let results: Vec<_> = arguments.iter().map(send).collect();
    // It holds one of them at most; the other worker runs the rest.
    let ready = || results.iter().filter(|result| result.ready()).count();
    until("the other worker to do the rest", || {
        ready() >= results.len() - 1
    });
    kill(stopped);
    for (result, argument) in results.iter().zip(arguments) {
        assert!(result.get() == Ok(argument));
    }
}
