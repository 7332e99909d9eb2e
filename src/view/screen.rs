//! The width of the screen, and the styles of the output.

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};
use terminal_size::terminal_size_of;

/// The width of output that goes to no terminal: to a pipe, a file, a test.
pub const WIDTH: usize = 80;

/// For headings and the letters of threads.
pub const STRONG: Style = Style::new().bold();
/// For correct results.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// For results that a correct program never has.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// For results that deserve a second look.
pub const ODD: Style = AnsiColor::Yellow.on_default();
/// For unimportant parts: the empty places of a lane.
pub const FAINT: Style = Style::new().dimmed();

/// The columns of the terminal that standard output goes to, at least 40;
/// [`WIDTH`] if it goes elsewhere. The variable `COLUMNS` overrides both.
pub fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let terminal = || terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    asked.or_else(terminal).unwrap_or(WIDTH).max(40)
}

/// `text` in the style.
pub fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// `text` in lines of at most `width` characters, where its words allow it.
///
/// ```
/// use racelab::view::screen::wrap;
/// assert_eq!(wrap("a race is a schedule", 10), ["a race is", "a schedule"]);
/// ```
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `text` wrapped to `width` characters, with `indent` spaces before every line, and a
/// line end after it.
pub fn paragraph(text: &str, indent: usize, width: usize) -> String {
    wrap(text, width.saturating_sub(indent).max(20))
        .iter()
        .map(|line| format!("{:indent$}{line}\n", ""))
        .collect()
}

/// A command to paste, after `indent` spaces, with a line end; it is broken in a way that a shell
/// accepts if it is wider than `width`.
///
/// ```
/// use racelab::view::screen::to_paste;
/// assert_eq!(to_paste("cargo run --bin lab", 2, 20), "  cargo run --bin \\\n    lab\n");
/// ```
pub fn to_paste(command: &str, indent: usize, width: usize) -> String {
    if indent + columns(command) <= width {
        return format!("{:indent$}{command}\n", "");
    }
    let room = width.saturating_sub(indent + 4).max(16);
    let lines = wrap(command, room);
    format!(
        "{:indent$}{}\n",
        "",
        lines.join(&format!(" \\\n{:1$}", "", indent + 2))
    )
}

/// A command to paste behind its label, with a line end; below the label where both are wider
/// than `width`.
///
/// ```
/// use racelab::view::screen::labelled;
/// assert_eq!(labelled("  Next:  ", "cargo run", 20), "  Next:  cargo run\n");
/// assert_eq!(labelled("  Next:  ", "cargo run --bin", 20), "  Next:\n    cargo run --bin\n");
/// ```
pub fn labelled(label: &str, command: &str, width: usize) -> String {
    if columns(label) + columns(command) <= width {
        return format!("{label}{command}\n");
    }
    let indent = columns(label) - columns(label.trim_start()) + 2;
    format!("{}\n{}", label.trim_end(), to_paste(command, indent, width))
}

/// The columns of `text` on a screen: none for a style, one for each
/// other character.
pub fn columns(text: &str) -> usize {
    strip_str(text).map(|part| part.chars().count()).sum()
}
