//! The values of threads that end badly.

use super::*;
// (A glob does not hide the name of std's.)
use racelab::sync::thread_local;

/// Counts the existing values.
struct Counted(&'static StdAtomicI64);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, StdOrdering::SeqCst);
    }
}

thread_local! {
    static COUNTED: Cell<Option<Counted>> = const { Cell::new(None) };
}

fn count(there: &'static StdAtomicI64) {
    there.fetch_add(1, StdOrdering::SeqCst);
    let before = COUNTED.replace(Some(Counted(there)));
    assert!(before.is_none(), "a value of another execution");
}

#[test]
fn every_execution_has_its_own_and_drops_them_also_if_it_is_discarded() {
    static THERE: StdAtomicI64 = StdAtomicI64::new(0);
    let exploration = Explorer::new().explore(|| {
        count(&THERE);
        let flag = Arc::new(AtomicBool::new(false));
        let threads = [(); 2].map(|()| {
            let flag = Arc::clone(&flag);
            thread::spawn(move || {
                count(&THERE);
                while !flag.load(Acquire) {
                    spin_loop();
                }
            })
        });
        flag.store(true, Release);
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert!(exploration.complete() && exploration.failures().is_empty());
    assert!(exploration.discarded() > 0);
    assert_eq!(THERE.load(StdOrdering::SeqCst), 0);
}

#[test]
fn threads_of_failed_executions_drop_theirs() {
    static THERE: StdAtomicI64 = StdAtomicI64::new(0);
    let exploration = Explorer::new().explore(|| {
        let children = [false, true].map(|panics| {
            thread::spawn(move || {
                count(&THERE);
                assert!(!panics, "as it should");
            })
        });
        count(&THERE);
        children.map(|child| child.join().is_ok())
    });
    let message = &exploration.failures()[0].message;
    assert!(message.starts_with("as it should (ends.rs"), "{message}");
    assert_eq!(THERE.load(StdOrdering::SeqCst), 0);
}

#[test]
fn a_panic_is_told_though_a_destructor_behind_it_waits_for_ever() {
    let exploration = ways::explore(|| {
        let lock = Arc::new(Mutex::new(()));
        let guard = lock.lock();
        let child = thread::spawn({
            let lock = Arc::clone(&lock);
            move || {
                at_end(move || drop(lock.lock()));
                panic!("first")
            }
        });
        let _: Result<(), _> = child.join();
        drop(guard);
    });
    let [failure] = exploration.failures() else {
        panic!("{:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(
        failure.message.starts_with("first ("),
        "{}",
        failure.message
    );
}

#[test]
fn values_of_stopped_threads_never_run_their_destructors() {
    let exploration = ways::explore(|| {
        let never = Arc::new(Mutex::new(()));
        let guard = never.lock();
        let child = thread::spawn({
            let never = Arc::clone(&never);
            move || {
                at_end(|| unreachable!("it is never at its end"));
                drop(never.lock());
            }
        });
        child.join().unwrap();
        drop(guard);
    });
    let [failure] = exploration.failures() else {
        panic!("{:?}", exploration.failures());
    };
    assert_eq!(failure.kind, FailureKind::Deadlock);
}
