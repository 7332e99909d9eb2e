//! A state graph, as JSON and as a drawing.
//!
//! The JSON is described in `docs/state_graph.md`.

mod drawing;
mod layout;

use serde::Serialize;

use crate::explore::StateGraph;

use super::{Subject, counted};

/// The number of the JSON's form.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Form<'a> {
    schema: u32,
    lab: &'a str,
    /// The number of paths; null where it was not found.
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
    // Only a map with keys that are no strings, or a failing Serialize, is an
    // error; there is neither here.
    serde_json::to_string(&form).unwrap_or_default()
}

/// The graph as a drawing: a box for each state, time running down, an arrow with
/// the letter of the thread for each step. The states in which the program ends show what to
/// think of that end.
///
/// # Errors
///
/// If the graph is not complete, or larger than a screen: a sentence that says what to do.
pub fn svg(subject: &Subject, graph: &StateGraph) -> Result<String, String> {
    if let Some(why) = &graph.stopped_by {
        return Err(format!("the state graph is not complete: {why}"));
    }
    drawing::draw(subject, graph).ok_or_else(|| {
        format!(
            "a picture of the program's {} would be too large to read; draw a smaller instance, \
             or let --graph write a file that ends in .json",
            counted(graph.nodes.len() as u64, "state")
        )
    })
}
