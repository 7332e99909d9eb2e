//! `Arc`: which operations look at the number of owners, and which do not.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc as StdArc;
use std::sync::atomic::{AtomicU64 as StdAtomicU64, Ordering as StdOrdering};

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel, Schedule, Standing};
use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab::sync::atomic::{AtomicBool, AtomicU64};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, Weak, thread};

/// The result of an exploration, and whether an example contains the count of an `Arc`.
struct Seen<O> {
    found: Exploration<O>,
    counts: bool,
}

/// Explores to the end, each execution once.
#[track_caller]
fn explore<O>(program: impl Fn() -> O + Send + Sync + 'static) -> Seen<O>
where
    O: Ord + Clone + Debug + Send + 'static,
{
    explore_under(MemoryModel::Rc11, program)
}

#[track_caller]
fn explore_under<O>(model: MemoryModel, program: impl Fn() -> O + Send + Sync + 'static) -> Seen<O>
where
    O: Ord + Clone + Debug + Send + 'static,
{
    let explorer = Explorer::new().memory_model(model).record_graphs(true);
    let found = explorer.explore(program);
    assert!(found.complete(), "{:?}", found.stopped_by());
    let once: BTreeSet<&String> = found.graphs().iter().collect();
    assert_eq!(once.len() as u64, found.executions(), "no graph twice");
    let outcomes = found.outcomes().values().map(|outcome| &outcome.example);
    let failures = found.failures().iter().map(|failure| &failure.execution);
    let mut objects = outcomes.chain(failures).flat_map(|e| &e.objects);
    let counts = objects.any(|object| object.name.starts_with("Arc "));
    Seen { found, counts }
}

impl<O: Ord + Clone + Debug> Seen<O> {
    /// Asserts that these are the outcomes, without failures.
    #[track_caller]
    fn gives(self, outcomes: impl IntoIterator<Item = O>) -> Self {
        let failures = self.found.failures();
        assert!(failures.is_empty(), "{failures:?}");
        let wanted: Vec<O> = outcomes.into_iter().collect();
        let got: Vec<O> = self.found.outcomes().keys().cloned().collect();
        assert_eq!(got, wanted);
        self
    }

    /// Asserts this number of executions, in which the handles are not events.
    #[track_caller]
    fn at_no_cost(self, executions: u64) {
        assert_eq!(self.found.executions(), executions);
        assert!(!self.counts, "the handles are events");
    }

    /// Asserts this number of executions, in which the handles are events.
    #[track_caller]
    fn counted(self, executions: u64) {
        assert!(self.counts, "the handles are no events");
        assert_eq!(self.found.executions(), executions);
    }
}

mod nothing_looks {
    use super::*;

    #[test]
    fn clones_and_drops_cost_nothing() {
        for threads in 1..6 {
            explore(move || {
                let x = Arc::new(7);
                for _ in 0..threads {
                    let mine = x.clone();
                    thread::spawn(move || drop((mine.clone(), mine)));
                }
            })
            .gives([()])
            .at_no_cost(1);
        }
    }

    /// The last drop of the outer `Arc` drops the inner one.
    #[test]
    fn a_payload_may_hold_another_arc() {
        explore(|| {
            let outer = Arc::new(Arc::new(7));
            let inner = Arc::clone(&*outer);
            let other = outer.clone();
            thread::spawn(move || drop(other));
            drop(outer);
            *inner
        })
        .gives([7])
        .at_no_cost(1);
    }

    #[test]
    fn weak_handles_cost_nothing() {
        explore(|| {
            let x = Arc::new(7);
            for _ in 0..3 {
                let weak = Arc::downgrade(&x);
                thread::spawn(move || drop((weak.clone(), weak)));
            }
        })
        .gives([()])
        .at_no_cost(1);
    }
}

mod the_answer_follows {
    use super::*;

    #[test]
    fn from_joins() {
        explore(|| {
            let x = Arc::new(Mutex::new(0));
            let threads = [1, 2].map(|d| {
                let x = x.clone();
                thread::spawn(move || *x.lock() += d)
            });
            for thread in threads {
                thread.join().unwrap();
            }
            assert_eq!(Arc::strong_count(&x), 1);
            Arc::try_unwrap(x).unwrap().into_inner()
        })
        .gives([3])
        .at_no_cost(2);
    }

    #[test]
    fn from_a_flag() {
        explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let flag = Arc::new(AtomicBool::new(false));
            let (y, set) = (x.clone(), flag.clone());
            thread::spawn(move || {
                drop(y);
                set.store(true, Release);
            });
            match flag.load(Acquire) {
                true => Arc::into_inner(x).map(|_| ()),
                false => Some(()),
            }
        })
        .gives([Some(())])
        .at_no_cost(2);
    }

    #[test]
    fn in_one_thread() {
        explore(|| {
            let mut x = Arc::new(1);
            let weak = Arc::downgrade(&x);
            assert_eq!((Arc::strong_count(&x), Arc::weak_count(&x)), (1, 1));
            assert_eq!(Arc::get_mut(&mut x), None);
            let y = weak.upgrade().unwrap();
            assert_eq!(*Arc::make_mut(&mut x), 1);
            assert!(!Arc::ptr_eq(&x, &y));
            assert_eq!(Arc::into_inner(y), Some(1));
            assert!(weak.upgrade().is_none());
            *Arc::get_mut(&mut x).unwrap() = 2;
            Arc::unwrap_or_clone(x)
        })
        .gives([2])
        .at_no_cost(1);
    }

    #[test]
    fn where_the_other_owner_comes_later() {
        explore(|| {
            let x = Arc::new(7);
            let before = Arc::strong_count(&x);
            let y = x.clone();
            thread::spawn(move || drop(y)).join().unwrap();
            (before, Arc::strong_count(&x))
        })
        .gives([(1, 1)])
        .at_no_cost(1);
    }

    /// The accesses of all owners happen before the last drop, and that drop is always at the same
    /// place.
    #[test]
    fn in_a_destructor_after_joins() {
        explore(|| {
            let x = Arc::new(Reads(PlainCell::new(0)));
            let y = x.clone();
            thread::spawn(move || y.0.set(1)).join().unwrap();
            drop(x);
        })
        .gives([()])
        .at_no_cost(1);
    }
}

