//! A state graph, as JSON and as a drawing.
//!
//! The JSON is described in `docs/state_graph.md`.

mod layout;

use serde::Serialize;

use crate::explore::{Activity, StateGraph, StateNode};

use super::svg::{Anchor, LINE, Stroke, Svg, count, width};
use super::{Undrawn, counted};
use layout::{lay_out, layers};

/// The version of the JSON format.
pub const SCHEMA: u32 = 1;

/// The largest number of drawn states: a large sheet has room for so many.
pub const MOST_DRAWN: usize = 150;

/// The longest line in a box, in characters.
const LONGEST: usize = 34;
/// The space around the drawing, and inside a box.
const MARGIN: f64 = 24.0;
const PADDING: f64 = 8.0;

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

/// The graph as a drawing: a box for each state, time running down, an arrow with
/// the letter of the thread for each step.
///
/// # Errors
///
/// A sentence that says what to do, if the graph is not complete or has more than [`MOST_DRAWN`]
/// states.
pub fn svg(title: &str, graph: &StateGraph) -> Result<String, Undrawn> {
    if let Some(why) = &graph.stopped_by {
        return Err(Undrawn::Incomplete(why.clone()));
    }
    if graph.nodes.len() > MOST_DRAWN {
        return Err(Undrawn::States(graph.nodes.len()));
    }
    Ok(draw(title, graph))
}

/// A state with its place in the drawing.
struct Drawn {
    lines: Vec<String>,
    end: Option<(String, bool)>,
    layer: usize,
    /// The horizontal middle.
    x: f64,
    /// The upper edge.
    y: f64,
    width: f64,
    height: f64,
}

fn draw(title: &str, graph: &StateGraph) -> String {
    let mut boxes = boxes(graph);
    let layers = layers(graph, &mut boxes);
    let sheet = lay_out(&mut boxes, &layers);
    let letters = letters(graph);
    let states = counted(graph.nodes.len() as u64, "state");
    let paths = graph.paths().unwrap_or(0);
    let heading = format!("{title}: state graph");
    let mut svg = Svg::new(&heading, &description(graph));
    svg.text((MARGIN, MARGIN + 6.0), Anchor::Start, true, &heading);
    let facts = format!(
        "{states}, {} (paths from top to bottom)",
        counted(paths, "interleaving")
    );
    svg.text((MARGIN, MARGIN + 24.0), Anchor::Start, false, &facts);
    legend(&mut svg, &letters, (MARGIN, MARGIN + 42.0));
    steps(&mut svg, graph, &boxes, &letters);
    for drawn in &boxes {
        draw_box(&mut svg, drawn);
    }
    let bottom = boxes.iter().map(|b| b.y + b.height).fold(0.0, f64::max);
    let text = super::svg::width(&facts).max(super::svg::width(&heading));
    svg.finish(sheet.max(text + 2.0 * MARGIN), bottom + MARGIN)
}

/// The drawing in words, for readers that cannot see it.
fn description(graph: &StateGraph) -> String {
    let states = counted(graph.nodes.len() as u64, "state");
    let mut text = format!("{states} of the program, from its beginning down. It ends:");
    for ending in graph.endings() {
        let what = if ending.failed { "" } else { "with " };
        text += &format!(" {what}{}, by schedule {};", ending.text, ending.schedule);
    }
    text.pop();
    text + "."
}

/// The letters of the threads that move, in their order.
fn letters(graph: &StateGraph) -> Vec<char> {
    let mut letters: Vec<char> = graph.steps.iter().map(|s| s.thread).collect();
    // Main comes first as everywhere, the others in alphabetical order.
    letters.sort_by_key(|&c| (c != 'M', c));
    letters.dedup();
    letters
}

fn boxes(graph: &StateGraph) -> Vec<Drawn> {
    let letters = letters(graph);
    let make = |(number, node): (usize, &StateNode)| {
        let end = graph.end_of(number);
        let lines = lines(node, &letters, end.is_some());
        let title = end.as_ref().map(|(text, _)| width(text) + 60.0);
        let widest = lines
            .iter()
            .map(|l| width(l))
            .fold(title.unwrap_or(0.0), f64::max);
        let rows = lines.len() + usize::from(end.is_some());
        Drawn {
            layer: 0,
            x: 0.0,
            y: 0.0,
            width: widest + 2.0 * PADDING,
            height: count(rows) * LINE + 2.0 * PADDING - 4.0,
            lines,
            end,
        }
    };
    graph.nodes.iter().enumerate().map(make).collect()
}

