//! `Send`, `Sync`, `UnwindSafe`, `RefUnwindSafe` and `Unpin`: the seam's types have them
//! exactly if std's have them.

use std::cell::{Cell, RefCell};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;

/// Whether the type has the trait. (An inherent constant hides that of a trait, and it exists
/// only if its bound holds.)
macro_rules! has {
    ($t:ty, $Trait:ident) => {{
        #[allow(dead_code)]
        trait No {
            const HAS: bool = false;
        }
        impl<T: ?Sized> No for T {}
        struct Is<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(dead_code)]
        impl<T: ?Sized + $Trait> Is<T> {
            const HAS: bool = true;
        }
        <Is<$t>>::HAS
    }};
}

/// Which of the five a type has.
macro_rules! traits {
    ($t:ty) => {
        [
            ("Send", has!($t, Send)),
            ("Sync", has!($t, Sync)),
            ("Unpin", has!($t, Unpin)),
            ("UnwindSafe", has!($t, UnwindSafe)),
            ("RefUnwindSafe", has!($t, RefUnwindSafe)),
        ]
    };
}

/// Compares each type of the seam with std's of the same name.
macro_rules! like_stds {
    ($($type:ty = $std:ty;)*) => {
        let differences: Vec<String> = [$((stringify!($type), traits!($type), traits!($std)),)*]
            .into_iter()
            .filter(|(_, ours, stds)| ours != stds)
            .map(|(name, ours, stds)| {
                let differ = ours.iter().zip(stds).filter(|(o, s)| **o != *s);
                let differ: Vec<_> = differ.map(|((name, ours), _)| format!("{name} {ours}")).collect();
                format!("{name}: {}", differ.join(", "))
            })
            .collect();
        assert!(differences.is_empty(), "not as std's:\n{}", differences.join("\n"));
    };
}

#[test]
fn types_without_parameters_are_as_stds() {
    use racelab::sync;
    use racelab::sync::atomic as ours;
    use std::sync::atomic as stds;
    like_stds! {
        ours::AtomicBool = stds::AtomicBool;
        ours::AtomicU8 = stds::AtomicU8;
        ours::AtomicU16 = stds::AtomicU16;
        ours::AtomicU32 = stds::AtomicU32;
        ours::AtomicU64 = stds::AtomicU64;
        ours::AtomicUsize = stds::AtomicUsize;
        ours::AtomicI8 = stds::AtomicI8;
        ours::AtomicI16 = stds::AtomicI16;
        ours::AtomicI32 = stds::AtomicI32;
        ours::AtomicI64 = stds::AtomicI64;
        ours::AtomicIsize = stds::AtomicIsize;
        sync::Condvar = std::sync::Condvar;
        sync::Barrier = std::sync::Barrier;
        sync::BarrierWaitResult = std::sync::BarrierWaitResult;
        sync::Once = std::sync::Once;
        sync::WaitTimeoutResult = std::sync::WaitTimeoutResult;
        sync::thread::Thread = std::thread::Thread;
        sync::thread::ThreadId = std::thread::ThreadId;
        sync::thread::Builder = std::thread::Builder;
        sync::thread::Scope<'static, 'static> = std::thread::Scope<'static, 'static>;
    }
}

/// Types with a parameter, for one type that it may be.
macro_rules! with_a_parameter {
    ($($name:ident: $t:ty;)*) => {$(
        #[test]
        fn $name() {
            use racelab::sync;
            use racelab::sync::{mpsc as ours, thread};
            use std::sync::mpsc as stds;
            like_stds! {
                sync::atomic::AtomicPtr<$t> = std::sync::atomic::AtomicPtr<$t>;
                sync::Mutex<$t> = std::sync::Mutex<$t>;
                sync::MutexGuard<'static, $t> = std::sync::MutexGuard<'static, $t>;
                sync::RwLock<$t> = std::sync::RwLock<$t>;
                sync::RwLockReadGuard<'static, $t> = std::sync::RwLockReadGuard<'static, $t>;
                sync::RwLockWriteGuard<'static, $t> = std::sync::RwLockWriteGuard<'static, $t>;
                sync::OnceLock<$t> = std::sync::OnceLock<$t>;
                sync::Arc<$t> = std::sync::Arc<$t>;
                sync::Weak<$t> = std::sync::Weak<$t>;
                ours::Sender<$t> = stds::Sender<$t>;
                ours::SyncSender<$t> = stds::SyncSender<$t>;
                ours::Receiver<$t> = stds::Receiver<$t>;
                ours::Iter<'static, $t> = stds::Iter<'static, $t>;
                ours::TryIter<'static, $t> = stds::TryIter<'static, $t>;
                ours::IntoIter<$t> = stds::IntoIter<$t>;
                ours::SendError<$t> = stds::SendError<$t>;
                thread::JoinHandle<$t> = std::thread::JoinHandle<$t>;
                thread::ScopedJoinHandle<'static, $t> = std::thread::ScopedJoinHandle<'static, $t>;
            }
        }
    )*};
}

with_a_parameter! {
    of_an_integer_they_are_as_stds: u64;
    of_a_cell_they_are_as_stds: Cell<u64>;
    of_a_ref_cell_they_are_as_stds: RefCell<u64>;
    of_an_rc_they_are_as_stds: Rc<u64>;
    of_a_pointer_they_are_as_stds: *mut u64;
    of_a_mutable_borrow_they_are_as_stds: &'static mut u64;
    of_a_mutex_they_are_as_stds: std::sync::Mutex<u64>;
    of_a_guard_they_are_as_stds: std::sync::MutexGuard<'static, u64>;
    of_what_stays_where_it_is_they_are_as_stds: std::marker::PhantomPinned;
}
