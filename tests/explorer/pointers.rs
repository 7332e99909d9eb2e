//! Pointers as values: a pointer-based program has the executions of the same program with
//! indices into an array.

use std::fmt::Debug;
use std::sync::atomic::AtomicUsize as StdAtomicUsize;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel, Value};
use racelab::sync::atomic::{
    AtomicPtr, AtomicUsize,
    Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::thorough::sample;

/// Treiber's stack, with pointers or with indices.
trait Stack: Send + Sync + 'static {
    fn new() -> Self;
    fn push(&self, value: usize);
    fn pop(&self) -> Option<usize>;
}

struct Node {
    value: usize,
    next: *mut Node,
}

/// The stack leaks its nodes, because it does not know when no thread accesses a node any more.
struct ByPointers {
    top: AtomicPtr<Node>,
}

impl Stack for ByPointers {
    fn new() -> Self {
        Self {
            top: AtomicPtr::default(),
        }
    }

    fn push(&self, value: usize) {
        let next = std::ptr::null_mut();
        let node = Box::into_raw(Box::new(Node { value, next }));
        let mut top = self.top.load(Relaxed);
        loop {
            // SAFETY: no other thread has the node yet.
            unsafe { (*node).next = top };
            match self.top.compare_exchange(top, node, Release, Relaxed) {
                Ok(_) => return,
                Err(newer) => top = newer,
            }
        }
    }

    fn pop(&self) -> Option<usize> {
        let mut top = self.top.load(Acquire);
        while !top.is_null() {
            // SAFETY: no thread changes or frees a node in the stack.
            let Node { value, next } = unsafe { top.read() };
            match self.top.compare_exchange(top, next, Acquire, Acquire) {
                Ok(_) => return Some(value),
                Err(newer) => top = newer,
            }
        }
        None
    }
}

/// The same with nodes in an array, each at its value; 0 is null.
struct ByIndices {
    top: AtomicUsize,
    nexts: [StdAtomicUsize; 8],
}

impl Stack for ByIndices {
    fn new() -> Self {
        Self {
            top: AtomicUsize::default(),
            nexts: Default::default(),
        }
    }

    fn push(&self, node: usize) {
        let mut top = self.top.load(Relaxed);
        loop {
            self.nexts[node].store(top, SeqCst);
            match self.top.compare_exchange(top, node, Release, Relaxed) {
                Ok(_) => return,
                Err(newer) => top = newer,
            }
        }
    }

    fn pop(&self) -> Option<usize> {
        let mut top = self.top.load(Acquire);
        while top != 0 {
            let next = self.nexts[top].load(SeqCst);
            match self.top.compare_exchange(top, next, Acquire, Acquire) {
                Ok(node) => return Some(node),
                Err(newer) => top = newer,
            }
        }
        None
    }
}

/// Runs each thread's steps: a value to push, or 0 to pop. Returns the values that each thread
/// popped.
fn works<S: Stack>(threads: &'static [&'static [usize]]) -> Vec<Vec<Option<usize>>> {
    let stack = Arc::new(S::new());
    let start = |steps: &'static [usize]| {
        let stack = stack.clone();
        thread::spawn(move || {
            let mut popped = Vec::new();
            for &value in steps {
                match value {
                    0 => popped.push(stack.pop()),
                    value => stack.push(value),
                }
            }
            popped
        })
    };
    let threads: Vec<_> = threads.iter().map(|steps| start(steps)).collect();
    let mut popped: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    popped.push(std::iter::from_fn(|| stack.pop().map(Some)).collect());
    popped
}

/// Asserts that two explorations are of the same program.
#[track_caller]
fn same<O: Ord + Debug>(pointers: &Exploration<O>, indices: &Exploration<O>) {
    for exploration in [pointers, indices] {
        assert!(exploration.complete(), "{:?}", exploration.stopped_by());
        assert!(
            exploration.failures().is_empty(),
            "{:?}",
            exploration.failures()
        );
    }
    let counts =
        |e: &Exploration<O>| -> Vec<u64> { e.outcomes().values().map(|o| o.executions).collect() };
    assert!(pointers.outcomes().keys().eq(indices.outcomes().keys()));
    assert_eq!(counts(pointers), counts(indices));
    assert_eq!(pointers.executions(), indices.executions());
    assert_eq!(pointers.discarded(), indices.discarded());
}

