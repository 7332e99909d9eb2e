//! The attendant: the parent's side of a conversation with the confined work.

/// What the parent does while the child works. `()` does nothing.
pub trait Attendant {
    /// The work has called [`tell`](crate::tell) with these words.
    fn hear(&mut self, _words: &str) {}

    /// The work asks for a line; `None` if there are no more. The time that the
    /// answer takes does not count as the child's.
    fn answer(&mut self) -> Option<String> {
        None
    }

    /// Whether the work should stop and return the result that it has so far. The parent
    /// asks this ten times a second.
    fn is_enough(&self) -> bool {
        false
    }
}

impl Attendant for () {}
