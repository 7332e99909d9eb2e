//! Where the points of a progress graph are on the sheet.

use crate::view::svg::{CHARACTER, count};

use super::Point;

pub(super) const MARGIN: f64 = 24.0;
const ROW: f64 = 52.0;
/// How far the axes are from the first points.
pub(super) const AWAY: f64 = 30.0;

/// Where points are on the sheet.
pub(super) struct Frame {
    origin: (f64, f64),
    column: f64,
    pub(super) last: Point,
}

impl Frame {
    pub(super) fn new(labels: &[Vec<(String, String)>; 2]) -> Self {
        let longest = |axis: usize| {
            let texts = labels[axis].iter().flat_map(|(what, place)| [what, place]);
            texts.map(|t| t.chars().count()).max().unwrap_or(0)
        };
        let last = (labels[0].len(), labels[1].len());
        Self {
            origin: (
                MARGIN + count(longest(1)) * CHARACTER + AWAY + 24.0,
                MARGIN + 104.0 + count(last.1) * ROW,
            ),
            column: (count(longest(0)) * CHARACTER + 12.0).max(78.0),
            last,
        }
    }

    pub(super) fn at(&self, (x, y): Point) -> (f64, f64) {
        (
            self.origin.0 + count(x) * self.column,
            self.origin.1 - count(y) * ROW,
        )
    }

    /// The rectangle around these points: from the middle of the step that leads in
    /// to the middle of the step that leads out. Corner and size.
    pub(super) fn around(&self, low: Point, high: Point) -> ((f64, f64), (f64, f64)) {
        let (left, bottom) = self.at(low);
        let (right, top) = self.at(high);
        (
            (left - self.column / 2.0, top - ROW / 2.0),
            (right - left + self.column, bottom - top + ROW),
        )
    }
}
