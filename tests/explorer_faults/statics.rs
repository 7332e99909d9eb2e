//! `const_new` for an object that is not a static, and that each execution makes itself.

use racelab::explore::{Exploration, Explorer, StoppedBy};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{Arc, Mutex, Once, OnceLock, RwLock, cell::PlainCell, thread};

/// The exploration must end with a sentence that names the type and the line, and everything that
/// it found before must be right.
#[track_caller]
fn is_told<O: Ord + std::fmt::Debug>(what: &str, exploration: &Exploration<O>, right: &[O]) {
    let Some(StoppedBy::Unmodelled(_)) = exploration.stopped_by() else {
        panic!("{exploration:?}");
    };
    let sentence = exploration.stopped_by().unwrap().to_string();
    let start = format!(
        "the explorer does not model an object of const_new that is no static: the {what} at \
         statics.rs:"
    );
    assert!(
        sentence.starts_with(&start)
            && sentence.ends_with("; create it with new, inside the closure"),
        "{sentence}"
    );
    assert!(exploration.failures().is_empty());
    for outcome in exploration.outcomes().keys() {
        assert!(right.contains(outcome), "{outcome:?}");
    }
}

#[test]
fn twice_at_one_address_are_two() {
    let exploration = Explorer::new().explore(|| {
        let mut seen = 0;
        for i in 0..2 {
            let a = AtomicU64::const_new(0);
            seen = a.load(Relaxed);
            a.store(i + 7, Relaxed);
        }
        seen
    });
    is_told("AtomicU64", &exploration, &[0]);
}

#[test]
fn that_are_moved_keep_their_values() {
    let exploration = Explorer::new().explore(|| {
        let a = AtomicU64::const_new(0);
        a.store(5, Relaxed);
        let b = Box::new(a);
        b.load(Relaxed)
    });
    is_told("AtomicU64", &exploration, &[5]);
    let exploration = Explorer::new().explore(|| {
        let a = PlainCell::const_new(0_u8);
        a.set(5);
        a.into_inner()
    });
    is_told("PlainCell", &exploration, &[5]);
}

#[test]
fn that_change_places_are_told_apart() {
    let exploration = Explorer::new().explore(|| {
        let mut pair = [1_u64, 2].map(AtomicU64::const_new);
        pair.iter().for_each(|x| _ = x.fetch_add(10, Relaxed));
        pair.reverse();
        pair.map(|x| x.load(Relaxed))
    });
    // Called from a line of std's.
    let told = exploration.stopped_by().map(ToString::to_string);
    assert!(told.is_some_and(|told| told.contains("that is no static: the AtomicU64 at")));
    assert_eq!(
        exploration.outcomes().keys().collect::<Vec<_>>(),
        [&[12, 11]]
    );
}

#[test]
fn that_threads_share_are_told() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::const_new(0));
        let other = thread::spawn({
            let x = Arc::clone(&x);
            move || x.fetch_add(1, Relaxed)
        });
        x.fetch_add(1, Relaxed);
        other.join().unwrap();
        x.load(Relaxed)
    });
    is_told("AtomicU64", &exploration, &[2]);
}

#[test]
fn that_are_never_dropped_are_told() {
    let exploration = Explorer::new().explore(|| {
        let x: &'static _ = Box::leak(Box::new(AtomicU64::const_new(0)));
        let other = thread::spawn(|| x.store(1, Relaxed));
        let seen = x.load(Relaxed);
        other.join().unwrap();
        seen
    });
    is_told("AtomicU64", &exploration, &[0, 1]);
}

#[test]
fn that_only_a_late_execution_makes_are_told() {
    // The first execution that makes it returns nothing new, and is the last of all.
    let exploration = Explorer::new().explore(|| {
        let flag = Arc::new(AtomicU64::new(0));
        let other = thread::spawn({
            let flag = Arc::clone(&flag);
            move || flag.store(1, Relaxed)
        });
        if flag.load(Relaxed) == 1 {
            Box::leak(Box::new(PlainCell::const_new(0_u8))).set(1);
        }
        other.join().unwrap();
    });
    is_told("PlainCell", &exploration, &[()]);
}

#[test]
fn of_every_type_are_told() {
    let explore = |program: fn()| Explorer::new().explore(program);
    is_told(
        "Mutex",
        &explore(|| *Mutex::const_new(0).lock() += 1),
        &[()],
    );
    is_told(
        "RwLock",
        &explore(|| _ = *RwLock::const_new(0).read()),
        &[()],
    );
    is_told(
        "RwLock",
        &explore(|| *RwLock::const_new(0).write() += 1),
        &[()],
    );
    is_told(
        "Once",
        &explore(|| Once::const_new().call_once(|| ())),
        &[()],
    );
    is_told(
        "OnceLock",
        &explore(|| _ = OnceLock::const_new().set(1)),
        &[()],
    );
}

#[test]
fn that_moved_between_executions_are_still_statics() {
    // Made before the exploration, and in another place in each execution.
    let made = std::sync::Mutex::new(Some(Box::new(AtomicU64::const_new(7))));
    let exploration = Explorer::new().explore(move || {
        let x = *made.lock().unwrap().take().expect("given back below");
        let seen = thread::scope(|s| {
            s.spawn(|| x.store(1, Relaxed));
            x.load(Relaxed)
        });
        *made.lock().unwrap() = Some(Box::new(x));
        seen
    });
    assert!(exploration.complete(), "{:?}", exploration.stopped_by());
    assert_eq!(exploration.outcomes().keys().collect::<Vec<_>>(), [&1, &7]);
}
