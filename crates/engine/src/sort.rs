//! Stable sorting, compiled once.
//!
//! The compiler copies std's sort for each type and each comparison, and the sort is large: ten
//! copies were a tenth of the engine's code. The lists here are short, or their sorts are rare.

use std::cmp::Ordering;

/// Sorts by this key; items with equal keys keep their order.
///
/// ```
/// let mut words = vec!["three", "one", "two"];
/// racelab_engine::sort::by_key(&mut words, |word| word.len());
/// assert_eq!(words, ["one", "two", "three"]);
/// ```
pub fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by this comparison; equal items keep their order.
pub fn by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let order = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    let mut left: Vec<Option<T>> = items.drain(..).map(Some).collect();
    let take = |place: usize| left[place].take().expect("each place stands there once");
    items.extend(order.into_iter().map(take));
}

/// The places of this many items, in the order that the comparison of two places makes.
#[inline(never)]
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}
