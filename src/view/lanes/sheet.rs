//! The positions of the rows and the cards of drawn lanes.

use crate::explore::Event;
use crate::view::svg::{MARGIN, count, number_of, width};

use super::{Lanes, Row};

const ROW: f64 = 38.0;
pub(super) const CARD: f64 = 25.0;
/// The space inside a card, at its sides.
pub(super) const PADDING: f64 = 10.0;
/// The space between two lanes.
const GAP: f64 = 56.0;
/// The upper edge of the heads.
pub(super) const TOP: f64 = MARGIN + 52.0;

/// The positions of the rows and the cards.
pub(super) struct Sheet<'l> {
    pub(super) lanes: &'l Lanes<'l>,
    pub(super) rows: Vec<Row>,
    pub(super) threads: Vec<usize>,
    /// The reason why a row's step had no effect, if it had none.
    pub(super) notes: Vec<Option<&'static str>>,
    /// The middle of each lane, and half its width.
    pub(super) middles: Vec<f64>,
    pub(super) halves: Vec<f64>,
    /// The right edge of the places.
    pub(super) places: f64,
    pub(super) right: f64,
}

impl<'l> Sheet<'l> {
    /// `note` gives the reason why an event had no effect, if it had none.
    pub(super) fn new(lanes: &'l Lanes<'l>, note: impl Fn(usize) -> Option<&'static str>) -> Self {
        let (rows, threads) = (lanes.rows(true), lanes.threads());
        let notes: Vec<_> = rows.iter().map(|row| note(row.event)).collect();
        let wide = |row: usize| card(&rows[row], notes[row]);
        let place = rows.iter().map(|row| width(&row.place)).fold(0.0, f64::max);
        let places = MARGIN + 34.0 + place + 24.0;
        let (mut middles, mut halves) = (Vec::new(), Vec::new());
        let mut x = places + 20.0;
        for &thread in &threads {
            let own = (0..rows.len()).filter(|&row| rows[row].thread == thread);
            let head = width(&head(lanes, thread)) + 2.0 * PADDING;
            let wide = own.map(wide).fold(head, f64::max);
            middles.push(x + wide / 2.0);
            halves.push(wide / 2.0);
            x += wide + GAP;
        }
        Self {
            lanes,
            rows,
            threads,
            notes,
            middles,
            halves,
            places,
            right: x - GAP + MARGIN,
        }
    }

    pub(super) fn lane(&self, thread: usize) -> usize {
        let lane = self.threads.iter().position(|&t| t == thread);
        lane.unwrap_or_default()
    }

    pub(super) fn number(&self, thread: usize) -> usize {
        number_of(self.lanes.execution.threads[thread].letter)
    }

    /// The row of an event, if it is shown.
    pub(super) fn row(&self, event: usize) -> Option<usize> {
        self.rows.iter().position(|row| row.event == event)
    }

    pub(super) fn event(&self, row: &Row) -> &Event {
        &self.lanes.execution.events[row.event]
    }

    /// The middle of a row's card.
    pub(super) fn middle(&self, row: usize) -> (f64, f64) {
        let x = self.middles[self.lane(self.rows[row].thread)];
        (x, TOP + CARD + 14.0 + ROW * (count(row) + 0.5))
    }

    /// The width of a row's card.
    pub(super) fn wide(&self, row: usize) -> f64 {
        card(&self.rows[row], self.notes[row])
    }

    pub(super) fn bottom(&self) -> f64 {
        TOP + CARD + 14.0 + ROW * count(self.rows.len())
    }
}

/// The width of a row's card, with its note.
fn card(row: &Row, note: Option<&str>) -> f64 {
    let note = note.map_or(0.0, |note| width(note) + PADDING);
    width(&row.text) + note + 2.0 * PADDING
}

/// The head of a lane. The files stand with the rows.
pub(super) fn head(lanes: &Lanes<'_>, thread: usize) -> String {
    let thread = &lanes.execution.threads[thread];
    match &thread.name {
        Some(name) => format!("thread {} \"{name}\"", thread.letter),
        None => format!("thread {}", thread.letter),
    }
}
