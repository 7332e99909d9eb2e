//! A program cannot find out through the seam whether it is explored: everything that the seam
//! shows or returns is the same for real, under the explorer and under loom.

use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex as StdMutex;
use std::time::Duration;

use racelab::explore::Explorer;
use racelab::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering, fence};
use racelab::sync::cell::{PlainCell, UnsafeCell};
use racelab::sync::mpsc::{channel, sync_channel};
use racelab::sync::{
    Arc, Barrier, Condvar, Mutex, Once, OnceLock, RwLock, Semaphore, Weak, thread,
};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

static SHARED: AtomicU64 = AtomicU64::const_new(3);

/// Returns what it has seen of the seam.
type Program = fn() -> Vec<String>;

fn shown(what: &dyn Debug) -> String {
    format!("{what:?} {what:#?}")
}

fn hash(what: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    format!("hash {:x}", hasher.finish())
}

/// The message of the panic of a wrong use, and whether it is a `&str` or a `String`.
fn panics<T>(wrong: impl FnOnce() -> T) -> String {
    match catch_unwind(AssertUnwindSafe(wrong)) {
        Ok(_) => "no panic".to_owned(),
        Err(panic) => match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
            (Some(text), _) => format!("str {text}"),
            (_, Some(text)) => format!("string {text}"),
            _ => "something else".to_owned(),
        },
    }
}

/// Everything that the seam's objects show about themselves.
fn of_objects() -> Vec<String> {
    let lock = Mutex::new(5).named("five");
    let rwlock = RwLock::new(6).named("six");
    let arc = Arc::new(7);
    let weak: Weak<i32> = Arc::downgrade(&arc);
    let cell = OnceLock::new();
    let empty = shown(&cell);
    let _ = cell.set(8);
    let (sender, receiver) = channel::<u8>();
    let (bounded, other) = sync_channel::<u8>(1);
    let _ = sender.send(1);
    let condvar = Condvar::new().named("changed");
    let semaphore = Semaphore::new(1).named("one");
    // Each guard is dropped before the next one is made.
    let locked = shown(&lock.lock());
    let read = shown(&rwlock.read());
    let written = shown(&rwlock.write());
    vec![
        shown(&lock),
        locked,
        shown(&rwlock),
        read,
        written,
        shown(&(&arc, &weak, Arc::strong_count(&arc), Arc::weak_count(&arc))),
        shown(&(&cell, cell.get())),
        empty,
        shown(&Once::new()),
        shown(&(&semaphore, semaphore.acquire())),
        shown(&(&sender, &receiver, receiver.iter())),
        shown(&(&bounded, other.try_iter())),
        shown(&other.into_iter()),
        shown(&(condvar.notify_one(), condvar.notify_all(), condvar)),
        shown(&(Barrier::new(1), Barrier::new(1).wait())),
        shown(&AtomicU64::new(1).named("one")),
        shown(&(
            AtomicI64::new(-1),
            AtomicBool::new(true),
            AtomicUsize::new(2),
        )),
        shown(&(PlainCell::new(9), UnsafeCell::new(10))),
        shown(&receiver.try_recv()),
        shown(&(receiver.try_recv(), receiver.recv_timeout(Duration::ZERO))),
    ]
}

fn of_this_thread() -> Vec<String> {
    let me = thread::current();
    vec![
        shown(&(&me, me.name(), me.id(), me.clone().id() == me.id())),
        hash(&me.id()),
    ]
}

/// Everything that the seam's threads show about themselves.
fn of_threads() -> Vec<String> {
    let mut shown = of_this_thread();
    let me = thread::current().id();
    let unnamed = thread::spawn(of_this_thread);
    let builder = thread::Builder::new().name("Ada".to_owned());
    let named = builder
        .stack_size(usize::MAX)
        .spawn(of_this_thread)
        .unwrap();
    for child in [unnamed, named] {
        shown.push(self::shown(&(&child, child.thread(), child.thread().id())));
        shown.push(format!(
            "{:?} {}",
            me.cmp(&child.thread().id()),
            hash(&child.thread().id())
        ));
        shown.extend(child.join().unwrap());
    }
    thread::scope(|scope| {
        let child = scope.spawn(of_this_thread);
        shown.push(self::shown(&(&child, child.thread(), scope)));
        shown.extend(child.join().unwrap());
    });
    shown
}

/// What a static shows, and the messages of wrong uses.
fn of_statics_and_panics() -> Vec<String> {
    let zero = || thread::Builder::new().name("a\0".to_owned());
    vec![
        shown(&SHARED),
        shown(&zero()),
        panics(|| zero().spawn(|| ())),
        panics(|| thread::scope(|scope| zero().spawn_scoped(scope, || ()).is_ok())),
        panics(|| fence(Ordering::Relaxed)),
        panics(|| SHARED.load(Ordering::Release)),
        panics(|| SHARED.store(1, Ordering::AcqRel)),
        panics(|| SHARED.compare_exchange(0, 1, Ordering::SeqCst, Ordering::Release)),
    ]
}

/// The program's result in the explorer; asserts that it is the same in every execution.
#[track_caller]
fn explored(program: Program) -> Vec<String> {
    let exploration = Explorer::new().explore(program);
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    let outcomes: Vec<_> = exploration.outcomes().keys().collect();
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    outcomes[0].clone()
}

/// The same under loom.
#[track_caller]
fn under_loom(program: Program) -> Vec<String> {
    static SEEN: StdMutex<Vec<Vec<String>>> = StdMutex::new(Vec::new());
    let verdict = judge(&LoomLimits::default(), move || {
        let shown = program();
        SEEN.lock().unwrap().push(shown);
    });
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
    let mut seen = std::mem::take(&mut *SEEN.lock().unwrap());
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:#?}");
    seen.remove(0)
}

#[test]
fn nothing_in_the_seam_reveals_how_the_program_runs() {
    let programs: [(Program, bool); 3] = [
        (of_objects, true),
        (of_threads, true),
        // Loom has no statics, and ends an execution at its first panic, even if it is caught.
        (of_statics_and_panics, false),
    ];
    for (program, is_for_loom) in programs {
        let shown = explored(program);
        if is_for_loom {
            assert_eq!(under_loom(program), shown);
        }
        // More than once, because numbers must not depend on how many threads there have been.
        for _ in 0..3 {
            let real = std::thread::spawn(program).join();
            assert_eq!(real.expect("no panic"), shown);
            thread::begin_program();
            assert_eq!(program(), shown);
        }
    }
}
