//! A progress graph as data, for a page that draws the path while a reader walks it.

use std::collections::BTreeSet;

use racelab_engine::sort;
use serde::Serialize;

use crate::explore::StateGraph;

use super::{Point, ProgressGraph, of_two, rectangles};

/// A rectangle of points: its lowest column and row, its highest column and row.
type Area = (usize, usize, usize, usize);

/// The axes of a progress graph, and the areas that no path enters or leaves well.
#[derive(Clone, Debug, Serialize)]
pub struct ProgressAreas {
    /// The letters of the threads: the one whose steps lead to the right, then the other.
    pub threads: [char; 2],
    /// For each thread, the operation of each step and the line.
    pub labels: [Vec<(String, String)>; 2],
    /// For each lock the areas in which both threads would hold it.
    pub excluded: Vec<Excluded>,
    /// The areas from which every path ends in a deadlock.
    pub doomed: Vec<Area>,
    /// The areas that no path reaches, since others are in its way.
    pub unreached: Vec<Area>,
}

/// The areas in which both threads would hold a lock.
#[derive(Clone, Debug, Serialize)]
pub struct Excluded {
    /// The lock.
    pub object: String,
    /// The areas, the largest first.
    pub areas: Vec<Area>,
}

/// The progress graph as data; `None` where there is none, for the reasons of
/// [`svg`](super::svg).
pub fn progress(graph: &StateGraph) -> Option<ProgressAreas> {
    let progress: ProgressGraph<'_> = of_two(graph).ok()?;
    let last = (progress.labels[0].len(), progress.labels[1].len());
    let excluded = progress.excluded.iter();
    let excluded = excluded.filter(|(_, points)| !points.is_empty());
    Some(ProgressAreas {
        threads: progress.threads,
        excluded: excluded
            .map(|(object, points)| {
                let mut areas = areas(points);
                sort::by_key(&mut areas, |&(x0, y0, x1, y1)| {
                    std::cmp::Reverse((x1 - x0 + 1) * (y1 - y0 + 1))
                });
                Excluded {
                    object: object.clone(),
                    areas,
                }
            })
            .collect(),
        doomed: areas(&progress.doomed),
        unreached: areas(&progress.unreached(last)),
        labels: progress.labels,
    })
}

fn areas(points: &BTreeSet<Point>) -> Vec<Area> {
    let rectangles = rectangles(points).into_iter();
    rectangles
        .map(|((x0, y0), (x1, y1))| (x0, y0, x1, y1))
        .collect()
}
