//! Drawing a state graph.

use crate::explore::{Activity, StateGraph, StateNode};
use crate::view::subject::tone;
use crate::view::svg::{
    Anchor, Face, Fill, LINE, MARGIN, Stroke, Svg, Tone, count, number_of, width,
};
use crate::view::{Rating, Subject, counted};

use super::layout::{lay_out, layers};

/// The most states that are laid out.
const MOST_STATES: usize = 60;
/// The widest sheet that is read without a magnifying glass, and the highest one that is not
/// scrolled too far, in pixels.
const WIDEST: f64 = 1_400.0;
const HIGHEST: f64 = 2_400.0;

/// The longest line in a box where its words allow it, in characters.
const LONGEST: usize = 34;
/// The space inside a box.
const PADDING: f64 = 10.0;

/// The room that an arrow needs between two boxes.
const BEND: f64 = 12.0;

/// A state as it is drawn, or a bend of an arrow.
pub(super) struct Drawn {
    lines: Vec<(Face, String)>,
    /// Whether it is a last state, and what to think of that end.
    end: Option<Option<Rating>>,
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

/// The drawing; `None` if it would be too large to be read.
pub(super) fn draw(subject: &Subject, graph: &StateGraph) -> Option<String> {
    if graph.nodes.len() > MOST_STATES {
        return None;
    }
    let mut boxes = boxes(subject, graph);
    let layers = layers(graph, &mut boxes);
    let sheet = lay_out(&mut boxes, &layers);
    let bottom = boxes.iter().map(|b| b.y + b.height).fold(0.0, f64::max) + MARGIN;
    if sheet > WIDEST || bottom > HIGHEST {
        return None;
    }
    let letters = letters(graph);
    let states = counted(graph.nodes.len() as u64, "state");
    let paths = counted(graph.paths().unwrap_or(0), "interleaving");
    let title = format!("{}: every state", subject.title);
    let mut svg = Svg::new(&title, &description(subject, graph));
    let facts = format!("{} · {states}, {paths}", subject.program);
    let needed = svg.heading(&title, &facts);
    let legend = legend(&mut svg, &letters, (MARGIN, MARGIN + 58.0));
    // In the middle, where the heading is wider than the graph.
    let sheet_needed = sheet.max(needed).max(legend);
    for drawn in &mut boxes {
        drawn.x += (sheet_needed - sheet) / 2.0;
    }
    steps(&mut svg, graph, &boxes, &layers.paths);
    for drawn in boxes.iter().filter(|b| !b.is_bend()) {
        draw_box(&mut svg, drawn);
    }
    Some(svg.finish(sheet_needed, bottom))
}

/// The drawing in words, for readers that cannot see it.
fn description(subject: &Subject, graph: &StateGraph) -> String {
    let states = counted(graph.nodes.len() as u64, "state");
    let paths = counted(graph.paths().unwrap_or(0), "interleaving");
    let mut text = format!(
        "The state graph of the program: {}. It has {states}; time runs down, and each of the \
         {paths} is a path from the first state to a last one. It ends with",
        subject.program
    );
    for ending in graph.endings() {
        let verdict = subject.verdict(&ending.text, ending.failed);
        let verdict = match verdict.is_empty() {
            true => verdict,
            false => format!(" ({verdict})"),
        };
        let said = subject.said(&ending.text, ending.failed);
        text += &format!(" {said}{verdict}, by schedule {};", ending.schedule);
    }
    text.pop();
    text + "."
}

/// The letters of the threads that move, in their order.
fn letters(graph: &StateGraph) -> Vec<char> {
    let mut letters: Vec<char> = graph.steps.iter().map(|s| s.thread).collect();
    // Main comes first as everywhere, the others in the order of the alphabet.
    letters.sort_by_key(|&c| (c != 'M', c));
    letters.dedup();
    letters
}

fn boxes(subject: &Subject, graph: &StateGraph) -> Vec<Drawn> {
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

/// A line that is longer than a box is wide goes on below, indented.
fn wrapped(text: &str) -> impl Iterator<Item = String> {
    let lines = crate::view::screen::wrap(text, LONGEST).into_iter();
    lines.enumerate().map(|(number, line)| match number {
        0 => line,
        _ => format!("  {line}"),
    })
}

/// What the arrows mean, and what a box says; the width that it needs.
fn legend(svg: &mut Svg, letters: &[char], at: (f64, f64)) -> f64 {
    let (mut x, y) = at;
    for letter in letters {
        let ends = [(x, y - 4.0), (x + 40.0, y - 4.0)];
        svg.arrow(&ends, Stroke::number(1.6, number_of(*letter)));
        let text = format!("a step of {letter}");
        svg.text((x + 48.0, y), Anchor::Start, Face::PLAIN, &text);
        x += 68.0 + width(&text);
    }
    let text = "in a box: memory, then each thread's line and next step";
    svg.text((x, y), Anchor::Start, Face::FAINT, text);
    x + width(text) + MARGIN
}

fn steps(svg: &mut Svg, graph: &StateGraph, boxes: &[Drawn], paths: &[Vec<usize>]) {
    // Arrows leave and reach a box side by side, in the order of their next bends or boxes.
    let port = |node: usize, me: usize, out: bool| {
        let ends = paths.iter().enumerate().filter_map(|(number, path)| {
            let (here, next) = match out {
                true => (path.first()?, path.get(1)?),
                false => (path.last()?, path.get(path.len() - 2)?),
            };
            (*here == node).then_some((boxes[*next].x, number))
        });
        let mut ends: Vec<(f64, usize)> = ends.collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let at = ends
            .iter()
            .position(|&(_, number)| number == me)
            .unwrap_or(0);
        let room = boxes[node].width * 0.6 / count(ends.len());
        boxes[node].x + (count(at) - count(ends.len() - 1) / 2.0) * room
    };
    let mut labels = Vec::new();
    for (number, (step, path)) in graph.steps.iter().zip(paths).enumerate() {
        let (from, to) = (&boxes[step.from], &boxes[step.to]);
        let mut points = vec![(port(step.from, number, true), from.y + from.height)];
        for &bend in &path[1..path.len() - 1] {
            let bend = &boxes[bend];
            points.extend([(bend.x, bend.y), (bend.x, bend.y + bend.height)]);
        }
        points.push((port(step.to, number, false), to.y - 1.0));
        let thread = number_of(step.thread);
        svg.arrow(&points, Stroke::number(1.6, thread));
        // Near its beginning, where arrows are still apart.
        let near = |a: f64, b: f64| a + (b - a) * 0.4;
        let middle = (
            near(points[0].0, points[1].0),
            near(points[0].1, points[1].1),
        );
        let face = Face::of(Tone::Number(thread)).bold();
        labels.push((middle, face, step.schedule.to_string()));
    }
    // Over all arrows, so that none crosses a letter.
    for (middle, face, letter) in labels {
        svg.label(middle, face, &letter);
    }
}

fn draw_box(svg: &mut Svg, drawn: &Drawn) {
    let corner = (drawn.x - drawn.width / 2.0, drawn.y);
    let size = (drawn.width, drawn.height);
    match drawn.end {
        None => {
            let border = Stroke::solid(1.2, Tone::Faint);
            svg.rounded(corner, size, Fill::Pale(Tone::Ink), Some(border));
        }
        Some(rating) => {
            let (tone, forbidden) = (tone(rating), rating == Some(Rating::Forbidden));
            let border = Stroke::solid(if forbidden { 3.5 } else { 1.4 }, tone);
            svg.rounded(corner, size, Fill::Pale(tone), Some(border));
            if !forbidden {
                // A last state has a double border, as in the drawings of automata.
                let inner = (size.0 - 7.0, size.1 - 7.0);
                let corner = (corner.0 + 3.5, corner.1 + 3.5);
                svg.rounded(
                    corner,
                    inner,
                    Fill::Pale(tone),
                    Some(Stroke::solid(0.8, tone)),
                );
            }
        }
    }
    let mut y = drawn.y + PADDING + 9.0;
    for (face, line) in &drawn.lines {
        let x = drawn.x - drawn.width / 2.0 + PADDING;
        // Spaces at its beginning would be dropped.
        let indent = width(line) - width(line.trim_start());
        svg.text((x + indent, y), Anchor::Start, *face, line.trim_start());
        y += LINE;
    }
}