#[test]
fn a_stack_of_pointers_has_the_executions_of_one_of_indices() {
    const PROGRAMS: [&[&[usize]]; 5] = [
        &[&[1], &[2]],
        &[&[1], &[0]],
        &[&[1, 0], &[2, 0]],
        &[&[1, 2], &[0, 0]],
        &[&[1], &[2], &[0]],
    ];
    for program in PROGRAMS {
        for spurious in [false, true] {
            let explorer = Explorer::new().spurious(spurious);
            same(
                &explorer.explore(|| works::<ByPointers>(program)),
                &explorer.explore(|| works::<ByIndices>(program)),
            );
        }
    }
}

#[test]
fn two_pushes_come_in_two_orders() {
    // One push loads null, the other one the node of the first. (A second push that loads null,
    // too, fails and repeats.) The pops of main, after the joins, have no choice.
    let exploration = Explorer::new().explore(|| works::<ByPointers>(&[&[1], &[2]]));
    assert_eq!(exploration.outcomes().len(), 2);
    assert_eq!(exploration.executions(), 2);
}

#[test]
fn nodes_freed_after_the_joins_are_no_nondeterminism() {
    let exploration = Explorer::new().explore(|| {
        let top = Arc::new(AtomicPtr::<u64>::default());
        let threads: Vec<_> = (1..=2)
            .map(|value| {
                let top = top.clone();
                thread::spawn(move || top.swap(Box::into_raw(Box::new(value)), AcqRel).addr())
            })
            .collect();
        let replaced: Vec<_> = threads
            .into_iter()
            .map(|t| t.join().unwrap() != 0)
            .collect();
        let last = top.swap(std::ptr::null_mut(), Acquire);
        // SAFETY: both threads have ended; the other node is leaked.
        (replaced, *unsafe { Box::from_raw(last) })
    });
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert_eq!(exploration.executions(), 2);
    assert_eq!(exploration.outcomes().len(), 2);
}

/// Only one thread pops, so it may free a node at once; the allocator may reuse the address.
fn freed_at_once(pushes: &'static [&'static [usize]], pops: usize) -> Vec<usize> {
    let stack = Arc::new(ByPointers::new());
    let pushing: Vec<_> = pushes
        .iter()
        .map(|values| {
            let stack = stack.clone();
            thread::spawn(move || values.iter().for_each(|&value| stack.push(value)))
        })
        .collect();
    let pop = || {
        let mut top = stack.top.load(Acquire);
        while !top.is_null() {
            // SAFETY: only this thread removes nodes and frees them.
            let next = unsafe { (*top).next };
            match stack.top.compare_exchange(top, next, Acquire, Acquire) {
                // SAFETY: as above, and the node is no longer in the stack.
                Ok(_) => return Some(unsafe { Box::from_raw(top) }.value),
                Err(newer) => top = newer,
            }
        }
        None
    };
    let mut popped: Vec<_> = (0..pops).filter_map(|_| pop()).collect();
    for thread in pushing {
        thread.join().unwrap();
    }
    popped.extend(std::iter::from_fn(pop));
    popped
}

