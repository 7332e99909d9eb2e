//! `Arc`: the same as std's for real, and in both models.

use std::any::Any;
use std::borrow::{Borrow, Cow};
use std::collections::HashMap;
use std::fmt::{self, Debug};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc as StdArc;
use std::sync::Weak as StdWeak;

use racelab::explore::{Explorer, FailureKind, StoppedBy};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Mutex, Weak, thread};
use racelab_loom::{LoomLimits, LoomVerdict, judge};

use crate::ways;

#[test]
fn an_arc_is_two_words() {
    let word = size_of::<usize>();
    assert_eq!(size_of::<Arc<[u8; 100]>>(), 2 * word);
    assert_eq!(size_of::<Weak<[u8; 100]>>(), 2 * word);
    assert_eq!(size_of::<Arc<str>>(), 3 * word);
}

#[test]
fn threads_share_a_payload() {
    ways::holds(|| {
        let sum = Arc::new(AtomicU64::new(0));
        let threads = [1, 2].map(|d| {
            let sum = Arc::clone(&sum);
            thread::spawn(move || sum.fetch_add(d, Relaxed))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(sum.load(Relaxed), 3);
        assert_eq!(Arc::strong_count(&sum), 1);
        assert_eq!(Arc::try_unwrap(sum).unwrap().into_inner(), 3);
    });
}

#[test]
fn it_has_what_stds_has() {
    ways::holds(|| {
        let mut x = Arc::new(String::from("x"));
        assert_eq!(Arc::get_mut(&mut x).map(|x| x.len()), Some(1));
        let y = x.clone();
        assert!(Arc::ptr_eq(&x, &y) && Arc::as_ptr(&x) == Arc::as_ptr(&y));
        assert_eq!(Arc::get_mut(&mut x), None);
        Arc::make_mut(&mut x).push('!');
        assert_eq!((x.as_str(), y.as_str()), ("x!", "x"));
        let x = Arc::try_unwrap(x).unwrap();
        let z = y.clone();
        let y = Arc::try_unwrap(y).unwrap_err();
        assert_eq!(Arc::into_inner(z), None);
        assert_eq!(Arc::unwrap_or_clone(y) + &x, "xx!");
    });
}

#[test]
fn a_weak_handle_does_not_keep_the_payload() {
    ways::holds(|| {
        let x = Arc::new(7);
        let weak = Arc::downgrade(&x);
        let other = weak.clone();
        assert!(weak.ptr_eq(&other) && weak.as_ptr() == Arc::as_ptr(&x));
        let counts = |weak: &Weak<u8>| (weak.strong_count(), weak.weak_count());
        assert_eq!(counts(&weak), (1, 2));
        assert_eq!(weak.upgrade().as_deref(), Some(&7));
        assert_eq!((Arc::strong_count(&x), Arc::weak_count(&x)), (1, 2));
        drop((x, other));
        assert_eq!(counts(&weak), (0, 0));
        assert!(weak.upgrade().is_none());
        assert_eq!(format!("{weak:?}"), "(Weak)");
    });
}

#[test]
fn a_weak_handle_may_have_no_payload() {
    ways::holds(|| {
        let nothing = Weak::<u8>::new();
        assert!(nothing.upgrade().is_none() && Weak::<u8>::default().upgrade().is_none());
        assert_eq!((nothing.strong_count(), nothing.weak_count()), (0, 0));
    });
    static NOTHING: Weak<u8> = Weak::new();
    ways::holds(|| assert!(NOTHING.clone().upgrade().is_none()));
}

#[test]
fn make_mut_takes_the_payload_from_weak_handles() {
    ways::holds(|| {
        let mut x = Arc::new(1);
        let weak = Arc::downgrade(&x);
        *Arc::make_mut(&mut x) += 1;
        assert_eq!((*x, Arc::strong_count(&x), Arc::weak_count(&x)), (2, 1, 0));
        assert!(weak.upgrade().is_none());
        assert_eq!((weak.strong_count(), weak.weak_count()), (0, 0));
    });
}

#[test]
fn a_payload_may_have_a_handle_to_itself() {
    struct Node {
        me: Weak<Node>,
        before: bool,
    }
    ways::holds(|| {
        let node = Arc::new_cyclic(|me: &Weak<Node>| {
            assert_eq!((me.strong_count(), me.weak_count()), (0, 0));
            Node {
                me: me.clone(),
                before: me.upgrade().is_some(),
            }
        });
        assert!(!node.before);
        assert_eq!((Arc::strong_count(&node), Arc::weak_count(&node)), (1, 1));
        assert!(Arc::ptr_eq(&node, &node.me.upgrade().unwrap()));
    });
}

#[test]
fn it_is_made_from_what_stds_is() {
    ways::holds(|| {
        assert_eq!(*Arc::<u8>::default() + *Arc::from(7), 7);
        let name: [Arc<str>; 4] = [
            Arc::from("x"),
            Arc::from(String::from("x")),
            Arc::from(Cow::Borrowed("x")),
            Arc::from(Box::from("x")),
        ];
        assert!(name.iter().all(|name| &**name == "x"));
        assert_eq!(&*Arc::<str>::default(), "");
        assert_eq!(Arc::<[u8]>::default().len(), 0);
        let items: [Arc<[u8]>; 4] = [
            Arc::from(vec![1, 2]),
            Arc::from([1, 2]),
            Arc::from(&[1, 2][..]),
            (1..3).collect(),
        ];
        assert!(items.iter().all(|items| **items == [1, 2]));
        let [items, ..] = items;
        let array: Arc<[u8; 2]> = items.try_into().unwrap();
        let slice: Arc<[u8]> = Arc::from(*array);
        assert_eq!(*Arc::<[u8; 3]>::try_from(slice).unwrap_err(), [1, 2]);
    });
}

#[test]
fn a_trait_object_comes_from_a_box_or_from_std() {
    ways::holds(|| {
        let boxed: Box<dyn Fn() -> u8 + Send + Sync> = Box::new(|| 7);
        let f: Arc<dyn Fn() -> u8 + Send + Sync> = Arc::from(boxed);
        let std: StdArc<dyn Fn() -> u8 + Send + Sync> = StdArc::new(|| 1);
        let g = Arc::from_std(std);
        let other = g.clone();
        let thread = thread::spawn(move || other() + 1);
        assert_eq!(f() + g() + thread.join().unwrap(), 10);
        assert_eq!(Arc::strong_count(&g), 1);
    });
}

#[test]
fn a_payload_of_any_type_is_known_again() {
    ways::holds(|| {
        let boxed: Box<dyn Any + Send + Sync> = Box::new(7_u8);
        let any: Arc<dyn Any + Send + Sync> = Arc::from(boxed);
        let any = any.downcast::<u16>().unwrap_err();
        assert_eq!(*any.downcast::<u8>().unwrap(), 7);
    });
}

#[test]
fn it_does_what_its_payload_does() {
    ways::holds(|| {
        let (one, two) = (Arc::new(1), Arc::new(2));
        assert!(one < two && one != two && one == Arc::new(1));
        assert_eq!(one.cmp(&two), 1.cmp(&2));
        assert_eq!(format!("{one} {one:?}"), "1 1");
        assert_eq!(format!("{one:p}"), format!("{:p}", Arc::as_ptr(&one)));
        assert_eq!(*<Arc<u8> as AsRef<u8>>::as_ref(&Arc::new(3)), 3);
        assert_eq!(*<Arc<u8> as Borrow<u8>>::borrow(&Arc::new(3)), 3);
        let map = HashMap::from([(Arc::<str>::from("x"), 1)]);
        assert_eq!(map["x"], 1);
        let error: Arc<dyn std::error::Error + Send + Sync> =
            Arc::from_std(StdArc::new(fmt::Error));
        assert!(std::error::Error::source(&error).is_none());
        assert_eq!(*Arc::pin(4), 4);
    });
}

/// Whether a type has these traits: an inherent constant hides the trait's.
macro_rules! has {
    ($type:ty: $($bound:tt)*) => {{
        #[allow(dead_code)]
        trait No { const HAS: bool = false; }
        impl<T: ?Sized> No for T {}
        struct Is<T: ?Sized>(#[allow(dead_code)] std::marker::PhantomData<T>);
        #[allow(dead_code)]
        impl<T: $($bound)* + ?Sized> Is<T> { const HAS: bool = true; }
        <Is<$type>>::HAS
    }};
}

#[test]
fn it_has_the_auto_traits_of_stds() {
    /// The traits of both handles, of a payload of this type.
    macro_rules! same {
        (@ $ours:ident $theirs:ident $payload:ty) => {
            assert_eq!(has!($ours<$payload>: Send), has!($theirs<$payload>: Send));
            assert_eq!(has!($ours<$payload>: Sync), has!($theirs<$payload>: Sync));
            assert_eq!(has!($ours<$payload>: Unpin), has!($theirs<$payload>: Unpin));
            assert_eq!(has!($ours<$payload>: UnwindSafe), has!($theirs<$payload>: UnwindSafe));
            assert_eq!(
                has!($ours<$payload>: RefUnwindSafe),
                has!($theirs<$payload>: RefUnwindSafe)
            );
        };
        ($($payload:ty)*) => {$(
            same!(@ Arc StdArc $payload);
            same!(@ Weak StdWeak $payload);
        )*};
    }
    same!(u8 std::cell::Cell<u8> std::rc::Rc<u8> std::sync::Mutex<u8> &'static mut u8 str dyn Fn());
    same!(dyn Debug + Send + Sync std::marker::PhantomPinned *const u8);
    assert!(has!(Arc<u8>: Send) && !has!(Arc<std::cell::Cell<u8>>: Send));
}

/// Captured by the program, which can own it but not count its owners.
#[test]
fn an_arc_from_outside_is_not_counted_in_a_model() {
    const SENTENCE: &str = "this Arc was created outside the explored closure, where its owners \
                            are out of sight; create it inside";
    let x = Arc::new(7);
    let inside = x.clone();
    let found = Explorer::new().explore(move || *inside.clone());
    assert!(found.failures().is_empty() && found.complete());
    let inside = x.clone();
    let found = Explorer::new().explore(move || Arc::strong_count(&inside));
    let [failure] = found.failures() else {
        panic!("{:?}", found.failures());
    };
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(failure.message.contains(SENTENCE), "{}", failure.message);
    let weak = Arc::downgrade(&x);
    match judge(&LoomLimits::default(), move || _ = weak.upgrade()) {
        LoomVerdict::Fails { message, .. } => assert!(message.contains(SENTENCE), "{message}"),
        verdict => panic!("{verdict:?}"),
    }
}

/// Kept after its execution has ended.
#[test]
fn an_arc_of_an_execution_is_not_counted_outside() {
    static KEPT: std::sync::Mutex<Option<Arc<u8>>> = std::sync::Mutex::new(None);
    Explorer::new().explore(|| *KEPT.lock().unwrap() = Some(Arc::new(7)));
    let kept = KEPT.lock().unwrap().take().unwrap();
    assert_eq!(*kept.clone(), 7);
    let looks = std::panic::AssertUnwindSafe(|| Arc::strong_count(&kept));
    let panic = std::panic::catch_unwind(looks).unwrap_err();
    let message = panic.downcast_ref::<&str>().unwrap();
    assert!(
        message.contains("belongs to an execution that has ended"),
        "{message}"
    );
}

#[test]
fn loom_cannot_judge_a_look_while_others_run() {
    let verdict = judge(&LoomLimits::default(), || {
        let x = Arc::new(7);
        let y = x.clone();
        let thread = thread::spawn(move || drop(y));
        let count = Arc::strong_count(&x);
        thread.join().unwrap();
        assert!(count <= 2);
    });
    let LoomVerdict::Undecided { reason, .. } = verdict else {
        panic!("{verdict:?}");
    };
    let line = line!() - 7;
    assert_eq!(
        reason,
        format!(
            "loom does not see how many handles an Arc has while other threads run (arcs.rs:{line})"
        )
    );
}

#[test]
fn handles_of_stds_are_out_of_sight() {
    let found = Explorer::new().explore(|| {
        let std = StdArc::new(7);
        *Arc::from_std(std.clone())
    });
    assert!(
        matches!(found.stopped_by(), Some(StoppedBy::Unmodelled(_))),
        "{found:?}"
    );
    let std = StdArc::new(7);
    let ours = Arc::from_std(std.clone());
    assert_eq!(Arc::strong_count(&ours), 2);
}

/// A panic in the payload's destructor belongs to the thread that drops it.
#[test]
fn a_destructor_may_panic() {
    struct Bad(Arc<Mutex<u8>>);
    impl Drop for Bad {
        fn drop(&mut self) {
            *self.0.lock() += 1;
            panic!("bad");
        }
    }
    ways::fails_in_models(
        || {
            let x = Arc::new(Bad(Arc::new(Mutex::new(0))));
            let y = x.clone();
            thread::spawn(move || drop(y));
            drop(x);
        },
        FailureKind::Panic,
        "bad",
        "bad",
    );
}
