//! std's hash tables, with an order that is the same in each run.
//!
//! A `HashMap` of std hashes with a random key, so it iterates in another order in each run. An
//! explored program may depend on nothing but its schedule. If it operates on memory or locks in
//! the order of such a map, the explorer cannot judge it. The types here are the same, with a
//! hasher without a random key.
//!
//! They have all methods except `new` and `with_capacity`, which std has only for its own hasher.
//! `default()` creates an empty one.
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