#[test]
fn a_reused_address_is_no_nondeterminism() {
    const PUSHES: [(&[&[usize]], usize, usize); 3] = [
        (&[&[1, 2]], 1, 2),
        (&[&[1, 2, 3]], 2, 4),
        (&[&[1, 2], &[3]], 1, 8),
    ];
    for (pushes, pops, _) in PUSHES {
        for workers in [1, 3] {
            let explorer = Explorer::new().workers(workers);
            let exploration = explorer.explore(move || {
                let popped = freed_at_once(pushes, pops);
                let pushed: usize = pushes.iter().map(|values| values.len()).sum();
                assert_eq!(popped.len(), pushed, "a node is lost");
                popped
            });
            assert!(exploration.complete(), "{:?}", exploration.stopped_by());
            assert!(
                exploration.failures().is_empty(),
                "{:?}",
                exploration.failures()
            );
            let leaked = Explorer::new().explore(move || {
                let stack = Arc::new(ByIndices::new());
                let pushing: Vec<_> = pushes
                    .iter()
                    .map(|values| {
                        let stack = stack.clone();
                        thread::spawn(move || values.iter().for_each(|&v| stack.push(v)))
                    })
                    .collect();
                let mut popped: Vec<_> = (0..pops).filter_map(|_| stack.pop()).collect();
                pushing
                    .into_iter()
                    .for_each(|thread| thread.join().unwrap());
                popped.extend(std::iter::from_fn(|| stack.pop()));
                popped
            });
            assert!(leaked.failures().is_empty(), "{:?}", leaked.failures());
            let outcomes = |e: &Exploration<Vec<usize>>| -> Vec<Vec<usize>> {
                e.outcomes().keys().cloned().collect()
            };
            assert_eq!(outcomes(&exploration), outcomes(&leaked));
        }
    }
}

/// Two nodes, one after the other. The thread that removes a node from the link frees it, once. If
/// the maker has freed the first node, the second node gets the same address if `again` says so in
/// this run.
fn one_after_the_other<L: Link>(nodes: L::Nodes, again: bool) -> (usize, bool, usize) {
    let link = Arc::new(L::new(nodes, 0));
    let used: Arc<[StdAtomicUsize; 4]> = Arc::default();
    let looked = Arc::new(AtomicUsize::new(0));
    let free = |used: &[StdAtomicUsize; 4], node: usize| {
        if node == 1 || node == 2 {
            assert_eq!(used[node].swap(0, SeqCst), 1, "a node is freed twice");
        }
    };
    let maker = thread::spawn({
        let (link, used, looked) = (link.clone(), used.clone(), looked.clone());
        move || {
            used[1].store(1, SeqCst);
            link.store(nodes, 1, Release);
            let replaced = link.swap(nodes, 0, AcqRel);
            free(&used, replaced);
            looked.load(Acquire);
            let second = if again && replaced == 1 { 1 } else { 2 };
            used[second].store(1, SeqCst);
            link.store(nodes, second, Release);
        }
    });
    let seen = link.load(nodes, Acquire);
    looked.store(1, Release);
    let exchanged = link.exchange(nodes, [seen, 3], [AcqRel, Acquire], false);
    if exchanged.is_ok() {
        free(&used, seen);
    }
    maker.join().unwrap();
    // The number alone could be that of either node.
    (
        seen.min(1),
        exchanged.is_ok(),
        link.load(nodes, Relaxed) / 3,
    )
}

#[test]
fn an_address_reused_only_in_some_runs_changes_nothing() {
    let indices = Explorer::new().explore(|| one_after_the_other::<AtomicUsize>((), false));
    let explored = |again: Box<dyn Fn(usize) -> bool + Send + Sync>| {
        let runs = StdAtomicUsize::new(0);
        Explorer::new().explore(move || {
            let run = runs.fetch_add(1, SeqCst);
            one_after_the_other::<AtomicPtr<u8>>(AtomicPtr::<u8>::nodes(true), again(run))
        })
    };
    same(&explored(Box::new(|_| false)), &indices);
    let mut patterns: Vec<Box<dyn Fn(usize) -> bool + Send + Sync>> = Vec::new();
    for n in 1..20 {
        patterns.push(Box::new(move |run| run < n));
        patterns.push(Box::new(move |run| run > n));
        patterns.push(Box::new(move |run| run % (n + 1) == 0));
        patterns.push(Box::new(move |run| run % (n + 1) != 0));
    }
    for again in patterns {
        let found = explored(again);
        assert!(found.complete(), "{:?}", found.stopped_by());
        assert!(found.failures().is_empty(), "{:?}", found.failures());
        assert!(found.outcomes().keys().eq(indices.outcomes().keys()));
    }
}

