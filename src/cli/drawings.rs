//! The files that the commands write: graphs and lanes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::examination::Page;
use crate::explore::{Execution, Explorer};
use crate::proof::{LostUpdates, Returned};
use crate::view::{Lanes, Rating, Subject, counted, progress_graph, state_graph};

use super::Error;
use super::arguments::{Explore, Replay};
use super::explored::{PATIENCE, Program};
use super::instance::Instance;

/// The most states of a graph that is written to a file.
const MOST_STATES: usize = 20_000;

/// The subject of a drawing: the demonstration, or the student's program.
pub(super) fn subject(instance: &dyn Instance, exercise: bool) -> Subject {
    Subject {
        title: instance.lab().title.to_owned(),
        program: instance.words(exercise),
        outcome: instance.noun().to_owned(),
        ..Subject::default()
    }
}

/// Writes the state graph, the progress graph, or both, to their files.
pub(super) fn write_graphs(
    instance: &Arc<dyn Instance>,
    options: &Explore,
    program: Program,
) -> Result<Page, Error> {
    let lab = instance.lab();
    let mut page = Page::default();
    // A graph stores an outcome as text only, so the program rates each outcome when it returns it.
    let ratings = Arc::new(Mutex::new(BTreeMap::new()));
    let (rated, rater) = (Arc::clone(&ratings), Arc::clone(instance));
    let graph = Explorer::new()
        .max_duration(PATIENCE)
        .state_graph(MOST_STATES, move || {
            let outcome = program();
            let mut rated = rated.lock().unwrap_or_else(PoisonError::into_inner);
            rated.insert(format!("{outcome:?}"), rater.rate(&outcome));
            outcome
        });
    let ratings = ratings.lock().unwrap_or_else(PoisonError::into_inner);
    let subject = Subject {
        ratings: ratings.clone(),
        ..subject(&**instance, options.exercise)
    };
    if let Some(file) = &options.graph {
        let text = match file.extension() {
            Some(extension) if extension == "svg" => state_graph::svg(&subject, &graph)?,
            _ => state_graph::json(lab.name, &graph) + "\n",
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
        let text = progress_graph::svg(&subject, &graph)?;
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
