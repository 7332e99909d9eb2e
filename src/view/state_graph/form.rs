//! A state graph as JSON: in full, or with each part stored once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use racelab_engine::sort;
use serde::Serialize;
use serde_json::Value;

use crate::explore::{Activity, StateGraph, StateStep};
use crate::view::progress_graph::{ProgressAreas, progress};
use crate::view::{Rating, Subject, source};

use super::near::{Aim, Near};

/// The version of the JSON format.
pub const SCHEMA: u32 = 1;

/// The subject of a graph: facts that its states and steps do not contain.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The name of the lab.
    pub lab: String,
    /// The program, and the ratings of its outcomes.
    pub subject: Subject,
    /// The command that replays an execution, with `SCHEDULE` in place of the schedule; empty if
    /// there is none.
    pub command: String,
    /// The goals.
    pub aims: Vec<Aim>,
}

#[derive(Serialize)]
struct Form<'a> {
    schema: u32,
    lab: &'a str,
    title: &'a str,
    instance: &'a str,
    command: &'a str,
    outcome: &'a str,
    ratings: &'a BTreeMap<String, (Rating, String)>,
    goals: Vec<GoalForm<'a>>,
    sources: Vec<SourceForm>,
    lengths: Vec<(char, usize)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<ProgressAreas>,
    /// The number of paths; null if it was not computed.
    interleavings: Option<u128>,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<String>,
    states: usize,
    #[serde(flatten)]
    body: Body<'a>,
}

#[derive(Serialize)]
struct GoalForm<'a> {
    task: &'a str,
    nodes: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<Vec<usize>>,
}

#[derive(Serialize)]
struct SourceForm {
    file: &'static str,
    lines: Vec<(usize, String)>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Full {
        nodes: &'a [crate::explore::StateNode],
        steps: &'a [StateStep],
    },
    Compact {
        parts: Vec<Value>,
        nodes: Vec<NodeForm>,
        steps: Vec<StepForm>,
    },
}

/// Memory, locks, channels, threads, outcome, failures, as positions in `parts`.
type NodeForm = (usize, usize, usize, Vec<usize>, Option<usize>, usize);

/// From, to, and the rest as a position in `parts`.
type StepForm = (usize, Option<usize>, usize);

/// The graph as one line of JSON.
pub fn json(about: &About, graph: &StateGraph) -> String {
    let all: Vec<usize> = (0..graph.nodes.len()).collect();
    let body = Body::Full {
        nodes: &graph.nodes,
        steps: &graph.steps,
    };
    let goals = about.aims.iter().map(|aim| GoalForm {
        task: &aim.task,
        nodes: aim.nodes.clone(),
        lost: None,
    });
    line(&form(about, graph, &all, goals.collect(), body))
}

/// These states of the graph as one line of JSON in which each part stands once: 3 to 15 times
/// shorter.
pub fn compact(about: &About, graph: &StateGraph, near: &Near) -> String {
    let place = |node: usize| near.kept.binary_search(&node).ok();
    let mut parts = Parts::default();
    let nodes = near.kept.iter().map(|&node| {
        let node = &graph.nodes[node];
        (
            parts.add(&node.memory),
            parts.add(&node.locks),
            parts.add(&node.channels),
            node.threads.iter().map(|t| parts.add(t)).collect(),
            node.outcome.as_ref().map(|outcome| parts.add(outcome)),
            parts.add(&node.failures),
        )
    });
    let nodes = nodes.collect();
    let steps = graph.steps.iter().filter_map(|step| {
        let from = place(step.from)?;
        let mut what = serde_json::to_value(step).ok()?;
        for member in ["from", "to"] {
            what.as_object_mut()?.remove(member);
        }
        Some((from, place(step.to), parts.add(&what)))
    });
    let steps = steps.collect();
    let goals = about.aims.iter().map(|aim| GoalForm {
        task: &aim.task,
        nodes: aim.nodes.iter().filter_map(|&node| place(node)).collect(),
        lost: near.lost(graph, aim),
    });
    let body = Body::Compact {
        parts: parts.list,
        nodes,
        steps,
    };
    line(&form(about, graph, &near.kept, goals.collect(), body))
}

fn form<'a>(
    about: &'a About,
    graph: &'a StateGraph,
    kept: &[usize],
    goals: Vec<GoalForm<'a>>,
    body: Body<'a>,
) -> Form<'a> {
    let is_whole = kept.len() == graph.nodes.len();
    let left_out = format!(
        "{} of {} states are here, those near a shortest way to a goal",
        kept.len(),
        graph.nodes.len()
    );
    Form {
        schema: SCHEMA,
        lab: &about.lab,
        title: &about.subject.title,
        instance: &about.subject.program,
        command: &about.command,
        outcome: &about.subject.outcome,
        ratings: &about.subject.ratings,
        goals,
        sources: sources(graph, kept),
        lengths: lengths(graph),
        progress: progress(graph),
        interleavings: graph.paths().filter(|_| graph.complete),
        complete: graph.complete && is_whole,
        stopped_by: match is_whole {
            true => graph.stopped_by.clone(),
            false => Some(graph.stopped_by.clone().unwrap_or(left_out)),
        },
        states: graph.nodes.len(),
        body,
    }
}

/// The lines of the source at which a thread stands in one of these states, each with two lines
/// around it.
fn sources(graph: &StateGraph, kept: &[usize]) -> Vec<SourceForm> {
    let mut places: Vec<(&'static str, BTreeSet<usize>)> = Vec::new();
    for thread in kept.iter().flat_map(|&node| &graph.nodes[node].threads) {
        let (file, line) = match &thread.activity {
            Activity::Ready { file, line, .. } => (file, line),
            // Main only waits for the others.
            Activity::Waiting { file, line, .. } if thread.thread != 'M' => (file, line),
            _ => continue,
        };
        let line = *line as usize;
        match places.iter_mut().find(|(known, _)| known == file) {
            Some((_, lines)) => _ = lines.insert(line),
            None => places.push((file, BTreeSet::from([line]))),
        }
    }
    sort::by_key(&mut places, |&(file, _)| file);
    let sources = places.into_iter().map(|(file, lines)| SourceForm {
        file,
        lines: source::around(file, &lines, 2),
    });
    sources.filter(|source| !source.lines.is_empty()).collect()
}

/// The most steps that each thread makes.
fn lengths(graph: &StateGraph) -> Vec<(char, usize)> {
    let order = graph.in_order();
    let length = |letter| {
        let mut made = vec![0; graph.nodes.len()];
        for &node in &order {
            for step in graph.steps_of(node) {
                made[step.to] = made[node] + usize::from(step.thread == letter);
            }
        }
        (letter, made.into_iter().max().unwrap_or(0))
    };
    graph.letters().into_iter().map(length).collect()
}

/// The distinct parts of a graph.
#[derive(Default)]
struct Parts {
    list: Vec<Value>,
    places: HashMap<String, usize>,
}

impl Parts {
    fn add(&mut self, part: &impl Serialize) -> usize {
        let value: Value = serde_json::from_str(&line(part)).unwrap_or_default();
        *self.places.entry(value.to_string()).or_insert_with(|| {
            self.list.push(value);
            self.list.len() - 1
        })
    }
}

fn line(part: &impl Serialize) -> String {
    // Only a map whose keys are not strings, or a failing Serialize, is an
    // error; this has neither.
    serde_json::to_string(part).unwrap_or_default()
}
