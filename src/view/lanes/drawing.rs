//! Drawing the lanes of an execution.

use std::collections::BTreeMap;

use crate::explore::{Event, Operation};
use crate::view::screen::wrap;
use crate::view::subject::tone;
use crate::view::svg::{
    Anchor, Face, Fill, LINE, MARGIN, Stroke, Svg, Tone, count, number_of, width,
};
use crate::view::{Rating, Subject};

use super::arrows::{Arrow, Messages, draw_arrows};
use super::{Lanes, Row};

/// The most rows, and the widest sheet in pixels, that are read without a magnifying glass.
const MOST_ROWS: usize = 40;
const WIDEST: f64 = 1_400.0;

const ROW: f64 = 38.0;
const CARD: f64 = 25.0;
/// The space inside a card, at its sides.
const PADDING: f64 = 10.0;
/// The space between two lanes.
const GAP: f64 = 56.0;
/// How wide the bar of a held lock is.
const HELD: f64 = 12.0;
/// The upper edge of the heads.
const TOP: f64 = MARGIN + 52.0;

/// Where the rows and the cards stand.
pub(super) struct Sheet<'l> {
    lanes: &'l Lanes<'l>,
    pub(super) rows: Vec<Row>,
    threads: Vec<usize>,
    /// Why what a row did had no effect, if it had none.
    notes: Vec<Option<&'static str>>,
    /// The middle of each lane, and half its width.
    middles: Vec<f64>,
    pub(super) halves: Vec<f64>,
    /// The right edge of the places.
    places: f64,
    right: f64,
}

