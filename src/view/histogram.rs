//! Groups many outcomes of real runs into ranges of equal width, and draws them as bars.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use racelab_engine::sort;

use super::outcomes::share;
use super::subject::tone;
use super::svg::{Anchor, Face, Fill, LINE, MARGIN, Stroke, Svg, Tone, count, width};
use super::{Rating, Row, Subject, thousands};

/// The number of runs in each range of outcomes, in at most `most` ranges of
/// equal width, without empty ranges. If there are at most `most` different outcomes,
/// each is a range of its own.
///
/// `apart` is an outcome with a range of its own, such as the right answer.
///
/// ```
/// use std::collections::BTreeMap;
/// use racelab::view::histogram::ranges;
///
/// let runs = BTreeMap::from([(3, 5), (4, 1), (12, 1), (20, 7)]);
/// assert_eq!(ranges(&runs, 3, 20), [(3..=7, 6), (8..=12, 1), (20..=20, 7)]);
/// assert_eq!(ranges(&runs, 4, 20).len(), 4);
/// ```
///
/// # Panics
///
/// If `most` is less than 2.
pub fn ranges(
    runs: &BTreeMap<u64, u64>,
    most: usize,
    apart: u64,
) -> Vec<(RangeInclusive<u64>, u64)> {
    assert!(most >= 2, "a histogram has at least two ranges");
    if runs.len() <= most {
        return runs
            .iter()
            .map(|(&number, &count)| (number..=number, count))
            .collect();
    }
    let others = || runs.iter().filter(|(number, _)| **number != apart);
    let (Some((&first, _)), Some((&last, _))) = (others().next(), others().next_back()) else {
        return Vec::new();
    };
    let parts = u64::try_from(most - 1).unwrap_or(u64::MAX);
    let width = (last - first) / parts + 1;
    let mut gathered: Vec<(RangeInclusive<u64>, u64)> = Vec::new();
    for (&number, &count) in runs {
        let low = first + number.saturating_sub(first) / width * width;
        let range = if number == apart {
            apart..=apart
        } else {
            low..=(low + (width - 1)).min(last)
        };
        match gathered.iter_mut().find(|(known, _)| *known == range) {
            Some((_, all)) => *all += count,
            None => gathered.push((range, count)),
        }
    }
    sort::by_key(&mut gathered, |(range, _)| (*range.start(), *range.end()));
    gathered
}

/// Gathers a table into at most `most` rows: rows with neighbouring numbers become one, with the
/// rating of the first, and the expected number keeps a row of its own. If `number` says that an
/// outcome is no number, the rows stay as they are.
///
/// ```
/// use racelab::view::{Rating, Row};
/// use racelab::view::histogram::gathered;
///
/// let row = |outcome: u64, rating| Row {
///     outcome: outcome.to_string(),
///     count: 1,
///     rating,
///     sentence: String::new(),
///     schedule: None,
/// };
/// let mut rows: Vec<Row> = (1..=8).map(|n| row(n, Rating::Forbidden)).collect();
/// rows.push(row(9, Rating::Expected));
/// let few = gathered(&rows, 3, |row| row.outcome.parse().ok());
/// let outcomes: Vec<&str> = few.iter().map(|row| row.outcome.as_str()).collect();
/// assert_eq!(outcomes, ["1 to 4", "5 to 8", "9"]);
/// ```
pub fn gathered(rows: &[Row], most: usize, number: impl Fn(&Row) -> Option<u64>) -> Vec<Row> {
    let numbers: Option<Vec<u64>> = rows.iter().map(number).collect();
    let Some(numbers) = numbers.filter(|_| rows.len() > most) else {
        return rows.to_vec();
    };
    let numbered = || numbers.iter().copied().zip(rows);
    let expected = numbered().find(|(_, row)| row.rating == Rating::Expected);
    let apart = expected.map_or(u64::MAX, |(number, _)| number);
    let runs = numbered().map(|(number, row)| (number, row.count));
    let ranges = ranges(&runs.collect(), most, apart).into_iter();
    let rows = ranges.filter_map(|(range, count)| {
        let mut inside = numbered().filter(|(number, _)| range.contains(number));
        let (first, row) = inside.find(|(n, _)| *n != apart || *range.start() == apart)?;
        let outcome = match range.start() == range.end() {
            true => first.to_string(),
            false => format!("{} to {}", range.start(), range.end()),
        };
        Some(Row {
            outcome,
            count,
            ..row.clone()
        })
    });
    rows.collect()
}

