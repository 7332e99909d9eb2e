//! A state graph, as JSON and as a drawing.
//!
//! The JSON is described in `docs/state_graph.md`.

mod boxes;
mod drawing;
mod layout;

use serde::Serialize;

use crate::explore::StateGraph;

use super::{Subject, Undrawn};

/// The version of the JSON format.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Form<'a> {
    schema: u32,
    lab: &'a str,
    /// The number of paths; null if it was not computed.
    interleavings: Option<u128>,
    #[serde(flatten)]
    graph: &'a StateGraph,
}

/// The graph as one line of JSON.
pub fn json(lab: &str, graph: &StateGraph) -> String {
    let form = Form {
        schema: SCHEMA,
        lab,
        interleavings: graph.paths().filter(|_| graph.complete),
        graph,
    };
    // Only a map whose keys are not strings, or a failing Serialize, is an
    // error; this has neither.
    serde_json::to_string(&form).unwrap_or_default()
}

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
