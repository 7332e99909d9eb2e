//! The positions of a progress graph's points on the sheet.

use crate::view::svg::{CHARACTER, MARGIN, count};

use super::Point;

const ROW: f64 = 56.0;
/// The distance of the axes from the first points.
pub(super) const AWAY: f64 = 30.0;

/// The positions of the points on the sheet.
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
                MARGIN + 132.0 + count(last.1) * ROW,
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
    /// to the middle of the step that leads out, but not over an axis. Corner and size.
    pub(super) fn around(&self, low: Point, high: Point) -> ((f64, f64), (f64, f64)) {
        let (left, bottom) = self.at(low);
        let (right, top) = self.at(high);
        let (beside, above) = (self.column / 2.0, ROW / 2.0);
        let (first, last) = (self.at((0, 0)), self.at(self.last));
        let left = (left - beside).max(first.0 - AWAY);
        let right = (right + beside).min(last.0 + AWAY);
        let (top, bottom) = (top - above, bottom + above);
        ((left, top), (right - left, bottom - top))
    }
}
