//! A state graph, as JSON and as a drawing.
//!
//! The JSON is described in `docs/state_graph.md`.

mod boxes;
mod drawing;
mod form;
mod layout;
mod near;

use crate::explore::StateGraph;

use super::{Subject, Undrawn};

pub use form::{About, SCHEMA, compact, json};
pub use near::{Aim, Near};

/// The graph as a drawing: a box for each state, time running down, an arrow with the letter of the
/// thread for each step. A state in which the program ends shows the rating of that end.
///
/// # Errors
///
/// A sentence that says what to do, if the graph is not complete, or its drawing would be too large
/// to read.
pub fn svg(subject: &Subject, graph: &StateGraph) -> Result<String, Undrawn> {
    if let Some(why) = &graph.stopped_by {
        return Err(Undrawn::Incomplete(why.clone()));
    }
    drawing::draw(subject, graph).ok_or(Undrawn::States(graph.nodes.len()))
}
