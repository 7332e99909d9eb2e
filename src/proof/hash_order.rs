//! A program that depends on the iteration order of a hash table.
//!
//! std's `HashMap` iterates in a random order, which the explorer does not see. It sees that the
//! same operation at the same line is on another object than in the previous run. A loop over the
//! values of a map looks like that.

/// The message about a nondeterministic program. If a hash table may be the reason, the message
/// begins with it.
pub(super) fn told(message: &str) -> String {
    match operation(message) {
        None => message.to_owned(),
        Some(operation) => format!(
            "a HashMap or a HashSet iterates in a random order; use a BTreeMap or a BTreeSet, or \
             those of racelab::sync::collections: {operation} is on one object in one run, and on \
             another in the next, though it read the same values"
        ),
    }
}

/// The operation with its place, if it is the same in both runs, so that only the object differs.
fn operation(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("it read the same values: ")?;
    let (before, rest) = rest.split_once(" before, ")?;
    let (now, _) = rest.split_once(" now;")?;
    (before == now).then_some(before)
}