/// A payload whose destructor reads plain memory.
struct Reads(PlainCell<u64>);

impl Drop for Reads {
    fn drop(&mut self) {
        self.0.get();
    }
}

mod a_look {
    use super::*;

    #[test]
    fn strong_count_sees_the_other_owner_or_not() {
        explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let y = x.clone();
            let thread = thread::spawn(move || _ = y.fetch_add(1, Relaxed));
            let count = Arc::strong_count(&x);
            thread.join().unwrap();
            count
        })
        .gives([1, 2])
        .counted(2);
    }

    /// A count may be old: both owners may see two. Only one of them can see the drop of the
    /// other.
    #[test]
    fn two_owners_each_count() {
        explore(|| {
            let x = Arc::new(0);
            let y = x.clone();
            let thread = thread::spawn(move || Arc::strong_count(&y));
            let mine = Arc::strong_count(&x);
            drop(x);
            (mine, thread.join().unwrap())
        })
        .gives([(1, 2), (2, 1), (2, 2)])
        .counted(4);
    }

    #[test]
    fn try_unwrap_decides() {
        explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let y = x.clone();
            let thread = thread::spawn(move || _ = y.fetch_add(1, Relaxed));
            let alone = Arc::try_unwrap(x).is_ok();
            thread.join().unwrap();
            alone
        })
        .gives([false, true]);
    }

    /// Both may see the other owner, and then neither gets the payload.
    #[test]
    fn two_owners_try_unwrap() {
        explore(|| {
            let x = Arc::new(0);
            let y = x.clone();
            let thread = thread::spawn(move || Arc::try_unwrap(y).is_ok());
            let mine = Arc::try_unwrap(x).is_ok();
            (mine, thread.join().unwrap())
        })
        .gives([(false, false), (false, true), (true, false)]);
    }

    #[test]
    fn one_of_two_owners_gets_the_payload() {
        for threads in 1..4 {
            explore(move || {
                let x = Arc::new(7);
                let clones: Vec<_> = (0..threads).map(|_| x.clone()).collect();
                let spawn = |x| thread::spawn(|| Arc::into_inner(x));
                let threads: Vec<_> = clones.into_iter().map(spawn).collect();
                let mut got = vec![Arc::into_inner(x)];
                got.extend(threads.into_iter().map(|t| t.join().unwrap()));
                assert_eq!(got.iter().flatten().count(), 1);
                got.iter().position(Option::is_some).unwrap()
            })
            .gives(0..=threads)
            .counted((1..=threads as u64 + 1).product());
        }
    }

    #[test]
    fn get_mut_wants_the_only_handle() {
        explore(|| {
            let mut x = Arc::new(AtomicU64::new(0));
            let y = x.clone();
            let thread = thread::spawn(move || _ = y.fetch_add(1, Relaxed));
            let alone = Arc::get_mut(&mut x).map(|x| *x.get_mut());
            thread.join().unwrap();
            alone
        })
        .gives([None, Some(1)]);
    }

    #[test]
    fn get_mut_sees_weak_handles() {
        explore(|| {
            let mut x = Arc::new(1);
            let weak = Arc::downgrade(&x);
            let thread = thread::spawn(move || drop(weak));
            let alone = Arc::get_mut(&mut x).is_some();
            thread.join().unwrap();
            alone
        })
        .gives([false, true])
        .counted(2);
    }

    #[test]
    fn make_mut_clones_or_not() {
        explore(|| {
            let mut x = Arc::new(1);
            let y = x.clone();
            let thread = thread::spawn(move || *y);
            let before = Arc::as_ptr(&x);
            *Arc::make_mut(&mut x) += 1;
            let same = std::ptr::eq(before, Arc::as_ptr(&x));
            (same, *x, thread.join().unwrap())
        })
        .gives([(false, 2, 1), (true, 2, 1)]);
    }

    #[test]
    fn make_mut_takes_the_payload_from_weak_handles() {
        explore(|| {
            let mut x = Arc::new(1);
            let weak = Arc::downgrade(&x);
            let thread = thread::spawn(move || weak.upgrade().map(|x| *x));
            *Arc::make_mut(&mut x) += 1;
            (*x, thread.join().unwrap())
        })
        .gives([(2, None), (2, Some(1))]);
    }

    #[test]
    fn unwrap_or_clone_gives_the_payload_either_way() {
        explore(|| {
            let x = Arc::new(7);
            let y = x.clone();
            let thread = thread::spawn(move || Arc::unwrap_or_clone(y));
            (Arc::unwrap_or_clone(x), thread.join().unwrap())
        })
        .gives([(7, 7)]);
    }

    #[test]
    fn upgrade_comes_before_or_after_the_last_drop() {
        explore(|| {
            let x = Arc::new(7);
            let weak = Arc::downgrade(&x);
            let thread = thread::spawn(move || weak.upgrade().map(|x| *x));
            drop(x);
            thread.join().unwrap()
        })
        .gives([None, Some(7)]);
    }

    #[test]
    fn weak_count_sees_the_other_handle_or_not() {
        explore(|| {
            let x = Arc::new(7);
            let weak = Arc::downgrade(&x);
            let thread = thread::spawn(move || drop(weak));
            let count = Arc::weak_count(&x);
            thread.join().unwrap();
            count
        })
        .gives([0, 1])
        .counted(2);
    }

    #[test]
    fn new_cyclic_upgrades_only_after_the_payload_exists() {
        explore(|| {
            let slot = StdArc::new(Mutex::new(Weak::new()));
            let other = slot.clone();
            let thread = thread::spawn(move || other.lock().upgrade().map(|x| *x));
            let x = Arc::new_cyclic(|me| {
                *slot.lock() = me.clone();
                7
            });
            let got = thread.join().unwrap();
            (*x, got)
        })
        .gives([(7, None), (7, Some(7))]);
    }

    /// A loop that waits until it is the only owner.
    #[test]
    fn a_loop_on_the_count_ends() {
        explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let y = x.clone();
            thread::spawn(move || y.store(1, Relaxed));
            let mut x = x;
            let x = loop {
                match Arc::try_unwrap(x) {
                    Ok(x) => break x,
                    Err(back) => x = back,
                }
                thread::yield_now();
            };
            x.into_inner()
        })
        .gives([1]);
    }

    /// A clone through a shared reference, not ordered with the look.
    #[test]
    fn a_clone_is_seen_or_not() {
        explore(|| {
            let x = &Arc::new(7);
            thread::scope(|scope| {
                let thread = scope.spawn(|| x.clone());
                let count = Arc::strong_count(x);
                drop(thread);
                count
            })
        })
        .gives([1, 2]);
    }

    /// Only a few executions look.
    #[test]
    fn in_one_execution_suffices() {
        explore(|| {
            let x = Arc::new(7);
            let flag = Arc::new(AtomicU64::new(0));
            let (y, seen) = (x.clone(), flag.clone());
            let thread = thread::spawn(move || {
                seen.store(1, Relaxed);
                drop(y);
                seen.store(2, Relaxed);
            });
            let count = (flag.load(Relaxed) == 2).then(|| Arc::strong_count(&x));
            thread.join().unwrap();
            count
        })
        .gives([None, Some(1), Some(2)]);
    }
}

