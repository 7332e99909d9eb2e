//! Drawing the lanes of an execution.

use crate::explore::Operation;
use crate::view::screen::wrap;
use crate::view::subject::tone;
use crate::view::svg::{Anchor, Face, Fill, LINE, MARGIN, Stroke, Svg, Tone, count, width};
use crate::view::{Rating, Subject, Undrawn};

use super::arrows::{Arrow, Messages, draw_arrows};
use super::sheet::{CARD, PADDING, Sheet, TOP, head};
use super::{Lanes, Row};

/// The most rows, and the widest sheet in pixels, that a reader can read without zooming.
const MOST_ROWS: usize = 40;
const WIDEST: f64 = 1_400.0;

/// The width of the bar of a held lock.
const HELD: f64 = 12.0;

impl Lanes<'_> {
    /// The same as a drawing, with an arrow from each write to the reads of other threads that
    /// see it, and from each send to the receive of its message. `lost` are the positions of the
    /// writes whose update is lost, and `rating` is a rating of the outcome.
    ///
    /// # Errors
    ///
    /// A sentence that says what to do, if the drawing would be too large to read.
    pub fn svg(
        &self,
        subject: &Subject,
        rating: Option<Rating>,
        lost: &[usize],
    ) -> Result<String, Undrawn> {
        let drawing = draw(self, subject, rating, lost);
        drawing.ok_or_else(|| Undrawn::Execution(self.steps()))
    }
}

/// The drawing; `None` if it would be too large to read.
fn draw(
    lanes: &Lanes<'_>,
    subject: &Subject,
    rating: Option<Rating>,
    lost: &[usize],
) -> Option<String> {
    let messages = Messages::of(lanes.execution.events.iter());
    let sheet = Sheet::new(lanes, |event| match lost.contains(&event) {
        true => Some("lost"),
        false => messages.lost.contains(&event).then_some("never received"),
    });
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
    // The acquisitions without a release so far.
    let mut since = Vec::new();
    for (number, row) in sheet.rows.iter().enumerate() {
        let event = sheet.event(row);
        let held = (event.thread, event.object);
        match event.operation {
            Operation::Lock
            | Operation::TryLock(true)
            | Operation::TryWrite(true)
            | Operation::LockShared
            | Operation::TryLockShared(true) => {
                since.push((held, number));
            }
            Operation::Unlock | Operation::UnlockShared => {
                let Some(last) = since.iter().rposition(|&(other, _)| other == held) else {
                    continue;
                };
                let (_, from) = since.remove(last);
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

/// The number and the place of a row, and its card.
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

/// The result of the execution, the meaning of the marks, and the lower edge.
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
