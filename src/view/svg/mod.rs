//! Writes SVG: the few shapes that the drawings need.
//!
//! Threads and paths differ by dashes and by words, regions by hatching, ends by their borders;
//! [`palette`] adds colours for light and dark schemes. Code has a fixed-width font, so that its
//! width is known and boxes fit. Screen readers read the title and the description aloud.

mod palette;
mod pen;

use std::fmt::Write;

pub(super) use palette::Tone;
use pen::paint;
pub(super) use pen::{Face, Fill, Stroke};

/// The width of a character of code, in pixels, a little more than fonts have.
pub(super) const CHARACTER: f64 = 7.4;
/// The height of a line of text, in pixels.
pub(super) const LINE: f64 = 17.0;
/// The space around a drawing.
pub(super) const MARGIN: f64 = 24.0;

/// The length of an arrow's head, and the distance of its barbs from its middle.
const HEAD: (f64, f64) = (9.0, 3.8);

/// The alignment of a text relative to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing, to which shapes are added.
pub(super) struct Svg {
    title: String,
    description: String,
    shapes: String,
}

impl Svg {
    pub(super) fn new(title: &str, description: &str) -> Self {
        Self {
            title: escaped(title),
            description: escaped(description),
            shapes: String::new(),
        }
    }

    /// The title over the drawing and a line with facts below it; the width that they need,
    /// with the margins.
    pub(super) fn heading(&mut self, title: &str, facts: &str) -> f64 {
        self.put(format_args!(
            "<text class=\"fill-ink\" x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"16\" \
             font-weight=\"bold\">{}</text>",
            MARGIN + 12.0,
            escaped(title)
        ));
        self.text((MARGIN, MARGIN + 33.0), Anchor::Start, Face::FAINT, facts);
        width(facts).max(width(title) * 16.0 / 12.0) + 2.0 * MARGIN
    }

    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, face: Face, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (face, (x, y)) = (face.attributes(), at);
        self.put(format_args!(
            "<text {face} x=\"{x:.1}\" y=\"{y:.1}\"{anchor}>{}</text>",
            escaped(text)
        ));
    }

    /// A text on paper, so that lines behind it do not cross it; `at` is its middle.
    pub(super) fn label(&mut self, at: (f64, f64), face: Face, text: &str) {
        let size = (width(text) + 8.0, LINE);
        let corner = (at.0 - size.0 / 2.0, at.1 - size.1 / 2.0);
        self.rounded(corner, size, Fill::Paper, None);
        self.text((at.0, at.1 + 4.5), Anchor::Middle, face, text);
    }

    /// A number in a circle; `at` is its middle.
    pub(super) fn mark(&mut self, at: (f64, f64), number: usize) {
        let tone = Tone::Number(number - 1);
        self.circle(at, 9.0, Fill::Paper, Stroke::solid(1.4, tone));
        let place = (at.0, at.1 + 4.2);
        let face = Face::of(tone).bold();
        self.text(place, Anchor::Middle, face, &number.to_string());
    }

    pub(super) fn rectangle(
        &mut self,
        corner: (f64, f64),
        size: (f64, f64),
        fill: Fill,
        stroke: Option<Stroke>,
    ) {
        self.shape("", corner, size, fill, stroke);
    }

    pub(super) fn rounded(
        &mut self,
        corner: (f64, f64),
        size: (f64, f64),
        fill: Fill,
        stroke: Option<Stroke>,
    ) {
        self.shape(" rx=\"5\"", corner, size, fill, stroke);
    }

    fn shape(
        &mut self,
        more: &str,
        corner: (f64, f64),
        size: (f64, f64),
        fill: Fill,
        stroke: Option<Stroke>,
    ) {
        let (x, y) = corner;
        let (width, height) = size;
        let paint = paint(Some(fill), stroke);
        self.put(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"\
             {more} {paint}/>"
        ));
    }

    pub(super) fn circle(&mut self, at: (f64, f64), radius: f64, fill: Fill, stroke: Stroke) {
        let (x, y) = at;
        let paint = paint(Some(fill), Some(stroke));
        self.put(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" {paint}/>"
        ));
    }

    pub(super) fn line(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        let points = coordinates(points);
        let paint = paint(None, Some(stroke));
        self.put(format_args!(
            "<polyline points=\"{points}\" stroke-linejoin=\"round\" {paint}/>"
        ));
    }

    /// A line with an arrow's head at its last point.
    pub(super) fn arrow(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        let mut points = points.to_vec();
        let &[.., before, tip] = points.as_slice() else {
            return;
        };
        let (dx, dy) = (tip.0 - before.0, tip.1 - before.1);
        let length = dx.hypot(dy).max(0.1);
        let (dx, dy) = (dx / length, dy / length);
        let (long, wide) = HEAD;
        let base = (tip.0 - dx * long, tip.1 - dy * long);
        // The line ends within the head, so that it does not stick out at the tip.
        let end = (tip.0 - dx * long * 0.7, tip.1 - dy * long * 0.7);
        if let Some(last) = points.last_mut() {
            *last = end;
        }
        self.line(&points, stroke);
        let head = coordinates(&[
            tip,
            (base.0 - dy * wide, base.1 + dx * wide),
            (base.0 + dy * wide, base.1 - dx * wide),
        ]);
        let tone = stroke.tone().name();
        self.put(format_args!(
            "<polygon class=\"fill-{tone}\" points=\"{head}\"/>"
        ));
    }

    fn put(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.shapes, "{shape}");
    }

    /// The whole drawing, of this size in pixels.
    pub(super) fn finish(self, width: f64, height: f64) -> String {
        let Self {
            title,
            description,
            shapes,
        } = self;
        let style = palette::style_sheet();
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" role="img" aria-labelledby="title description" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="12">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
{style}<defs>
<pattern id="hatched" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="line-faint" x1="0" y1="0" x2="0" y2="7" stroke-width="1.6"/></pattern>
<pattern id="hatched-back" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><line class="line-faint" x1="0" y1="0" x2="0" y2="7" stroke-width="1.6"/></pattern>
<pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse"><circle class="fill-bad" cx="3" cy="3" r="1.1"/></pattern>
</defs>
<rect class="fill-paper" width="{width:.0}" height="{height:.0}" rx="8"/>
{shapes}</svg>
"##
        )
    }
}

/// The number of a thread in every drawing, by its letter.
pub(super) fn number_of(letter: char) -> usize {
    match letter {
        // No letter of a spawned thread has this combination of colour and dashes before L.
        'M' => 11,
        letter => (u32::from(letter) - u32::from('A')) as usize,
    }
}

/// The width of a text, in pixels.
pub(super) fn width(text: &str) -> f64 {
    count(text.chars().count()) * CHARACTER
}

/// A count as a coordinate.
pub(super) fn count(number: usize) -> f64 {
    // Exact: a drawing has far fewer shapes than 2^32.
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn coordinates(points: &[(f64, f64)]) -> String {
    let points = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}"));
    points.collect::<Vec<_>>().join(" ")
}

/// The text escaped for XML, without characters that XML does not allow.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(' '),
            // XML 1.0 has no way to write these.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}