mod the_last_drop {
    use super::*;

    /// A payload whose destructor is an operation.
    struct Counts(Arc<AtomicU64>, AtomicU64);

    impl Drop for Counts {
        fn drop(&mut self) {
            self.0.store(self.1.load(Relaxed), Relaxed);
        }
    }

    #[test]
    fn comes_after_the_accesses_of_all_owners() {
        explore(|| {
            let sum = Arc::new(AtomicU64::new(0));
            let x = Arc::new(Counts(sum.clone(), AtomicU64::new(0)));
            let threads = [x.clone(), x.clone()].map(|x| {
                thread::spawn(move || {
                    x.1.fetch_add(1, Relaxed);
                })
            });
            drop(x);
            for thread in threads {
                thread.join().unwrap();
            }
            sum.load(Relaxed)
        })
        .gives([2]);
    }

    /// The payload owns another `Arc`, whose count shows the place of the drop.
    #[test]
    fn takes_the_inner_owner_along() {
        explore(|| {
            let inner = Arc::new(7);
            let outer = Arc::new(inner.clone());
            let other = outer.clone();
            let thread = thread::spawn(move || drop(other));
            drop(outer);
            let count = Arc::strong_count(&inner);
            thread.join().unwrap();
            (count, Arc::strong_count(&inner))
        })
        .gives([(1, 1), (2, 1)]);
    }