/// A lock that is free while its pointer is null, and a counter behind it.
fn locked<L: Link>(threads: usize) -> usize {
    let nodes = L::nodes(false);
    let lock = Arc::new(L::new(nodes, 0));
    let count = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (1..=threads)
        .map(|me| {
            let (lock, count) = (lock.clone(), count.clone());
            thread::spawn(move || {
                let orders = [Acquire, Relaxed];
                while lock.exchange(nodes, [0, me], orders, false).is_err() {
                    thread::yield_now();
                }
                let read = count.load(Relaxed);
                count.store(read + 1, Relaxed);
                lock.store(nodes, 0, Release);
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    count.load(Relaxed)
}

#[test]
fn a_lock_that_is_a_pointer_is_a_spin_lock() {
    for threads in 2..=3 {
        let pointers = Explorer::new().explore(move || locked::<AtomicPtr<u8>>(threads));
        let indices = Explorer::new().explore(move || locked::<AtomicUsize>(threads));
        same(&pointers, &indices);
        assert!(pointers.outcomes().keys().eq(&[threads]));
    }
}

/// A node whose maker publishes it with this ordering.
fn published(order: Ordering) -> Exploration<Option<u64>> {
    Explorer::new().explore(move || {
        let place = Arc::new(AtomicPtr::default());
        let maker = thread::spawn({
            let place = place.clone();
            move || {
                let node = PlainCell::new(0_u64);
                node.set(7);
                place.store(Box::into_raw(Box::new(node)), order);
            }
        });
        let node: *mut PlainCell<u64> = place.load(Acquire);
        // SAFETY: nodes are leaked.
        let read = unsafe { node.as_ref() }.map(PlainCell::get);
        maker.join().unwrap();
        read
    })
}

#[test]
fn a_node_that_is_published_is_read() {
    let exploration = published(Release);
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert_eq!(exploration.executions(), 2);
    assert!(exploration.outcomes().keys().eq(&[None, Some(7)]));
}

#[test]
fn a_node_that_is_published_too_weakly_is_a_data_race() {
    let exploration = published(Relaxed);
    let kinds: Vec<_> = exploration.failures().iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&FailureKind::DataRace), "{kinds:?}");
    assert!(!kinds.contains(&FailureKind::Nondeterminism), "{kinds:?}");
}

/// Two pointers to a value that both threads have from the beginning.
#[test]
fn a_shared_pointer_is_one_address() {
    static NODES: [u8; 2] = [0; 2];
    let node = |i: usize| (&raw const NODES[i]).cast_mut();
    let exploration = Explorer::new().explore(move || {
        let x = Arc::new(AtomicPtr::default());
        let first = thread::spawn({
            let x = x.clone();
            move || {
                x.compare_exchange(std::ptr::null_mut(), node(0), Relaxed, Relaxed)
                    .is_ok()
            }
        });
        let second = thread::spawn({
            let x = x.clone();
            move || {
                x.compare_exchange(node(0), node(1), Relaxed, Relaxed)
                    .is_ok()
            }
        });
        (
            first.join().unwrap(),
            second.join().unwrap(),
            x.load(Relaxed) == node(1),
        )
    });
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert!(
        exploration
            .outcomes()
            .keys()
            .eq(&[(true, false, false), (true, true, true)])
    );
    assert_eq!(exploration.executions(), 2);
}

/// A mark in the lowest bit of a pointer, and a concurrent exchange that must not miss it.
#[test]
fn marks_in_the_low_bits_are_part_of_the_value() {
    let exploration = Explorer::new().explore(|| {
        let node = Box::into_raw(Box::new(5_u64));
        let link = Arc::new(AtomicPtr::new(node));
        let marks = thread::spawn({
            let link = link.clone();
            move || link.fetch_or(1, AcqRel).addr() & 1
        });
        let exchanged = link.compare_exchange(node, std::ptr::null_mut(), AcqRel, Acquire);
        assert_eq!(marks.join().unwrap(), 0);
        let end = link.load(Relaxed);
        (
            exchanged.is_ok(),
            end.addr() & 1,
            end.map_addr(|a| a & !1) == node,
        )
    });
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert!(
        exploration
            .outcomes()
            .keys()
            .eq(&[(false, 1, true), (true, 1, false)])
    );
}

#[test]
fn pointers_through_other_primitives_keep_their_names() {
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicPtr::default());
        let by_lock = Arc::new(Mutex::new(0));
        let writer = thread::spawn({
            let (x, by_lock) = (x.clone(), by_lock.clone());
            move || {
                let node = Box::into_raw(Box::new(5_u64));
                *by_lock.lock() = node.expose_provenance();
                x.store(node, Release);
            }
        });
        let address = *by_lock.lock();
        let node = std::ptr::with_exposed_provenance_mut::<u64>(address);
        let exchanged = address != 0
            && x.compare_exchange(node, std::ptr::null_mut(), Relaxed, Relaxed)
                .is_ok();
        writer.join().unwrap();
        (address != 0, exchanged, x.load(Relaxed).is_null())
    });
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    assert!(exploration.outcomes().keys().eq(&[
        (false, false, false),
        (true, false, false),
        (true, true, true)
    ]));
    assert_eq!(exploration.executions(), 3);
}

