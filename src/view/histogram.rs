//! Groups many outcomes of real runs into ranges of equal width.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The number of runs in each range of outcomes, in at most `most` ranges of
/// equal width, without empty ranges. If there are at most `most` different outcomes,
/// each is a range of its own.
///
/// `apart` is an outcome with a range of its own, such as the right answer.
///
/// ```
/// use std::collections::BTreeMap;
/// use racelab::view::histogram::ranges;
///
/// let runs = BTreeMap::from([(3, 5), (4, 1), (12, 1), (20, 7)]);
/// assert_eq!(ranges(&runs, 3, 20), [(3..=7, 6), (8..=12, 1), (20..=20, 7)]);
/// assert_eq!(ranges(&runs, 4, 20).len(), 4);
/// ```
///
/// # Panics
///
/// If `most` is less than 2.
pub fn ranges(
    runs: &BTreeMap<u64, u64>,
    most: usize,
    apart: u64,
) -> Vec<(RangeInclusive<u64>, u64)> {
    assert!(most >= 2, "a histogram has at least two ranges");
    if runs.len() <= most {
        return runs
            .iter()
            .map(|(&number, &count)| (number..=number, count))
            .collect();
    }
    let others = || runs.iter().filter(|(number, _)| **number != apart);
    let (Some((&first, _)), Some((&last, _))) = (others().next(), others().next_back()) else {
        return Vec::new();
    };
    let parts = u64::try_from(most - 1).unwrap_or(u64::MAX);
    let width = (last - first) / parts + 1;
    let mut gathered: BTreeMap<(u64, u64), u64> = BTreeMap::new();
    for (&number, &count) in runs {
        let low = first + number.saturating_sub(first) / width * width;
        let range = if number == apart {
            (apart, apart)
        } else {
            (low, (low + (width - 1)).min(last))
        };
        *gathered.entry(range).or_default() += count;
    }
    gathered
        .into_iter()
        .map(|((low, high), count)| (low..=high, count))
        .collect()
}