    /// The panic is in the thread of the last drop, which may catch it.
    #[test]
    fn may_panic_in_either_thread() {
        struct Panics;
        impl Drop for Panics {
            fn drop(&mut self) {
                panic!("the last one");
            }
        }
        fn panics(x: Arc<Panics>) -> bool {
            catch_unwind(AssertUnwindSafe(|| drop(x))).is_err()
        }
        explore(|| {
            let x = Arc::new(Panics);
            let y = x.clone();
            let thread = thread::spawn(move || panics(y));
            (panics(x), thread.join().unwrap())
        })
        .gives([(false, true), (true, false)])
        .counted(2);
    }

    /// A caught panic drops an owner, and looks at a count, while its thread unwinds.
    #[test]
    fn may_come_while_its_thread_unwinds() {
        struct Looks(Arc<u8>, Arc<AtomicU64>);
        impl Drop for Looks {
            fn drop(&mut self) {
                let count = Arc::strong_count(&self.0) as u64;
                self.1.store(count, Relaxed);
            }
        }
        explore(|| {
            let sum = Arc::new(AtomicU64::new(0));
            let seen = Arc::new(AtomicU64::new(0));
            let x = Arc::new(Counts(sum.clone(), AtomicU64::new(1)));
            let owned = Arc::new(0);
            let (y, looks) = (x.clone(), Looks(owned.clone(), seen.clone()));
            let thread = thread::spawn(move || {
                let panics = AssertUnwindSafe(move || {
                    let _dropped = (y, looks);
                    panic!("caught");
                });
                assert!(catch_unwind(panics).is_err());
            });
            drop((x, owned));
            thread.join().unwrap();
            (sum.load(Relaxed), seen.load(Relaxed))
        })
        .gives([(1, 1), (1, 2)]);
    }

