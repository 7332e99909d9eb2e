//! Drawing a state graph.

use racelab_engine::sort;

use crate::explore::StateGraph;
use crate::view::subject::tone;
use crate::view::svg::{
    Anchor, Face, Fill, LINE, MARGIN, Stroke, Svg, Tone, count, number_of, width,
};
use crate::view::{Rating, Subject, counted};

use super::boxes::{Drawn, PADDING, boxes, letters};
use super::layout::{lay_out, layers};

/// The most states that are laid out.
const MOST_STATES: usize = 60;
/// The widest sheet that a reader can read without zooming, and the highest one that needs little
/// scrolling, in pixels.
const WIDEST: f64 = 1_400.0;
const HIGHEST: f64 = 2_400.0;

/// The drawing; `None` if it would be too large to read.
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
    // Centred, if the heading is wider than the graph.
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

/// The legend: the arrows and the text of a box. Returns its width.
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
        sort::by(&mut ends, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
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