/// The lines of a box: memory and locks, then the threads that have not
/// ended.
fn lines(node: &StateNode, letters: &[char], ended: bool) -> Vec<String> {
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
            Some(line) if line_fits(line, &fact) => {
                *line = format!("{line}, {fact}");
            }
            _ => lines.push(fact),
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
        lines.push(shortened(&line));
    }
    if ended && node.failures.iter().any(|f| f.kind == "data race") {
        lines.push("data race on the way".to_owned());
    }
    lines
}

fn line_fits(line: &str, more: &str) -> bool {
    line.chars().count() + more.chars().count() + 2 <= LONGEST
}

fn shortened(line: &str) -> String {
    if line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    let kept: String = line.chars().take(LONGEST - 1).collect();
    format!("{}…", kept.trim_end())
}

fn legend(svg: &mut Svg, letters: &[char], at: (f64, f64)) {
    let (mut x, y) = at;
    for (dashes, letter) in letters.iter().enumerate() {
        let stroke = Stroke { width: 1.5, dashes };
        svg.line(&[(x, y - 4.0), (x + 40.0, y - 4.0)], stroke, true);
        let text = format!("a step of {letter}");
        svg.text((x + 46.0, y), Anchor::Start, false, &text);
        x += 66.0 + width(&text);
    }
}

fn steps(svg: &mut Svg, graph: &StateGraph, boxes: &[Drawn], letters: &[char]) {
    // Arrows leave and reach a box side by side, in the order of their other ends.
    let port = |node: usize, me: usize, out: bool| {
        let mut ends: Vec<(f64, usize)> = graph
            .steps
            .iter()
            .enumerate()
            .filter(|(_, s)| if out { s.from == node } else { s.to == node })
            .map(|(number, s)| (boxes[if out { s.to } else { s.from }].x, number))
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let at = ends
            .iter()
            .position(|&(_, number)| number == me)
            .unwrap_or(0);
        let room = boxes[node].width * 0.6 / count(ends.len());
        boxes[node].x + (count(at) - count(ends.len() - 1) / 2.0) * room
    };
    for (number, step) in graph.steps.iter().enumerate() {
        let (from, to) = (&boxes[step.from], &boxes[step.to]);
        let start = (port(step.from, number, true), from.y + from.height);
        let end = (port(step.to, number, false), to.y - 1.0);
        let dashes = letters.iter().position(|&l| l == step.thread).unwrap_or(0);
        svg.line(&[start, end], Stroke { width: 1.2, dashes }, true);
        // Near the start of the arrow, where arrows are still apart.
        let near = |a: f64, b: f64| a + (b - a) * 0.3;
        let middle = (near(start.0, end.0), near(start.1, end.1));
        svg.label(middle, true, &step.schedule.to_string());
    }
}

fn draw_box(svg: &mut Svg, drawn: &Drawn) {
    let failed = matches!(drawn.end, Some((_, true)));
    let corner = (drawn.x - drawn.width / 2.0, drawn.y);
    let border = Stroke {
        width: if failed { 3.5 } else { 1.2 },
        dashes: 0,
    };
    svg.rounded(corner, (drawn.width, drawn.height), border);
    if matches!(drawn.end, Some((_, false))) {
        // A final state has a double border, as in drawings of automata.
        let inner = (drawn.width - 6.0, drawn.height - 6.0);
        let thin = Stroke {
            width: 0.8,
            dashes: 0,
        };
        svg.rounded((corner.0 + 3.0, corner.1 + 3.0), inner, thin);
    }
    let mut y = drawn.y + PADDING + 10.0;
    if let Some((text, failed)) = &drawn.end {
        let text = if *failed {
            text.to_uppercase()
        } else {
            format!("outcome {text}")
        };
        svg.text((drawn.x, y), Anchor::Middle, true, &text);
        y += LINE;
    }
    for line in &drawn.lines {
        let x = drawn.x - drawn.width / 2.0 + PADDING;
        svg.text((x, y), Anchor::Start, false, line);
        y += LINE;
    }
}
