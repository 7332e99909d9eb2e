//! Programs whose threads wait in loops.

use racelab::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use racelab::sync::atomic::{AtomicBool, AtomicUsize};
use racelab::sync::{Arc, Mutex, thread};

use crate::programs::join;
use crate::{Make, Program};

/// The programs whose threads wait in loops, each with its name.
pub(crate) const LOOPS: [(&str, Make); 13] = [
    ("ticket lock 2x1", || ticket_lock(2)),
    ("ticket lock 3x1", || ticket_lock(3)),
    ("test-and-test-and-set 3x1", || test_and_test_and_set(3)),
    ("test-and-set 3x1", || test_and_set(3)),
    ("lock by compare-exchange 3x1", || lock_by_exchange(3)),
    ("Peterson's lock 2x1", peterson),
    ("queue lock (MCS) 3x1", || queue_lock(3)),
    ("two wait for a third write", third_write),
    ("compare-exchange 3x2", exchange),
    ("the same, tried again", exchange_again),
    ("Treiber, 2 push, 2 pop", || treiber(2, 2)),
    ("Treiber, 3 push, 2 pop", || treiber(3, 2)),
    ("flag under a lock 3x1", || polled(3)),
];

/// Starts this many threads on a shared value, and joins them.
fn together<S: Send + Sync + 'static>(
    threads: usize,
    shared: fn() -> S,
    work: fn(&S, usize),
) -> Program {
    Box::new(move || {
        let shared = Arc::new(shared());
        join((0..threads).map(|number| {
            let shared = shared.clone();
            thread::spawn(move || work(&shared, number))
        }));
    })
}

pub(crate) fn ticket_lock(threads: usize) -> Program {
    together(
        threads,
        || [AtomicUsize::new(0), AtomicUsize::new(0)],
        |[next, serving], _| {
            let mine = next.fetch_add(1, Relaxed);
            while serving.load(Acquire) != mine {}
            serving.store(mine + 1, Release);
        },
    )
}

pub(crate) fn test_and_test_and_set(threads: usize) -> Program {
    together(threads, AtomicBool::default, |locked, _| {
        loop {
            while locked.load(Relaxed) {}
            if !locked.swap(true, Acquire) {
                break;
            }
        }
        locked.store(false, Release);
    })
}

/// Two readers wait for the third of three writes.
pub(crate) fn third_write() -> Program {
    together(3, AtomicUsize::default, |x, number| match number {
        0 => (1..=3).for_each(|value| x.store(value, Relaxed)),
        _ => while x.load(Relaxed) != 3 {},
    })
}

/// Three threads count up twice, with a load in each round.
pub(crate) fn exchange() -> Program {
    together(3, AtomicUsize::default, |x, _| {
        for _ in 0..2 {
            loop {
                let seen = x.load(Relaxed);
                let exchanged = x.compare_exchange(seen, seen + 1, Relaxed, Relaxed);
                if exchanged.is_ok() {
                    break;
                }
            }
        }
    })
}

/// The same, but each retry uses the value that the failure returned.
pub(crate) fn exchange_again() -> Program {
    together(3, AtomicUsize::default, |x, _| {
        for _ in 0..2 {
            let _ = x.fetch_update(Relaxed, Relaxed, |seen| Some(seen + 1));
        }
    })
}

/// Treiber's stack over indices, with a thread for each push and each pop.
pub(crate) fn treiber(pushes: usize, pops: usize) -> Program {
    struct Stack {
        top: AtomicUsize,
        nexts: [AtomicUsize; 8],
    }
    let work = |stack: &Stack, number: usize, pushes: usize| {
        if number < pushes {
            let node = number + 1;
            loop {
                let top = stack.top.load(Relaxed);
                stack.nexts[node].store(top, Relaxed);
                let pushed = stack.top.compare_exchange(top, node, AcqRel, Relaxed);
                if pushed.is_ok() {
                    return;
                }
            }
        }
        loop {
            let top = stack.top.load(Acquire);
            if top == 0 {
                return;
            }
            let next = stack.nexts[top].load(Relaxed);
            let popped = stack.top.compare_exchange(top, next, AcqRel, Relaxed);
            if popped.is_ok() {
                return;
            }
        }
    };
    Box::new(move || {
        let stack = Arc::new(Stack {
            top: AtomicUsize::default(),
            nexts: Default::default(),
        });
        join((0..pushes + pops).map(|number| {
            let stack = stack.clone();
            thread::spawn(move || work(&stack, number, pushes))
        }));
    })
}

/// Threads poll a flag under a lock.
pub(crate) fn polled(threads: usize) -> Program {
    together(threads, Mutex::default, |busy: &Mutex<bool>, _| {
        loop {
            let mut busy = busy.lock();
            if !*busy {
                *busy = true;
                break;
            }
        }
        *busy.lock() = false;
    })
}

/// Each thread swaps `true` in, until it finds `false`.
pub(crate) fn test_and_set(threads: usize) -> Program {
    together(threads, AtomicBool::default, |locked, _| {
        while locked.swap(true, Acquire) {}
        locked.store(false, Release);
    })
}

/// The same with a compare-exchange.
pub(crate) fn lock_by_exchange(threads: usize) -> Program {
    together(threads, AtomicBool::default, |locked, _| {
        while locked
            .compare_exchange(false, true, Acquire, Relaxed)
            .is_err()
        {}
        locked.store(false, Release);
    })
}

/// Peterson's lock, for two threads.
pub(crate) fn peterson() -> Program {
    together(
        2,
        || {
            (
                [(); 2].map(|()| AtomicBool::new(false)),
                AtomicUsize::new(0),
            )
        },
        |(wants, turn), me| {
            let other = 1 - me;
            wants[me].store(true, SeqCst);
            turn.store(other, SeqCst);
            while wants[other].load(SeqCst) && turn.load(SeqCst) == other {}
            wants[me].store(false, Release);
        },
    )
}

/// The lock of Mellor-Crummey and Scott: each thread waits at its own node.
pub(crate) fn queue_lock(threads: usize) -> Program {
    struct Queue {
        /// The last thread in the queue, from 1; 0 if the queue is empty.
        tail: AtomicUsize,
        waits: [AtomicBool; 4],
        next: [AtomicUsize; 4],
    }
    let queue = || Queue {
        tail: AtomicUsize::new(0),
        waits: [(); 4].map(|()| AtomicBool::new(false)),
        next: [(); 4].map(|()| AtomicUsize::new(0)),
    };
    together(threads, queue, |queue, me| {
        let name = me + 1;
        queue.next[me].store(0, Relaxed);
        queue.waits[me].store(true, Relaxed);
        let before = queue.tail.swap(name, AcqRel);
        if before != 0 {
            queue.next[before - 1].store(name, Release);
            while queue.waits[me].load(Acquire) {}
        }
        if queue.next[me].load(Acquire) == 0 {
            let leaves = queue.tail.compare_exchange(name, 0, Release, Relaxed);
            if leaves.is_ok() {
                return;
            }
            while queue.next[me].load(Acquire) == 0 {}
        }
        let next = queue.next[me].load(Relaxed);
        queue.waits[next - 1].store(false, Release);
    })
}