/// The most rows of a table or a drawing of real runs.
pub const ROWS: usize = 9;

/// The width of the bar of the most frequent outcome, in pixels.
const BAR: f64 = 300.0;
const ROW: f64 = 30.0;
const THICK: f64 = 20.0;

/// The outcomes of real runs as bars, each with its share and its rating. `about` describes the
/// runs, as in `500 real runs, seed 1`.
pub fn svg(subject: &Subject, about: &str, rows: &[Row]) -> String {
    let title = format!("{}: real runs", subject.title);
    let total: u64 = rows.iter().map(|row| row.count).sum();
    let counts = |row: &Row| format!("{} · {}", thousands(row.count), share(row.count, total));
    let sentence = |row: &Row| format!("{}: {}", row.rating, row.sentence);
    let widest = |texts: &mut dyn Iterator<Item = String>| {
        texts.map(|text| width(&text)).fold(0.0, f64::max)
    };
    let mut drawing = Svg::new(&title, &description(subject, about, rows));
    let needed = drawing.heading(&title, &format!("{} · {about}", subject.program));
    let outcomes = rows.iter().map(|row| row.outcome.clone());
    let axis = MARGIN + widest(&mut outcomes.chain([subject.outcome.clone()])) + 12.0;
    let words = axis + BAR + 16.0 + widest(&mut rows.iter().map(counts)) + 20.0;
    let right = words + widest(&mut rows.iter().map(sentence)) + MARGIN;
    let top = MARGIN + 70.0;
    let bottom = top + ROW * count(rows.len());
    let head = (axis - 10.0, top - 8.0);
    drawing.text(head, Anchor::End, Face::FAINT, &subject.outcome);
    drawing.text((axis, head.1), Anchor::Start, Face::FAINT, "runs");

    let most = rows.iter().map(|row| row.count).max().unwrap_or(1).max(1);
    for (at, row) in rows.iter().enumerate() {
        let middle = top + ROW * (count(at) + 0.5);
        let base = middle + 4.2;
        let tone = tone(Some(row.rating));
        // Of a count only its share of the largest is drawn; 53 bits are enough for it.
        #[allow(clippy::cast_precision_loss)]
        let long = (row.count as f64 / most as f64 * BAR).max(2.0);
        let (corner, size) = ((axis, middle - THICK / 2.0), (long, THICK));
        let border = Some(Stroke::solid(1.4, tone));
        drawing.rectangle(corner, size, Fill::Pale(tone), border);
        if row.rating == Rating::Forbidden {
            drawing.rectangle(corner, size, Fill::Hatched, border);
        }
        let face = Face::BOLD;
        drawing.text((axis - 10.0, base), Anchor::End, face, &row.outcome);
        let place = (axis + long + 10.0, base);
        drawing.text(place, Anchor::Start, Face::PLAIN, &counts(row));
        let face = Face::of(tone);
        drawing.text((words, base), Anchor::Start, face, &sentence(row));
    }
    let line = [(axis, top - 2.0), (axis, bottom + 2.0)];
    drawing.line(&line, Stroke::solid(1.4, Tone::Ink));
    drawing.finish(right.max(needed), bottom + MARGIN - LINE / 2.0)
}

/// The drawing in words, for readers that cannot see it.
fn description(subject: &Subject, about: &str, rows: &[Row]) -> String {
    let mut text = format!("How the program ended: {}. {about}.", subject.program);
    for row in rows {
        let runs = super::counted(row.count, "run");
        text += &format!(
            " {} {} in {runs} ({}: {}).",
            subject.outcome, row.outcome, row.rating, row.sentence
        );
    }
    text
}
