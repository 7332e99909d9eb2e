//! The state graph of a page, cut to what a page may carry.

use crate::explore::StateGraph;
use crate::view::state_graph::{About, Near, compact};

/// How many bytes of a page are left for the graph. Script and style take 40 kB, and `<` takes
/// six times its place.
const MOST: usize = 220_000;

/// How many steps from a shortest way to a goal the states of a large graph are kept.
const RADIUS: usize = 3;

/// The graph for [`Figure::graph`](super::Figure::graph). A graph that is too large keeps the
/// states within 3 steps of a shortest way to a goal, or within fewer if those are still too
/// many; a step that leaves them leads to no state. `None` if even the way is too long.
pub fn data(about: &About, graph: &StateGraph) -> Option<String> {
    let fits = |near: Near| Some(compact(about, graph, &near)).filter(|text| text.len() <= MOST);
    let radii = (0..=RADIUS).rev();
    let mut near = radii.map(|radius| Near::to(graph, &about.aims, radius));
    fits(Near::all(graph)).or_else(|| near.find_map(fits))
}