#[test]
fn null_in_only_one_run_is_nondeterminism() {
    static RUNS: StdAtomicUsize = StdAtomicUsize::new(0);
    let exploration = Explorer::new().explore(|| {
        let x = Arc::new(AtomicPtr::default());
        let node = match RUNS.fetch_add(1, SeqCst) % 2 {
            0 => Box::into_raw(Box::new(5_u64)),
            _ => std::ptr::null_mut(),
        };
        x.store(node, Relaxed);
    });
    let failure = exploration.failures().first().expect("a failure");
    assert_eq!(failure.kind, FailureKind::Nondeterminism);
    assert!(
        failure.message.contains("a store of &M1"),
        "{}",
        failure.message
    );
}

#[test]
fn executions_name_pointers_and_replays_use_the_same_names() {
    let explorer = Explorer::new();
    let program = || works::<ByPointers>(&[&[1, 0], &[2, 0]]);
    let exploration = explorer.explore(program);
    let others = explorer.clone().workers(3).explore(program);
    for (outcome, found) in exploration.outcomes() {
        let told = &found.example;
        assert_eq!(told, &others.outcomes()[outcome].example);
        let replay = explorer.replay(&told.schedule, program).expect("a replay");
        assert_eq!(replay.execution.events, told.events);
        let top = &told.objects[0];
        assert_eq!(top.initial, Some(Value::Pointer(None)));
        assert_eq!(top.last.unwrap().to_string(), "null");
    }
    let text = format!(
        "{}",
        racelab::view::lanes::Lanes::new(&exploration.outcomes().values().next().unwrap().example,)
    );
    assert!(text.contains("&A1") && text.contains("null"), "{text}");
}

/// One operation of a random program, on one of two objects, with nodes by their numbers.
#[derive(Clone, Copy, Debug)]
enum Step {
    Load,
    Store(usize),
    Swap(usize),
    Exchange(usize, usize),
    /// The expected value is the last one that the thread has read.
    ExchangeLast(usize),
    WeakExchange(usize, usize),
    /// Stores the last value that the thread has read.
    Forward,
}

#[derive(Clone, Debug)]
struct Program {
    initial: [usize; 2],
    /// The value that main writes to the first object by `get_mut` before the other threads begin,
    /// if any.
    lends: Option<usize>,
    threads: Vec<Vec<(Step, usize, [Ordering; 3])>>,
}

const NODES: usize = 3;

impl Program {
    fn random(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let threads = rng.random_range(2..=3);
        let len = if threads == 2 { 4 } else { 2 };
        let steps = |rng: &mut StdRng| {
            (0..rng.random_range(1..=len))
                .map(|_| {
                    let (a, b) = (rng.random_range(0..=NODES), rng.random_range(0..=NODES));
                    let step = match rng.random_range(0..8) {
                        0 | 1 => Step::Load,
                        2 => Step::Store(a),
                        3 => Step::Swap(a),
                        4 => Step::Exchange(a, b),
                        5 => Step::ExchangeLast(a),
                        6 => Step::WeakExchange(a, b),
                        _ => Step::Forward,
                    };
                    let orders = [
                        [Relaxed, Acquire, SeqCst][rng.random_range(0..3)],
                        [Relaxed, Release, SeqCst][rng.random_range(0..3)],
                        [Relaxed, Acquire, Release, AcqRel, SeqCst][rng.random_range(0..5)],
                    ];
                    (step, rng.random_range(0..2), orders)
                })
                .collect()
        };
        Self {
            threads: (0..threads).map(|_| steps(&mut rng)).collect(),
            initial: [rng.random_range(0..=NODES), rng.random_range(0..=NODES)],
            lends: rng.random_bool(0.3).then(|| rng.random_range(0..=NODES)),
        }
    }
}

