//! The boxes of a drawn state graph, and their text.

use racelab_engine::sort;

use crate::explore::{Activity, StateGraph, StateNode};
use crate::view::subject::tone;
use crate::view::svg::{Face, LINE, count, width};
use crate::view::{Rating, Subject};

/// The longest line in a box where its words allow it, in characters.
const LONGEST: usize = 34;
/// The space inside a box.
pub(super) const PADDING: f64 = 10.0;

/// The room that an arrow needs between two boxes.
const BEND: f64 = 12.0;

/// A state as it is drawn, or a bend of an arrow.
pub(super) struct Drawn {
    pub(super) lines: Vec<(Face, String)>,
    /// Whether it is a last state, and the rating of that end.
    pub(super) end: Option<Option<Rating>>,
    pub(super) layer: usize,
    /// The middle.
    pub(super) x: f64,
    /// The upper edge.
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Drawn {
    /// Where an arrow passes a layer between its boxes.
    pub(super) fn bend(layer: usize) -> Self {
        Self {
            lines: Vec::new(),
            end: None,
            layer,
            x: 0.0,
            y: 0.0,
            width: BEND,
            height: 0.0,
        }
    }

    pub(super) fn is_bend(&self) -> bool {
        self.lines.is_empty()
    }
}

pub(super) fn boxes(subject: &Subject, graph: &StateGraph) -> Vec<Drawn> {
    let letters = letters(graph);
    let make = |(number, node): (usize, &StateNode)| {
        let end = graph.end_of(number);
        let rating = |(text, failed): &(String, bool)| subject.rating(text, *failed);
        let mut lines = Vec::new();
        if let Some((text, failed)) = &end {
            let face = Face::of(tone(subject.rating(text, *failed))).bold();
            let title = match failed {
                true => text.to_uppercase(),
                false => format!("outcome {text}"),
            };
            let (title, why) = match subject.ratings.get(text).filter(|_| !failed) {
                Some((rating, why)) => (format!("{title}, {rating}"), why.as_str()),
                None => (title, ""),
            };
            lines.push((face, title));
            lines.extend(wrapped(why).map(|line| (face, line)));
        }
        let facts = facts(node, &letters, end.is_some()).into_iter();
        lines.extend(facts.map(|line| (Face::PLAIN, line)));
        let widest = lines.iter().map(|(_, l)| width(l)).fold(0.0, f64::max);
        Drawn {
            layer: 0,
            x: 0.0,
            y: 0.0,
            width: widest + 2.0 * PADDING,
            height: count(lines.len()) * LINE + 2.0 * PADDING - 5.0,
            lines,
            end: end.as_ref().map(rating),
        }
    };
    graph.nodes.iter().enumerate().map(make).collect()
}

/// The lines of a box: memory and locks, then the threads that still have
/// something to do.
fn facts(node: &StateNode, letters: &[char], ended: bool) -> Vec<String> {
    let cells = node
        .memory
        .iter()
        .map(|c| format!("{} = {}", c.object, c.value));
    let locks = node
        .locks
        .iter()
        .map(|lock| match (lock.held_by, lock.read_by.as_slice()) {
            (Some(holder), _) => format!("{}: held by {holder}", lock.object),
            (None, []) => format!("{}: free", lock.object),
            (None, readers) => {
                let readers: Vec<String> = readers.iter().map(char::to_string).collect();
                format!("{}: read by {}", lock.object, readers.join(" and "))
            }
        });
    let mut lines: Vec<String> = Vec::new();
    for fact in cells.chain(locks) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + fact.chars().count() + 2 <= LONGEST => {
                *line = format!("{line}, {fact}");
            }
            _ => lines.extend(wrapped(&fact)),
        }
    }
    for thread in &node.threads {
        let letter = thread.thread;
        let moves = letters.contains(&letter);
        let line = match &thread.activity {
            Activity::Ready { next, line, .. } => format!("{letter}:{line} {next}"),
            Activity::Waiting { reason, .. } if moves => format!("{letter} {reason}"),
            Activity::Panicked => format!("{letter} panicked"),
            Activity::Ended if moves && !ended => format!("{letter} ended"),
            _ => continue,
        };
        lines.extend(wrapped(&line));
    }
    if ended && node.failures.iter().any(|f| f.kind == "data race") {
        lines.push("data race on the way".to_owned());
    }
    lines
}

/// Breaks a line that is wider than a box, and indents the rest.
fn wrapped(text: &str) -> impl Iterator<Item = String> {
    let lines = crate::view::screen::wrap(text, LONGEST).into_iter();
    lines.enumerate().map(|(number, line)| match number {
        0 => line,
        _ => format!("  {line}"),
    })
}

/// The letters of the threads that move, in their order.
pub(super) fn letters(graph: &StateGraph) -> Vec<char> {
    let mut letters = graph.letters();
    // Main comes first as everywhere.
    sort::by_key(&mut letters, |&letter| letter != 'M');
    letters
}
