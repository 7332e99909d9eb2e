//! The files that the commands write: graphs and lanes.

use std::path::Path;
use std::sync::Arc;

use crate::examination::Page;
use crate::explore::Execution;
use crate::proof::{LostUpdates, Returned};
use crate::view::state_graph::{Near, compact};
use crate::view::{Lanes, Rating, counted, progress_graph, state_graph};

use super::Error;
use super::arguments::{Explore, Replay};
use super::explored::{PATIENCE, Program, subject};
use super::instance::Instance;
use super::states::{Rules, States};

/// The most states of a graph that is written to a file, and the most where reads may return older
/// values.
pub(super) const MOST_STATES: usize = 20_000;
pub(super) const MOST_WEAK: usize = 2_000;

/// Writes the state graph, the progress graph, or both, to their files.
pub(super) fn write_graphs(
    instance: &Arc<dyn Instance>,
    options: &Explore,
    program: &Program,
) -> Result<Page, Error> {
    let mut page = Page::default();
    let rules = Rules {
        weak: options.weak,
        spurious: false,
    };
    let most = if options.weak { MOST_WEAK } else { MOST_STATES };
    let states = States::of(program, rules, most, PATIENCE);
    let graph = &states.graph;
    let about = states.about(&**instance, options.exercise);
    let subject = &about.subject;
    if let Some(file) = &options.graph {
        let text = match file.extension() {
            Some(extension) if extension == "svg" => state_graph::svg(subject, graph)?,
            _ if options.compact => compact(&about, graph, &Near::all(graph)) + "\n",
            _ => state_graph::json(&about, graph) + "\n",
        };
        let states = counted(graph.nodes.len() as u64, "state");
        let steps = counted(graph.steps.len() as u64, "step");
        let complete = match &graph.stopped_by {
            None => "complete".to_owned(),
            Some(why) => format!("not complete: {why}"),
        };
        page.write(file, text, &format!("{states} and {steps}, {complete}"));
    }
    if let Some(file) = &options.svg {
        let text = progress_graph::svg(subject, graph)?;
        let ends = counted(graph.endings().len() as u64, "way");
        page.write(file, text, &format!("{ends} to end, each with a path"));
    }
    Ok(page)
}

/// Writes the lanes of an execution to their file.
pub(super) fn write_lanes(
    instance: &dyn Instance,
    options: &Replay,
    outcome: Option<&Returned>,
    execution: &Execution,
    file: &Path,
) -> Result<Page, Error> {
    let subject = subject(instance, options.exercise);
    let lost = LostUpdates::of(execution);
    let lost = lost.as_ref().map_or(&[][..], LostUpdates::writes);
    let (rating, ending) = match outcome.map(|outcome| (outcome, instance.rate(outcome))) {
        Some((outcome, (rating, why))) => {
            let ending = format!("{} = {outcome:?} ({rating}: {why}).", instance.noun());
            (rating, ending)
        }
        None => (
            Rating::Forbidden,
            "The program does not come to its end.".to_owned(),
        ),
    };
    let lanes = Lanes::new(execution).ending(ending);
    let mut page = Page::default();
    let drawing = lanes.svg(&subject, Some(rating), lost)?;
    let steps = counted(lanes.steps() as u64, "step");
    page.write(
        file,
        drawing,
        &format!("{steps}, schedule {}", execution.schedule),
    );
    Ok(page)
}
