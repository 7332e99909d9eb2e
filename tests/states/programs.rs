//! The programs of these tests.

use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::{Arc, Condvar, Mutex, RwLock, thread};

/// Each thread adds `times` times, by a load and a store.
pub(crate) fn racing(
    adds: &'static [u64],
    times: usize,
) -> impl Fn() -> u64 + Send + Sync + Clone + 'static {
    move || {
        let x = &AtomicU64::new(0).named("x");
        thread::scope(|scope| {
            for add in adds {
                scope.spawn(move || {
                    for _ in 0..times {
                        x.store(x.load(SeqCst) + add, SeqCst);
                    }
                });
            }
        });
        x.load(SeqCst)
    }
}

/// Threads that count under a lock.
pub(crate) fn counting(
    threads: usize,
    times: usize,
) -> impl Fn() -> u64 + Send + Sync + Clone + 'static {
    move || {
        let counter = Mutex::new(0).named("m");
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for _ in 0..times {
                        *counter.lock() += 1;
                    }
                });
            }
        });
        *counter.lock()
    }
}

/// Two threads hold a lock, to write or to read, while they read x.
pub(crate) fn sharing(writes: [bool; 2]) -> impl Fn() -> u64 + Send + Sync + Clone + 'static {
    move || {
        let x = &AtomicU64::new(0).named("x");
        let lock = &RwLock::new(()).named("rates");
        thread::scope(|scope| {
            for writes in writes {
                scope.spawn(move || match writes {
                    true => {
                        let _guard = lock.write();
                        x.load(SeqCst)
                    }
                    false => {
                        let _guard = lock.read();
                        x.load(SeqCst)
                    }
                });
            }
        });
        x.load(SeqCst)
    }
}

/// Two threads that take two locks in opposite order, and count in between.
pub(crate) fn opposite() -> u64 {
    let x = Arc::new(AtomicU64::new(0).named("x"));
    let locks = ["first", "second"].map(|name| Arc::new(Mutex::new(()).named(name)));
    let swapped = [locks[1].clone(), locks[0].clone()];
    let threads = [locks, swapped].map(|[outer, inner]| {
        let x = x.clone();
        thread::spawn(move || {
            let _outer = outer.lock();
            let _inner = inner.lock();
            x.store(x.load(SeqCst) + 1, SeqCst);
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    x.load(SeqCst)
}

/// Two threads wait until main opens a gate; main notifies one of them, which notifies the other.
pub(crate) fn gate() -> Vec<usize> {
    let gate = Arc::new((Mutex::new((false, Vec::new())), Condvar::new()));
    let threads = [1, 2].map(|number| {
        let gate = gate.clone();
        thread::spawn(move || {
            let mut state = gate.0.lock();
            while !state.0 {
                gate.1.wait(&mut state);
            }
            state.1.push(number);
            drop(state);
            gate.1.notify_one();
        })
    });
    gate.0.lock().0 = true;
    gate.1.notify_one();
    for thread in threads {
        thread.join().unwrap();
    }
    std::mem::take(&mut gate.0.lock().1)
}

/// The children's children race, so letters depend on the order.
pub(crate) fn grandchildren() -> u64 {
    let x = Arc::new(AtomicU64::new(0));
    let children = [1, 2].map(|add| {
        let x = x.clone();
        thread::spawn(move || {
            x.fetch_add(add, SeqCst);
            let y = x.clone();
            thread::spawn(move || y.store(y.load(SeqCst) * 2, SeqCst))
                .join()
                .unwrap();
        })
    });
    for child in children {
        child.join().unwrap();
    }
    x.load(SeqCst)
}

/// Main moves as well, and panics if it comes too late.
pub(crate) fn main_races() -> u64 {
    let x = Arc::new(AtomicU64::new(0));
    let other = x.clone();
    let child = thread::spawn(move || {
        other.store(1, SeqCst);
        other.store(2, SeqCst);
    });
    let seen = x.load(SeqCst);
    assert!(seen < 2, "too late");
    child.join().unwrap();
    seen
}