    /// The next operation of a thread shows whether its drop was the last.
    #[test]
    fn is_in_any_thread() {
        struct Tells(Arc<AtomicU64>);
        impl Drop for Tells {
            fn drop(&mut self) {
                self.0.fetch_add(1, Relaxed);
            }
        }
        explore(|| {
            let told = Arc::new(AtomicU64::new(0));
            let x = Arc::new(Tells(told.clone()));
            let (y, seen) = (x.clone(), told.clone());
            let thread = thread::spawn(move || {
                drop(y);
                seen.load(Relaxed)
            });
            drop(x);
            let mine = told.load(Relaxed);
            (mine, thread.join().unwrap())
        })
        .gives([(0, 1), (1, 0), (1, 1)]);
    }

    #[test]
    fn knows_its_thread() {
        struct Tells(StdArc<StdAtomicU64>);
        impl Drop for Tells {
            fn drop(&mut self) {
                let child = thread::current().name().is_some();
                self.0.store(1 + u64::from(child), StdOrdering::Relaxed);
            }
        }
        explore(|| {
            let told = StdArc::new(StdAtomicU64::new(0));
            let x = Arc::new(Tells(told.clone()));
            let y = x.clone();
            let child = thread::Builder::new().name("child".to_owned());
            let thread = child.spawn(move || drop(y)).unwrap();
            drop(x);
            thread.join().unwrap();
            told.load(StdOrdering::Relaxed)
        })
        .gives([1, 2]);
    }

    /// The count orders the accesses of the owners to the payload.
    #[test]
    fn may_read_plain_memory() {
        for model in [MemoryModel::Rc11, MemoryModel::Sc] {
            explore_under(model, || {
                let x = Arc::new(Reads(PlainCell::new(0)));
                let y = x.clone();
                thread::spawn(move || {
                    y.0.set(1);
                    drop(y);
                });
                drop(x);
            })
            .gives([()]);
        }
    }

    /// The flag orders nothing; the count does, if main is last.
    #[test]
    fn may_read_plain_memory_behind_a_relaxed_flag() {
        explore(|| {
            let x = Arc::new(Reads(PlainCell::new(0)));
            let y = x.clone();
            let flag = Arc::new(AtomicBool::new(false));
            let set = flag.clone();
            thread::spawn(move || {
                y.0.set(1);
                drop(y);
                set.store(true, Relaxed);
            });
            match flag.load(Relaxed) {
                true => drop(x),
                false => std::mem::forget(x),
            }
        })
        .gives([()]);
    }

    /// A handle to the cell itself is not counted with the payload: this is a real race.
    #[test]
    fn does_not_order_other_accesses() {
        struct ReadsAnother(StdArc<PlainCell<u64>>);
        impl Drop for ReadsAnother {
            fn drop(&mut self) {
                self.0.get();
            }
        }
        let found = Explorer::new().explore(|| {
            let cell = StdArc::new(PlainCell::new(0));
            let x = Arc::new(ReadsAnother(cell.clone()));
            let y = x.clone();
            thread::spawn(move || {
                drop(y);
                cell.set(1);
            });
            drop(x);
        });
        assert!(found.complete());
        let kinds: Vec<_> = found.failures().iter().map(|f| f.kind).collect();
        assert_eq!(kinds, [FailureKind::DataRace]);
    }

    /// The last drop of the outer `Arc`, which may be in another thread, drops the inner one.
    #[test]
    fn drops_another_arc_in_any_thread() {
        explore(|| {
            let inner = Arc::new(7);
            let outer = Arc::new(inner.clone());
            let other = outer.clone();
            let joined = thread::spawn(move || drop(outer));
            thread::spawn(move || drop(other));
            joined.join().unwrap();
            Arc::strong_count(&inner)
        })
        .gives([1, 2]);
    }