/// An atomic whose values are numbers of nodes, in some way.
trait Link: Send + Sync + Sized + 'static {
    /// The nodes of one execution.
    type Nodes: Copy + Send + Sync + 'static;
    fn nodes(once: bool) -> Self::Nodes;
    fn new(nodes: Self::Nodes, value: usize) -> Self;
    fn lend(&mut self, nodes: Self::Nodes, value: usize);
    fn load(&self, nodes: Self::Nodes, order: Ordering) -> usize;
    fn store(&self, nodes: Self::Nodes, value: usize, order: Ordering);
    fn swap(&self, nodes: Self::Nodes, value: usize, order: Ordering) -> usize;
    fn exchange(
        &self,
        nodes: Self::Nodes,
        values: [usize; 2],
        orders: [Ordering; 2],
        weak: bool,
    ) -> Result<usize, usize>;
}

impl Link for AtomicUsize {
    type Nodes = ();

    fn nodes(_: bool) {}

    fn new((): (), value: usize) -> Self {
        Self::new(value)
    }

    fn lend(&mut self, (): (), value: usize) {
        *self.get_mut() = value;
    }

    fn load(&self, (): (), order: Ordering) -> usize {
        self.load(order)
    }

    fn store(&self, (): (), value: usize, order: Ordering) {
        self.store(value, order);
    }

    fn swap(&self, (): (), value: usize, order: Ordering) -> usize {
        self.swap(value, order)
    }

    fn exchange(
        &self,
        (): (),
        [old, new]: [usize; 2],
        [yes, no]: [Ordering; 2],
        weak: bool,
    ) -> Result<usize, usize> {
        match weak {
            false => self.compare_exchange(old, new, yes, no),
            true => self.compare_exchange_weak(old, new, yes, no),
        }
    }
}

/// The address of node n is the n-th byte of an array.
#[derive(Clone, Copy)]
struct Array(*mut u8);

// SAFETY: no code reads or writes there.
unsafe impl Send for Array {}
// SAFETY: as above.
unsafe impl Sync for Array {}

impl Array {
    fn node(self, number: usize) -> *mut u8 {
        match number {
            0 => std::ptr::null_mut(),
            number => self.0.wrapping_add(number),
        }
    }

    fn number(self, node: *mut u8) -> usize {
        match node.is_null() {
            true => 0,
            false => node.addr() - self.0.addr(),
        }
    }
}

impl Link for AtomicPtr<u8> {
    type Nodes = Array;

    /// The nodes at the same addresses in all executions, or at other addresses in each.
    fn nodes(once: bool) -> Array {
        static NODES_OF_ALL: [u8; NODES + 1] = [0; NODES + 1];
        match once {
            true => Array((&raw const NODES_OF_ALL).cast_mut().cast()),
            false => Array(Box::leak(Box::new([0_u8; NODES + 1])).as_mut_ptr()),
        }
    }

    fn new(nodes: Array, value: usize) -> Self {
        Self::new(nodes.node(value))
    }

    fn lend(&mut self, nodes: Array, value: usize) {
        *self.get_mut() = nodes.node(value);
    }

    fn load(&self, nodes: Array, order: Ordering) -> usize {
        nodes.number(self.load(order))
    }

    fn store(&self, nodes: Array, value: usize, order: Ordering) {
        self.store(nodes.node(value), order);
    }

    fn swap(&self, nodes: Array, value: usize, order: Ordering) -> usize {
        nodes.number(self.swap(nodes.node(value), order))
    }

