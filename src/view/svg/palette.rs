//! The colours of the drawings, for light and dark schemes.
//!
//! The browser takes the scheme from the page or from the system. Colour says nothing that dashes,
//! hatching and words do not say too, so a drawing stays readable in black and white, and for
//! readers that see no colours.

use std::fmt::Write;

/// The role of a line, a text or a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::view) enum Tone {
    Ink,
    Paper,
    /// Less important parts: grids, places in the source.
    Faint,
    /// A thread, a path or a series, by its number; colours repeat after six.
    Number(usize),
    Expected,
    Interesting,
    Forbidden,
}

impl Tone {
    /// The name that its classes end with.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Paper => "paper",
            Self::Faint => "faint",
            Self::Number(number) => ["0", "1", "2", "3", "4", "5"][number % 6],
            Self::Expected => "good",
            Self::Interesting => "odd",
            Self::Forbidden => "bad",
        }
    }
}

/// A colour on light paper and on dark paper: strong, for lines and texts, and pale, to
/// fill shapes that carry text.
struct Colours {
    name: &'static str,
    light: [&'static str; 2],
    dark: [&'static str; 2],
}

const fn colours(name: &'static str, light: [&'static str; 2], dark: [&'static str; 2]) -> Colours {
    Colours { name, light, dark }
}

/// Each strong colour has a contrast of at least 4.5 to its paper and to its pale colour,
/// as WCAG 2 asks of text.
const PALETTE: [Colours; 12] = [
    colours("paper", ["#ffffff", "#ffffff"], ["#0d1117", "#0d1117"]),
    colours("ink", ["#1f2328", "#f6f8fa"], ["#e6edf3", "#161b22"]),
    colours("faint", ["#59636e", "#eaeef2"], ["#9198a1", "#21262d"]),
    colours("0", ["#0550ae", "#ddf4ff"], ["#79c0ff", "#0c2440"]),
    colours("1", ["#953800", "#fff1e5"], ["#ffa657", "#341f0c"]),
    colours("2", ["#1b6358", "#dcf5f0"], ["#56d4c0", "#0b2b27"]),
    colours("3", ["#6639ba", "#fbefff"], ["#d2a8ff", "#271a3d"]),
    colours("4", ["#7d4e00", "#fff8c5"], ["#e3b341", "#2a2008"]),
    colours("5", ["#99286e", "#ffeff7"], ["#f778ba", "#351327"]),
    colours("good", ["#116329", "#dafbe1"], ["#56d364", "#0f2a17"]),
    colours("odd", ["#7d4e00", "#fff8c5"], ["#e3b341", "#2a2008"]),
    colours("bad", ["#a40e26", "#ffebe9"], ["#ff7b72", "#3c1618"]),
];

/// The style sheet of every drawing.
pub(super) fn style_sheet() -> String {
    let mut sheet = String::from("<style>\n");
    rules(&mut sheet, |colours| colours.light);
    sheet += "@media (prefers-color-scheme: dark) {\n";
    rules(&mut sheet, |colours| colours.dark);
    sheet + "}\n</style>\n"
}

/// For each tone the class of its lines, of what it fills, and of what it fills palely.
fn rules(sheet: &mut String, scheme: impl Fn(&Colours) -> [&'static str; 2]) {
    for colours in &PALETTE {
        let (name, [strong, pale]) = (colours.name, scheme(colours));
        // Writing to a string cannot fail.
        let _ = writeln!(
            sheet,
            ".line-{name}{{stroke:{strong}}} .fill-{name}{{fill:{strong}}} \
             .pale-{name}{{fill:{pale}}}"
        );
    }
}
