//! A graph as a text.

use std::fmt;

use super::Graph;
use crate::explore::schedule::letter;

impl fmt::Display for Graph {
    /// A text that is the same for equal graphs, and different for others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, node) in self.events() {
            let thread = letter(usize::from(id.thread));
            write!(f, "{thread}{}", id.index)?;
            if node.reads() {
                if node.source.is_initial() {
                    write!(f, "<init")?;
                } else {
                    let source = letter(usize::from(node.source.thread));
                    write!(f, "<{source}{}", node.source.index)?;
                }
            }
            if node.is_spurious() {
                write!(f, "-")?;
            } else if node.choice > 0 {
                write!(f, "?{}", node.choice)?;
            }
            if node.position > 0 {
                write!(f, "@{}", node.position)?;
            }
            write!(f, " ")?;
        }
        Ok(())
    }
}
