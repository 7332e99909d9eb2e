//! The pages that commands write: a walk through the states of a program, or what a check says.

use std::sync::Arc;
use std::time::Duration;

use anstream::adapter::strip_str;

use crate::course::Lab;
use crate::examination::Page;
use crate::explore::{Explorer, Schedule};
use crate::proof::Proof;
use crate::view::page::{Figure, data};
use crate::view::screen::WIDTH;
use crate::view::state_graph::{About, Aim};
use crate::view::{Lanes, counted};

use super::arguments::{Explore, Play};
use super::drawings::{MOST_STATES, MOST_WEAK};
use super::explored::{Program, program};
use super::instance::Instance;
use super::states::{Rules, States};
use super::{Error, form, play, results};

/// How much processor time the search for the states may take. If there are too many states, the
/// search near a goal may take as much again.
const PATIENCE: Duration = Duration::from_secs(5);

/// A page of the states of the program that `explore` shows.
pub(super) fn of_exploration(
    instance: &Arc<dyn Instance>,
    options: &Explore,
    program: &Program,
) -> Page {
    let rules = Rules {
        weak: options.weak,
        spurious: false,
    };
    walk(&**instance, options.exercise, program, rules)
}

/// A page of the program that `play` plays, which may be a smaller one.
pub(super) fn of_game(instance: &Arc<dyn Instance>, options: &Play) -> Result<Page, Error> {
    let instance = play::played(instance, options)?;
    let program = program(&instance, options.exercise)?;
    let rules = Rules {
        weak: options.weak,
        spurious: options.exercise,
    };
    Ok(walk(&*instance, options.exercise, &program, rules))
}

fn walk(instance: &dyn Instance, exercise: bool, program: &Program, rules: Rules) -> Page {
    let most = if rules.weak { MOST_WEAK } else { MOST_STATES };
    let mut states = States::of(program, rules, most, PATIENCE);
    if !states.graph.complete {
        let near = States::near(instance, exercise, program, rules, PATIENCE);
        states = near.unwrap_or(states);
    }
    let about = states.about(instance, exercise);
    let graph = &states.graph;
    // One of the shortest ways to the first goal.
    let shown = about.aims.first().and_then(|aim| aim.nodes.first());
    let last = (0..graph.nodes.len()).find(|&node| graph.is_last(node));
    let schedule = shown
        .copied()
        .or(last)
        .map(|node| &graph.nodes[node].schedule);
    let text = schedule.map(|schedule| text(instance, program, rules, schedule, &about));
    let count = counted(graph.nodes.len() as u64, "state");
    let figure = Figure {
        graph: data(&about, graph),
        text: text.unwrap_or_default(),
        heading: "One execution".to_owned(),
        program: about.subject.program.clone(),
        ..figure(instance.lab(), "be the scheduler")
    };
    let mut page = Page::default();
    page.figure = Some((figure, count));
    page
}

/// The execution with this schedule as lanes, and the command that replays it.
fn text(
    instance: &dyn Instance,
    program: &Program,
    rules: Rules,
    schedule: &Schedule,
    about: &About,
) -> String {
    let program = Arc::clone(program);
    let explorer = Explorer::new().spurious(rules.spurious);
    let Ok(replayed) = explorer.replay(schedule, move || program()) else {
        return String::new();
    };
    let execution = &replayed.execution;
    let mut lanes = Lanes::new(execution).width(WIDTH);
    if let Some(outcome) = &replayed.outcome {
        lanes = lanes.ending(results::ending(instance, outcome, execution));
    }
    let made = execution.schedule.to_string();
    let replay = about.command.replace("SCHEDULE", &made);
    let lanes = strip_str(&lanes.to_string()).to_string();
    format!("{lanes}\n  {replay}\n")
}

/// A page of what a check says under its verdict. If the check found an execution that shows what
/// is wrong, the page has a walk to it.
pub(super) fn of_check(
    lab: &Lab,
    verdict: &str,
    failed: Option<&Proof>,
    text: &str,
) -> (Figure, String) {
    let figure = Figure {
        heading: "What the check says".to_owned(),
        text: strip_str(text).to_string(),
        stays: true,
        program: failed.map_or_else(String::new, |proof| proof.instance.clone()),
        graph: failed.and_then(|proof| graph(lab, proof)),
        ..figure(lab, verdict)
    };
    let what = match figure.graph {
        Some(_) => "what the check says, and a walk to what is wrong",
        None => "what the check says",
    };
    (figure, what.to_owned())
}

/// The states around what is wrong.
fn graph(lab: &Lab, proof: &Proof) -> Option<String> {
    let (graph, nodes) = proof.states()?;
    let aim = Aim {
        task: format!("make it go wrong: {}", proof.goes_wrong()),
        nodes,
    };
    let about = About {
        lab: lab.name.to_owned(),
        command: form::replay(lab, proof, "SCHEDULE").unwrap_or_default(),
        aims: vec![aim],
        ..About::default()
    };
    data(&about, &graph)
}

fn figure(lab: &Lab, what: &str) -> Figure {
    Figure {
        id: format!("{:02}", lab.number),
        lead: format!("Lab {:02} · {what}", lab.number),
        title: lab.title.to_owned(),
        ..Figure::default()
    }
}