impl<'l> Sheet<'l> {
    fn new(lanes: &'l Lanes<'l>, lost: &[usize], messages: &Messages) -> Self {
        let (rows, threads) = (lanes.rows(true), lanes.threads());
        let note = |row: &Row| match lost.contains(&row.event) {
            true => Some("lost"),
            false => (messages.lost.contains(&row.event)).then_some("never received"),
        };
        let notes: Vec<_> = rows.iter().map(note).collect();
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

    /// How wide a row's card is.
    pub(super) fn wide(&self, row: usize) -> f64 {
        card(&self.rows[row], self.notes[row])
    }

    fn bottom(&self) -> f64 {
        TOP + CARD + 14.0 + ROW * count(self.rows.len())
    }
}

/// How wide the card of a row is, with its note.
fn card(row: &Row, note: Option<&str>) -> f64 {
    let note = note.map_or(0.0, |note| width(note) + PADDING);
    width(&row.text) + note + 2.0 * PADDING
}

/// The drawing; `None` if it would be too large to be read.
pub(super) fn draw(
    lanes: &Lanes<'_>,
    subject: &Subject,
    rating: Option<Rating>,
    lost: &[usize],
) -> Option<String> {
    let messages = Messages::of(lanes.execution.events.iter());
    let sheet = Sheet::new(lanes, lost, &messages);
    if sheet.rows.len() > MOST_ROWS || sheet.right > WIDEST {
        return None;
    }
    let schedule = lanes.execution.schedule.to_string();
    let title = format!("{}: schedule {schedule}", subject.title);
    let facts = match lanes.initial() {
        Some(initial) => format!("{} · at the start {initial}", subject.program),
        None => subject.program.clone(),
    };
    let mut svg = Svg::new(&title, &description(&sheet, subject));
    let needed = svg.heading(&title, &facts);
    draw_lanes(&mut svg, &sheet);
    draw_held(&mut svg, &sheet);
    let arrows = draw_arrows(&mut svg, &sheet, &messages, lost);
    for row in 0..sheet.rows.len() {
        draw_row(&mut svg, &sheet, row);
    }
    let sheet_width = sheet.right.max(needed);
    let bottom = draw_end(&mut svg, &sheet, rating, &arrows, sheet_width);
    Some(svg.finish(sheet_width, bottom + MARGIN))
}

/// The drawing in words, for readers that cannot see it.
fn description(sheet: &Sheet<'_>, subject: &Subject) -> String {
    let letter = |row: &Row| sheet.lanes.execution.threads[row.thread].letter;
    let steps = sheet.rows.iter().map(|row| {
        let number = row.number.map(|n| format!("{n}. ")).unwrap_or_default();
        format!("{number}{}: {}", letter(row), row.text)
    });
    let steps: Vec<String> = steps.collect();
    format!(
        "One execution of the program: {}. Its steps, from top to bottom: {}. {}",
        subject.program,
        steps.join("; "),
        sheet.lanes.ending
    )
}

/// The head of a lane. The files stand with the rows.
fn head(lanes: &Lanes<'_>, thread: usize) -> String {
    let thread = &lanes.execution.threads[thread];
    match &thread.name {
        Some(name) => format!("thread {} \"{name}\"", thread.letter),
        None => format!("thread {}", thread.letter),
    }
}

/// The head of each lane, and a line down from it.
fn draw_lanes(svg: &mut Svg, sheet: &Sheet<'_>) {
    let bottom = sheet.bottom();
    for (&thread, &x) in sheet.threads.iter().zip(&sheet.middles) {
        let head = head(sheet.lanes, thread);
        let number = sheet.number(thread);
        svg.line(&[(x, TOP + CARD), (x, bottom)], Stroke::number(1.0, number));
        let size = (width(&head) + 2.0 * PADDING, CARD);
        let tone = Tone::Number(number);
        svg.rounded((x - size.0 / 2.0, TOP), size, Fill::Strong(tone), None);
        let place = (x, TOP + CARD / 2.0 + 4.2);
        svg.text(place, Anchor::Middle, Face::PAPER.bold(), &head);
    }
    let (x, top) = (MARGIN + 8.0, TOP + CARD / 2.0);
    svg.text((x - 8.0, top + 4.2), Anchor::Start, Face::FAINT, "time");
    let stroke = Stroke::solid(1.0, Tone::Faint);
    svg.arrow(&[(x + 4.0, top + 12.0), (x + 4.0, bottom)], stroke);
}

/// A bar from each acquisition of a lock to its release.
fn draw_held(svg: &mut Svg, sheet: &Sheet<'_>) {
    let mut since: BTreeMap<(usize, Option<usize>), usize> = BTreeMap::new();
    for (number, row) in sheet.rows.iter().enumerate() {
        let event = sheet.event(row);
        let held = (event.thread, event.object);
        match event.operation {
            Operation::Lock
            | Operation::TryLock(true)
            | Operation::TryWrite(true)
            | Operation::LockShared
            | Operation::TryLockShared(true) => {
                since.insert(held, number);
            }
            Operation::Unlock | Operation::UnlockShared => {
                let Some(from) = since.remove(&held) else {
                    continue;
                };
                let (from, to) = (sheet.middle(from), sheet.middle(number));
                let corner = (from.0 - HELD / 2.0, from.1);
                let tone = Tone::Number(sheet.number(row.thread));
                let border = Stroke::solid(1.0, tone);
                svg.rectangle(
                    corner,
                    (HELD, to.1 - from.1),
                    Fill::Pale(tone),
                    Some(border),
                );
            }
            _ => {}
        }
    }
}

/// Number and place of a row, and its card.
fn draw_row(svg: &mut Svg, sheet: &Sheet<'_>, number: usize) {
    let row = &sheet.rows[number];
    let (x, y) = sheet.middle(number);
    let base = y + 4.2;
    if let Some(step) = row.number {
        let racing = sheet.lanes.race().is_some_and(|race| race.contains(&step));
        let (face, mark) = match racing {
            true => (Face::of(Tone::Forbidden).bold(), "!"),
            false => (Face::PLAIN, ""),
        };
        let text = format!("{step}{mark}");
        svg.text((MARGIN + 44.0, base), Anchor::End, face, &text);
    }
    svg.text((sheet.places, base), Anchor::End, Face::FAINT, &row.place);
    let size = (sheet.wide(number), CARD);
    let corner = (x - size.0 / 2.0, y - CARD / 2.0);
    let (tone, border) = match sheet.notes[number] {
        None => {
            let tone = Tone::Number(sheet.number(row.thread));
            (tone, Stroke::solid(1.2, tone))
        }
        Some(_) => (Tone::Forbidden, Stroke::dashed(1.8, Tone::Forbidden)),
    };
    svg.rounded(corner, size, Fill::Pale(tone), Some(border));
    let Some(note) = sheet.notes[number] else {
        svg.text((x, base), Anchor::Middle, Face::PLAIN, &row.text);
        return;
    };
    let (left, right) = (corner.0 + PADDING, corner.0 + size.0 - PADDING);
    svg.text((left, base), Anchor::Start, Face::PLAIN, &row.text);
    svg.text((right, base), Anchor::End, Face::of(tone).bold(), note);
}

/// What came of it, what the marks mean, and the lower edge.
fn draw_end(
    svg: &mut Svg,
    sheet: &Sheet<'_>,
    rating: Option<Rating>,
    arrows: &[Arrow],
    wide: f64,
) -> f64 {
    let lanes = sheet.lanes;
    let mut lines = Vec::new();
    let letter = |thread: usize| lanes.execution.threads[thread].letter;
    let waiting = lanes.execution.waiting.iter();
    let waiting = waiting.map(|w| format!("{}  {}  {}", letter(w.thread), w.line(), w.reason));
    lines.extend(waiting.map(|line| (Face::of(Tone::Forbidden), line)));
    lines.push((Face::of(tone(rating)).bold(), lanes.ending.clone()));
    let sentences = lanes
        .race_in_words()
        .into_iter()
        .chain(lanes.explanations());
    lines.extend(sentences.map(|line| (Face::PLAIN, line)));
    let meanings = Arrow::ALL
        .iter()
        .filter(|(arrow, _)| arrows.contains(arrow));
    lines.extend(meanings.map(|(_, text)| (Face::FAINT, (*text).to_owned())));
    let mut y = sheet.bottom() + 28.0;
    // Not as a cast: a sheet is far narrower than that.
    let columns = (1..).take_while(|&n| count(n) * width(" ") < wide - 2.0 * MARGIN);
    let columns = columns.count();
    for (face, line) in lines {
        for line in wrap(&line, columns) {
            svg.text((MARGIN, y), Anchor::Start, face, &line);
            y += LINE + 3.0;
        }
    }
    y - LINE
}
