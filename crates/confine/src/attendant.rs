//! Who attends to confined work while it goes on.

/// What the parent does while the child works. `()` does nothing.
pub trait Attendant {
    /// The work says something, as it did to [`tell`](crate::tell).
    fn hear(&mut self, _words: &str) {}

    /// The work asks for a line; `None` where there are no more. The time that the
    /// answer takes is not the child's.
    fn answer(&mut self) -> Option<String> {
        None
    }

    /// Whether the work should come to an end with what it has. Asked ten times a
    /// second.
    fn is_enough(&self) -> bool {
        false
    }
}

impl Attendant for () {}
