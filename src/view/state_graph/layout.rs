//! The places of the boxes in a drawing of a state graph.

use racelab_engine::sort;

use crate::explore::StateGraph;
use crate::view::svg::{MARGIN, count};

use super::boxes::Drawn;

/// The space between boxes.
const GAP: f64 = 18.0;
const LAYER_GAP: f64 = 46.0;

/// The layers from top to bottom, and the boxes that each step goes through.
pub(super) struct Layers {
    pub(super) boxes: Vec<Vec<usize>>,
    /// For each step, from its state to the next one. Between the two are bends, where other
    /// layers lie between their layers.
    pub(super) paths: Vec<Vec<usize>>,
}

/// Puts each state into the layer below all states that lead to it, and sorts each layer
/// so that few arrows cross. A step over several layers gets a bend in each, a place of
/// its own between the boxes, so that its arrow crosses none of them.
pub(super) fn layers(graph: &StateGraph, boxes: &mut Vec<Drawn>) -> Layers {
    for node in graph.in_order() {
        for step in graph.steps_of(node) {
            boxes[step.to].layer = boxes[step.to].layer.max(boxes[node].layer + 1);
        }
    }
    let mut paths = Vec::new();
    for step in &graph.steps {
        let mut path = vec![step.from];
        for layer in boxes[step.from].layer + 1..boxes[step.to].layer {
            path.push(boxes.len());
            boxes.push(Drawn::bend(layer));
        }
        path.push(step.to);
        paths.push(path);
    }
    let last = boxes.iter().map(|b| b.layer).max().unwrap_or(0);
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); last + 1];
    for (number, drawn) in boxes.iter().enumerate() {
        layers[drawn.layer].push(number);
    }
    uncross(&mut layers, &paths, boxes.len());
    Layers {
        boxes: layers,
        paths,
    }
}

/// Sorts each layer so that few arrows cross: moves each state to the mean place of its
/// neighbours, downwards and upwards in turn, after the barycenter method of Sugiyama, Tagawa
/// and Toda (1981).
fn uncross(layers: &mut [Vec<usize>], paths: &[Vec<usize>], boxes: usize) {
    let segments: Vec<(usize, usize)> = paths
        .iter()
        .flat_map(|path| path.windows(2).map(|ends| (ends[0], ends[1])))
        .collect();
    let mut place = vec![0.0; boxes];
    let settle = |layer: &[usize], place: &mut [f64]| {
        for (at, &node) in layer.iter().enumerate() {
            place[node] = count(at) - count(layer.len() - 1) / 2.0;
        }
    };
    for layer in &*layers {
        settle(layer, &mut place);
    }
    for round in 0..16 {
        let down = round % 2 == 0;
        let count_of_layers = layers.len();
        for turn in 1..count_of_layers {
            let at = if down {
                turn
            } else {
                count_of_layers - 1 - turn
            };
            let mean = |node: usize| {
                let near = segments.iter().filter_map(|&(from, to)| {
                    let (here, there) = if down { (to, from) } else { (from, to) };
                    (here == node).then_some(place[there])
                });
                let near: Vec<f64> = near.collect();
                match near.len() {
                    0 => place[node],
                    n => near.iter().sum::<f64>() / count(n),
                }
            };
            let mut ranked: Vec<(f64, usize)> =
                layers[at].iter().map(|&node| (mean(node), node)).collect();
            sort::by(&mut ranked, |a, b| a.0.total_cmp(&b.0));
            layers[at] = ranked.into_iter().map(|(_, node)| node).collect();
            settle(&layers[at], &mut place);
        }
    }
}

/// Gives the boxes their places; returns the width of the whole.
pub(super) fn lay_out(boxes: &mut [Drawn], layers: &Layers) -> f64 {
    let layers = &layers.boxes;
    let width_of = |boxes: &[Drawn], layer: &[usize]| {
        let boxes: f64 = layer.iter().map(|&n| boxes[n].width).sum();
        boxes + GAP * count(layer.len() - 1)
    };
    let widest = layers
        .iter()
        .map(|l| width_of(boxes, l))
        .fold(0.0, f64::max);
    let mut y = MARGIN + 82.0;
    for layer in layers {
        let mut x = MARGIN + (widest - width_of(boxes, layer)) / 2.0;
        let mut height: f64 = 0.0;
        for &node in layer {
            let drawn = &mut boxes[node];
            drawn.x = x + drawn.width / 2.0;
            drawn.y = y;
            x += drawn.width + GAP;
            height = height.max(drawn.height);
        }
        for &node in layer {
            if boxes[node].is_bend() {
                boxes[node].height = height;
            }
        }
        // Wide layers need room for slanting arrows.
        y += height + LAYER_GAP + 1.5 * count(layer.len());
    }
    widest + 2.0 * MARGIN
}