    #[test]
    fn drops_another_arc_in_any_thread_with_the_owners_swapped() {
        explore(|| {
            let inner = Arc::new(7);
            let outer = Arc::new(inner.clone());
            let other = outer.clone();
            thread::spawn(move || drop(outer));
            let joined = thread::spawn(move || drop(other));
            joined.join().unwrap();
            Arc::strong_count(&inner)
        })
        .gives([1, 2]);
    }
}

/// Each of several workers may be the first to see a look.
#[test]
fn workers_learn_from_each_other() {
    for workers in 1..4 {
        let found = Explorer::new().workers(workers).explore(|| {
            let x = Arc::new(AtomicU64::new(0));
            let threads = [x.clone(), x.clone()].map(|x| {
                thread::spawn(move || (x.fetch_add(1, Relaxed) == 1).then(|| Arc::strong_count(&x)))
            });
            drop(x);
            threads.map(|thread| thread.join().unwrap())
        });
        assert!(found.complete());
        let outcomes: BTreeSet<_> = found
            .outcomes()
            .keys()
            .map(|o| o.iter().flatten().next())
            .collect();
        assert_eq!(outcomes, BTreeSet::from([Some(&1), Some(&2), Some(&3)]));
    }
}

/// The result of a thread without a join: the last of the thread and its handle drops it.
mod a_result {
    use super::*;
    use racelab::sync::mpsc::{TryRecvError, channel};

    #[test]
    fn costs_nothing_if_it_is_joined_or_has_no_destructor() {
        explore(|| {
            let x = Arc::new(7);
            let y = x.clone();
            drop(thread::spawn(|| 7));
            let y = thread::spawn(move || y).join().unwrap();
            (*y, Arc::strong_count(&x))
        })
        .gives([(7, 2)])
        .at_no_cost(1);
    }

    #[test]
    fn lives_until_both_are_dropped() {
        explore(|| {
            let x = Arc::new(7);
            let y = x.clone();
            drop(thread::spawn(move || y));
            Arc::strong_count(&x)
        })
        .gives([1, 2]);
        explore(|| {
            let x = Arc::new(7);
            let y = x.clone();
            let handle = thread::spawn(move || y);
            let count = Arc::strong_count(&x);
            drop(handle);
            count
        })
        .gives([2]);
    }

    /// The destructor is an operation of the thread, or of the thread that drops the handle.
    #[test]
    fn is_dropped_by_the_thread_or_with_its_handle() {
        struct Tells(Arc<Mutex<Option<thread::ThreadId>>>);
        impl Drop for Tells {
            fn drop(&mut self) {
                *self.0.lock() = Some(thread::current().id());
            }
        }
        explore(|| {
            let told = Arc::new(Mutex::new(None));
            let theirs = told.clone();
            drop(thread::spawn(move || Tells(theirs)));
            let told = *told.lock();
            told.map(|id| id == thread::current().id())
        })
        .gives([None, Some(false), Some(true)]);
    }

    #[test]
    fn of_a_scope_is_dropped_so_too() {
        explore(|| {
            let x = &Arc::new(7);
            thread::scope(|scope| {
                drop(scope.spawn(|| x.clone()));
                Arc::strong_count(x)
            })
        })
        .gives([1, 2]);
    }

    #[test]
    fn keeps_its_channel_open_until_both_are_dropped() {
        explore(|| {
            let (sender, receiver) = channel::<u8>();
            drop(thread::spawn(move || sender));
            let gone = receiver.try_recv() == Err(TryRecvError::Disconnected);
            assert!(receiver.recv().is_err());
            gone
        })
        .gives([false, true]);
        let found = Explorer::new().explore(|| {
            let (sender, receiver) = channel::<u8>();
            let handle = thread::spawn(move || sender);
            assert!(receiver.recv().is_err());
            drop(handle);
        });
        assert_eq!(found.failures()[0].kind, FailureKind::Deadlock);
        assert!(found.outcomes().is_empty());
    }
}

