//! A program that contradicts itself since it follows the order of a hash table.
//!
//! A `HashMap` of std iterates in a random order. The explorer does not see it. What it sees
//! is an operation that is on another object than in the run before, though it is the same one
//! at the same line; and that is what a loop over the values of a map looks like.

/// What to say of a contradiction that the explorer has told: first that it is the order of a
/// hash table, where it looks like that.
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

/// The operation that is the same before and now, with its place, so that only the object
/// can differ.
fn operation(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("it read the same values: ")?;
    let (before, rest) = rest.split_once(" before, ")?;
    let (now, _) = rest.split_once(" now;")?;
    (before == now).then_some(before)
}
