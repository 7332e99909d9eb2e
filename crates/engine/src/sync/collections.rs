//! std's hash tables, with an order that is the same in each run.
//!
//! A `HashMap` of std hashes with a key that it draws at random, so that it iterates in another
//! order in each run. An explored program depends on nothing but its schedule: where it operates
//! on memory or locks in the order of such a map, there is nothing to be said of it. These are
//! the same types with a hasher that draws nothing.
//!
//! They have all methods but `new` and `with_capacity`, which std has for its own hasher only:
//! `default()` makes an empty one.
//!
//! ```
//! use racelab_engine::explore::Explorer;
//! use racelab_engine::sync::atomic::{AtomicU64, Ordering::Relaxed};
//! use racelab_engine::sync::{Arc, collections::HashMap, thread};
//!
//! let explored = Explorer::new().explore(|| {
//!     let mut counts: HashMap<u64, AtomicU64> = HashMap::default();
//!     counts.extend((0..3).map(|number| (number, AtomicU64::new(0))));
//!     let counts = Arc::new(counts);
//!     let theirs = Arc::clone(&counts);
//!     let thread = thread::spawn(move || theirs[&2].fetch_add(1, Relaxed));
//!     let seen: u64 = counts.values().map(|count| count.load(Relaxed)).sum();
//!     thread.join().unwrap();
//!     seen
//! });
//! assert!(explored.complete());
//! assert!(explored.outcomes().keys().eq([&0, &1]));
//! ```

use std::collections::{self, hash_map::DefaultHasher};
use std::hash::BuildHasherDefault;

/// std's [`HashMap`](collections::HashMap), with an order that depends only on its keys and its
/// history.
pub type HashMap<K, V> = collections::HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// std's [`HashSet`](collections::HashSet), with an order that depends only on its keys and its
/// history.
pub type HashSet<T> = collections::HashSet<T, BuildHasherDefault<DefaultHasher>>;