mod replay {
    use super::*;

    fn main_has_the_last_owner() -> bool {
        let x = Arc::new(7);
        let y = x.clone();
        let thread = thread::spawn(move || Arc::into_inner(y).is_some());
        let last = Arc::into_inner(x).is_some();
        thread.join().unwrap();
        last
    }

    #[test]
    fn a_schedule_gives_its_outcome_again() {
        let found = Explorer::new().explore(main_has_the_last_owner);
        assert_eq!(found.outcomes().len(), 2);
        for (outcome, seen) in found.outcomes() {
            let replay = Explorer::new().replay(&seen.example.schedule, main_has_the_last_owner);
            assert_eq!(replay.unwrap().outcome, Some(*outcome));
        }
    }

    /// Each example of an exploration gives its outcome again, and so does each step of it.
    #[track_caller]
    fn repeats<O: Ord + Clone + Debug + Send + 'static>(program: fn() -> O, outcomes: usize) {
        let found = Explorer::new().explore(program);
        assert_eq!(found.outcomes().len(), outcomes);
        for (outcome, seen) in found.outcomes() {
            let schedule = &seen.example.schedule;
            let replay = Explorer::new().replay(schedule, program);
            assert_eq!(replay.unwrap().outcome.as_ref(), Some(outcome));
            for (number, step) in schedule.steps().iter().enumerate() {
                let before = Schedule::new(schedule.steps()[..number].to_vec());
                let situation = Explorer::new().look(&before, program).unwrap();
                let standing = &situation.threads[usize::from(step.thread)];
                let Standing::Ready { choices, .. } = standing else {
                    panic!("{standing:?} behind {before} of {schedule}");
                };
                assert!(choices.iter().any(|choice| choice.step == *step));
            }
        }
    }

    /// The drop is a step although neither the first execution nor this one looks.
    #[test]
    fn knows_the_looks_of_other_executions() {
        repeats(
            || {
                let x = Arc::new(1);
                let y = x.clone();
                let flag = Arc::new(AtomicBool::new(false));
                let set = flag.clone();
                let thread = thread::spawn(move || {
                    set.store(true, Release);
                    drop(y);
                });
                let count = flag.load(Acquire).then(|| Arc::strong_count(&x));
                thread.join().unwrap();
                count
            },
            3,
        );
    }

    /// The explorer learns about `Weak` handles later than about owners.
    #[test]
    fn learns_of_every_handle() {
        repeats(
            || {
                let x = Arc::new(1);
                let weak = Arc::downgrade(&x);
                let other = weak.clone();
                let thread = thread::spawn(move || other.upgrade().is_some());
                drop(x);
                (weak.weak_count() > 0, thread.join().unwrap())
            },
            3,
        );
    }

    #[test]
    fn does_not_fit_with_an_additional_step() {
        let schedule = "A9".parse().unwrap();
        let error = Explorer::new()
            .replay(&schedule, main_has_the_last_owner)
            .unwrap_err();
        assert!(
            error.to_string().contains("A has come to its end"),
            "{error}"
        );
    }

    #[test]
    fn a_drop_is_a_step() {
        let schedule = "".parse().unwrap();
        let situation = Explorer::new()
            .look(&schedule, main_has_the_last_owner)
            .unwrap();
        assert_eq!(situation.memory.len(), 1);
        let name = &situation.memory[0].name;
        assert!(name.starts_with("Arc arcs.rs:"), "{name}");
        let next = |thread: usize| match &situation.threads[thread] {
            Standing::Ready { next, .. } => next.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(next(0), format!("drop {name}"));
        assert_eq!(next(1), format!("drop {name}"));
    }

    #[test]
    fn a_state_graph_has_both_ends() {
        let graph = Explorer::new().state_graph(1000, main_has_the_last_owner);
        assert!(graph.complete, "{:?}", graph.stopped_by);
        let outcomes: BTreeSet<_> = graph
            .nodes
            .iter()
            .filter_map(|n| n.outcome.clone())
            .collect();
        assert_eq!(outcomes.len(), 2);
    }
}
