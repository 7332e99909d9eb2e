//! Writes SVG: the few shapes that the drawings need.
//!
//! Black on white, so that a drawing can be printed: threads and paths differ by
//! dashes and by words, never by colour. All text is in one fixed-width face, so
//! that its width is known here and boxes fit. Screen readers read title and description
//! aloud.

use std::fmt::Write;

/// The width of a character, in pixels, a little more than fonts have.
pub(super) const CHARACTER: f64 = 7.4;
/// The height of a line of text, in pixels.
pub(super) const LINE: f64 = 16.0;

/// The dashes that distinguish up to six threads or paths.
const DASHES: [&str; 6] = ["none", "7 4", "2 3", "12 4 2 4", "12 4", "2 6"];

/// The alignment of a text relative to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The style of a line or of the border of a shape.
#[derive(Clone, Copy)]
pub(super) struct Stroke {
    pub(super) width: f64,
    /// Which dashes; there are six kinds.
    pub(super) dashes: usize,
}

/// The fill of a shape.
#[derive(Clone, Copy)]
pub(super) enum Fill {
    White,
    Black,
    /// Lines from the lower left to the upper right, and transparent between them, so that two
    /// overlapping shapes are both visible.
    Hatched,
    /// The same from the upper left to the lower right.
    HatchedBack,
    /// Points.
    Dotted,
    /// A light grey.
    Grey,
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

    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, bold: bool, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        let (x, y) = at;
        self.put(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\"{weight}>{}</text>",
            escaped(text)
        ));
    }

    /// A text on white, so that lines behind it do not cross it; `at` is its middle.
    pub(super) fn label(&mut self, at: (f64, f64), bold: bool, text: &str) {
        let width = width(text) + 6.0;
        let corner = (at.0 - width / 2.0, at.1 - LINE / 2.0);
        self.shape_with("rx=\"3\"", corner, (width, LINE), Fill::White, None);
        self.text((at.0, at.1 + 4.5), Anchor::Middle, bold, text);
    }

    pub(super) fn rectangle(
        &mut self,
        corner: (f64, f64),
        size: (f64, f64),
        fill: Fill,
        stroke: Option<Stroke>,
    ) {
        self.shape_with("", corner, size, fill, stroke);
    }

    pub(super) fn rounded(&mut self, corner: (f64, f64), size: (f64, f64), stroke: Stroke) {
        self.shape_with("rx=\"6\"", corner, size, Fill::White, Some(stroke));
    }

    fn shape_with(
        &mut self,
        more: &str,
        corner: (f64, f64),
        size: (f64, f64),
        fill: Fill,
        stroke: Option<Stroke>,
    ) {
        let (x, y) = corner;
        let (width, height) = size;
        let fill = fill_of(fill);
        let stroke = stroke.map_or_else(|| "stroke=\"none\"".to_owned(), stroke_of);
        self.put(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             {more} fill=\"{fill}\" {stroke}/>"
        ));
    }

    pub(super) fn circle(&mut self, at: (f64, f64), radius: f64, fill: Fill, stroke: Stroke) {
        let (x, y) = at;
        let (fill, stroke) = (fill_of(fill), stroke_of(stroke));
        self.put(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\" {stroke}/>"
        ));
    }

    /// A line through these points, with an arrow's head at its end if asked.
    pub(super) fn line(&mut self, points: &[(f64, f64)], stroke: Stroke, arrow: bool) {
        let mut text = String::new();
        for (x, y) in points {
            // Writing to a string cannot fail.
            let _ = write!(text, "{x:.1},{y:.1} ");
        }
        let arrow = if arrow {
            " marker-end=\"url(#arrow)\""
        } else {
            ""
        };
        let stroke = stroke_of(stroke);
        let text = text.trim_end();
        self.put(format_args!(
            "<polyline points=\"{text}\" fill=\"none\" stroke-linejoin=\"round\" {stroke}{arrow}/>"
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
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" role="img" aria-labelledby="title description" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="12">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
<defs>
<marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker>
<pattern id="hatched" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="8" stroke="black" stroke-width="1.6"/></pattern>
<pattern id="hatched-back" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><line x1="0" y1="0" x2="0" y2="8" stroke="black" stroke-width="1.6"/></pattern>
<pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="white"/><circle cx="3" cy="3" r="1.1"/></pattern>
</defs>
<rect width="100%" height="100%" fill="white"/>
{shapes}</svg>
"##
        )
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

fn fill_of(fill: Fill) -> &'static str {
    match fill {
        Fill::White => "white",
        Fill::Black => "black",
        Fill::Hatched => "url(#hatched)",
        Fill::HatchedBack => "url(#hatched-back)",
        Fill::Dotted => "url(#dotted)",
        Fill::Grey => "#ddd",
    }
}

fn stroke_of(stroke: Stroke) -> String {
    let dashes = DASHES[stroke.dashes % DASHES.len()];
    format!(
        "stroke=\"black\" stroke-width=\"{:.1}\" stroke-dasharray=\"{dashes}\"",
        stroke.width
    )
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