    fn exchange(
        &self,
        nodes: Array,
        [old, new]: [usize; 2],
        [yes, no]: [Ordering; 2],
        weak: bool,
    ) -> Result<usize, usize> {
        let (old, new) = (nodes.node(old), nodes.node(new));
        let result = match weak {
            false => self.compare_exchange(old, new, yes, no),
            true => self.compare_exchange_weak(old, new, yes, no),
        };
        result
            .map(|node| nodes.number(node))
            .map_err(|node| nodes.number(node))
    }
}

/// The values that each thread of the program reads, and the final ones.
fn run<L: Link>(program: &Program, once: bool) -> Vec<Vec<usize>> {
    let nodes = L::nodes(once);
    let [x, y] = program.initial;
    let mut objects = [L::new(nodes, x), L::new(nodes, y)];
    if let Some(value) = program.lends {
        objects[0].lend(nodes, value);
    }
    let objects = Arc::new(objects);
    let threads: Vec<_> = program
        .threads
        .iter()
        .map(|steps| {
            let (objects, steps) = (objects.clone(), steps.clone());
            thread::spawn(move || {
                let mut read = vec![0];
                for (step, object, [load, store, update]) in steps {
                    let object = &objects[object];
                    // (10 says that the exchange failed.)
                    let last = read.last().unwrap() % 10;
                    let exchange = |old, new, weak| {
                        let result = object.exchange(nodes, [old, new], [update, load], weak);
                        result.unwrap_or_else(|v| 10 + v)
                    };
                    match step {
                        Step::Load => read.push(object.load(nodes, load)),
                        Step::Store(value) => object.store(nodes, value, store),
                        Step::Swap(value) => read.push(object.swap(nodes, value, update)),
                        Step::Exchange(old, new) => {
                            read.push(exchange(old, new, false));
                        }
                        Step::ExchangeLast(new) => {
                            read.push(exchange(last, new, false));
                        }
                        Step::WeakExchange(old, new) => {
                            read.push(exchange(old, new, true));
                        }
                        Step::Forward => object.store(nodes, last, store),
                    }
                }
                read
            })
        })
        .collect();
    let mut read: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    read.push(objects.iter().map(|o| o.load(nodes, Relaxed)).collect());
    read
}

#[test]
fn random_programs_of_pointers_have_the_executions_of_those_of_indices() {
    let programs = std::env::var("RACELAB_FUZZ_PROGRAMS")
        .map_or(sample(1000, 10), |n| n.parse().expect("a number"));
    for seed in 1..=programs {
        let program = Arc::new(Program::random(seed));
        for model in [MemoryModel::Rc11, MemoryModel::Sc] {
            let explorer = Explorer::new().memory_model(model).spurious(seed % 2 == 0);
            let p = program.clone();
            let indices = explorer.explore(move || run::<AtomicUsize>(&p, true));
            for once in [true, false] {
                let p = program.clone();
                let pointers = explorer.explore(move || run::<AtomicPtr<u8>>(&p, once));
                let counts = |e: &Exploration<Vec<Vec<usize>>>| {
                    let failures: Vec<_> = e.failures().iter().map(|f| &f.message).collect();
                    let outcomes = e.outcomes().iter();
                    format!(
                        "{failures:?} {} {:?}",
                        e.executions(),
                        outcomes.map(|(k, o)| (k, o.executions)).collect::<Vec<_>>()
                    )
                };
                assert_eq!(
                    counts(&pointers),
                    counts(&indices),
                    "seed {seed}, {model}, {once}: {program:#?}"
                );
            }
        }
    }
}

#[test]
fn loom_agrees_on_a_small_stack() {
    let program = || {
        let popped = works::<ByPointers>(&[&[1], &[2, 0]]);
        let mut all: Vec<_> = popped.into_iter().flatten().flatten().collect();
        all.sort_unstable();
        assert_eq!(all, [1, 2]);
    };
    let exploration = Explorer::new().explore(program);
    assert!(
        exploration.failures().is_empty(),
        "{:?}",
        exploration.failures()
    );
    let verdict = judge(&LoomLimits::default(), program);
    assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
}
