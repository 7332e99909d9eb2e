//! How texts are written, lines are drawn and shapes are filled.

use super::Tone;

/// The dashes that distinguish up to six threads or paths.
const DASHES: [&str; 6] = ["", "7 4", "2 3", "12 4 2 4", "14 5", "2 6"];

/// The style of a text.
#[derive(Clone, Copy)]
pub(in crate::view) struct Face {
    tone: Tone,
    bold: bool,
}

impl Face {
    pub(in crate::view) const PLAIN: Self = Self::of(Tone::Ink);
    pub(in crate::view) const FAINT: Self = Self::of(Tone::Faint);
    pub(in crate::view) const BOLD: Self = Self::PLAIN.bold();
    /// On a strong colour.
    pub(in crate::view) const PAPER: Self = Self::of(Tone::Paper);

    pub(in crate::view) const fn of(tone: Tone) -> Self {
        Self { tone, bold: false }
    }

    pub(in crate::view) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn attributes(self) -> String {
        let weight = match self.bold {
            true => " font-weight=\"bold\"",
            false => "",
        };
        format!("class=\"fill-{}\"{weight}", self.tone.name())
    }
}

/// The style of a line or of the border of a shape.
#[derive(Clone, Copy)]
pub(in crate::view) struct Stroke {
    width: f64,
    dashes: usize,
    tone: Tone,
}

impl Stroke {
    pub(in crate::view) const fn solid(width: f64, tone: Tone) -> Self {
        Self {
            width,
            dashes: 0,
            tone,
        }
    }

    pub(in crate::view) const fn dashed(width: f64, tone: Tone) -> Self {
        Self {
            width,
            dashes: 1,
            tone,
        }
    }

    /// The line of a thread, a path or a series: dashes tell up to six apart, and so do
    /// colours, dashes and colours together up to 36.
    pub(in crate::view) const fn number(width: f64, number: usize) -> Self {
        Self {
            width,
            dashes: number + number / DASHES.len(),
            tone: Tone::Number(number),
        }
    }

    pub(super) fn tone(self) -> Tone {
        self.tone
    }
}

/// The fill of a shape.
#[derive(Clone, Copy)]
pub(in crate::view) enum Fill {
    /// As what is behind the drawing.
    Paper,
    Strong(Tone),
    /// Light enough to carry text.
    Pale(Tone),
    /// Lines from the lower left to the upper right, with nothing between them: two
    /// such shapes on each other can both be seen.
    Hatched,
    /// The same from the upper left to the lower right.
    HatchedBack,
    /// Points.
    Dotted,
}

/// The attributes of a shape that is filled and has a border, or one of the two.
pub(super) fn paint(fill: Option<Fill>, stroke: Option<Stroke>) -> String {
    let mut classes = Vec::new();
    let mut others = String::new();
    match fill {
        None => others += " fill=\"none\"",
        Some(Fill::Paper) => classes.push("fill-paper".to_owned()),
        Some(Fill::Strong(tone)) => classes.push(format!("fill-{}", tone.name())),
        Some(Fill::Pale(tone)) => classes.push(format!("pale-{}", tone.name())),
        Some(Fill::Hatched) => others += " fill=\"url(#hatched)\"",
        Some(Fill::HatchedBack) => others += " fill=\"url(#hatched-back)\"",
        Some(Fill::Dotted) => others += " fill=\"url(#dotted)\"",
    }
    if let Some(Stroke {
        width,
        dashes,
        tone,
    }) = stroke
    {
        classes.push(format!("line-{}", tone.name()));
        others += &format!(" stroke-width=\"{width:.1}\"");
        let dashes = DASHES[dashes % DASHES.len()];
        if !dashes.is_empty() {
            others += &format!(" stroke-dasharray=\"{dashes}\"");
        }
    }
    match classes.is_empty() {
        true => others.trim_start().to_owned(),
        false => format!("class=\"{}\"{others}", classes.join(" ")),
    }
}
